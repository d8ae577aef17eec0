"""A clock that goes on can come home, by page as by API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SystemClock
from oqs_stub.clock.travelling import TravellingClock
from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN
from ..control_forms import send

TOKEN = {"Authorization": f"Bearer {CONTROL_TOKEN}"}


@pytest.fixture
def going(stub: Stub, pki: PKI) -> Iterator[Stub]:
    """The stub of the tests, with a clock that goes on."""
    stub.close()
    again = Stub(replace(stub.config, clock=SystemClock()), pki=pki)
    yield again
    again.close()


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_journey_in_time_ends_by_page_as_by_api(going: Stub, way: str) -> None:
    assert isinstance(going.clock, TravellingClock)
    web = create_app(going).test_client()
    web.post("/control/login", data={"token": CONTROL_TOKEN})
    going.clock.set(going.clock.now() + timedelta(days=3))
    assert going.clock.ahead > timedelta(days=2)
    assert "（移動中）" in web.get("/control/").text

    if way == "page":
        assert send(web, "come-home", {}).status_code == 303
    else:
        assert web.delete("/control/clock", headers=TOKEN).status_code == 200

    assert going.clock.ahead == timedelta(0)
    assert "（移動中）" not in web.get("/control/").text
