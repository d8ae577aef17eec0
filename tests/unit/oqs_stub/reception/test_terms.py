"""The times of the pages come from the rules of the stub."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub, StubConfig

from .visitor import ONLINE, choose, entrance, launch, marker, post

RULES = """
[reception]
session_minutes = 3
challenge_minutes = 1
furthest_days = 10
"""


@pytest.fixture
def hasty(
    tmp_path: Path, pki: PKI, clock: SettableClock, prepared_state: Path
) -> Iterator[Stub]:
    """A stub whose receptions last three minutes, and challenges one."""
    (tmp_path / "rules.toml").write_text(RULES, encoding="utf-8")
    shutil.copytree(prepared_state, tmp_path / "hasty")
    config = StubConfig(
        state_dir=tmp_path / "hasty", clock=clock, rules=tmp_path / "rules.toml"
    )
    stub = Stub(config, pki=pki)
    yield stub
    stub.close()


@pytest.mark.sqlite
def test_the_rules_say_how_long_things_last(hasty: Stub, clock: SettableClock) -> None:
    web: FlaskClient = create_app(hasty).test_client()
    session = choose(web, entrance(hasty))
    first = launch(web, session)
    clock.set(clock.now() + timedelta(minutes=1))
    second = launch(web, session)
    clock.set(clock.now() + timedelta(minutes=2))

    assert second["nonce"] != first["nonce"]
    assert marker(web.get(session), "reason") == "session_expired"


@pytest.mark.sqlite
def test_the_rules_say_how_far_ahead_one_may_book(hasty: Stub) -> None:
    web = create_app(hasty).test_client()
    start = f"{entrance(hasty, ONLINE)}/consents"
    answers = [
        post(web, start, **{"prescription": "1", "examination-date": day})
        for day in ("2026-04-20", "2026-04-21")
    ]

    assert [answer.status_code for answer in answers] == [303, 422]
    assert "10日先（2026年4月20日）" in answers[1].text
