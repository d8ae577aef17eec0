"""Every field of every form of the 制御ページ takes any entry, and is answered."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.rules.disaster import Disaster
from oqs_stub.stub import Stub

from ..conftest import DENTAL
from ..security.forms import Form, forms_of
from ..security.routes import NASTY
from .changes_of_people import visited

_ENTRIES = 4  # Of each field, in one run.


def _forms(page: FlaskClient) -> list[Form]:
    """Each form once, though there is one for every institution."""
    shown = page.get("/control/", query_string={"person": "sakura"})
    found = [
        form
        for form in forms_of(shown, {"fault": "slow:seconds=0", "persona": "hanako"})
        if form.fields.get("institution", DENTAL) == DENTAL
        and not form.action.endswith("/logout")
    ]
    return list({form.action: form for form in found}.values())


def test_any_entry_in_any_field_is_answered(
    page: FlaskClient, stub: Stub, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random("制御ページ")  # noqa: S311 - to be repeatable.
    until = now + timedelta(days=1)
    stub.disasters.declare(Disaster(name="大雨", since=now, until=until))
    stub.faults.arm("slow:seconds=0")
    visited(stub)
    forms, seen = _forms(page), set[str]()

    for form in forms:
        for name in form.names:
            for entry in chance.sample(NASTY, _ENTRIES):
                answer = form.send(page, **{name: entry})
                seen.add(f"{form.action} {name}")
                assert answer.status_code < 500, (form.action, name, entry)
                assert "<script>alert" not in answer.text, (form.action, name, entry)

    assert len(forms) > 25
    assert len(seen) > 80
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
