"""People and browsers for the tests of the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from oqs_stub.stub import Stub

from .staff import Maker


@pytest.fixture
def another(web: FlaskClient) -> Callable[[], FlaskClient]:
    """Another browser at the same stub."""
    return web.application.test_client


@pytest.fixture
def twins(stub: Stub, make_persona: Maker) -> tuple[str, str]:
    """The ids of two people with the same birthday and, without 枝番, one number."""
    base = make_persona()
    coverage = replace(base.coverages[0], number="0000777", branch=None)
    ids = ("koharu", "komachi")
    for position, (name, given, kana) in enumerate(
        zip(ids, ("小春", "小町"), ("コハル", "コマチ"), strict=True)
    ):
        twin = make_persona(name, serial=2001 + position, coverages=(coverage,))
        person = replace(twin.person, given_name=given, given_name_kana=kana)
        stub.people.add([replace(twin, person=person)])
    return ids
