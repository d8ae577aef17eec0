"""The national side keeps its people and its state, for one stub at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from card_profiles.synth import generate
from harness.drivers.control_http import HTTPControl
from harness.drivers.stub_server import StubServerDriver
from harness.ports import BenchUnavailable
from oqs_stub.clock import SettableClock

from .walk import NOW, Bench


def test_generated_people_are_registered_and_can_lose_coverage(bench: Bench) -> None:
    control = bench.server.control
    assert isinstance(control, HTTPControl)

    people = control.register_synthetic(2, seed=7)
    control.lose_coverage(people[0], on=NOW.date(), reason="01")
    control.coverage_moves(people[1], on=NOW.date())

    assert len(people) == 2
    assert {row["person_id"] for row in control.ledger()} >= set(people)


def test_a_second_stub_on_the_same_state_is_refused(state: Path, bench: Bench) -> None:
    (guest,) = generate(1, seed=9, now=NOW)

    with pytest.raises(BenchUnavailable, match="ほかのスタブ"):
        StubServerDriver(state, clock=SettableClock(NOW), patients=[guest])

    assert bench.server._stub.registry.get(guest.name) is None
    assert bench.terminal.url().startswith(bench.server.base_url)


def test_a_state_that_is_kept_is_found_again(tmp_path: Path) -> None:
    (guest,) = generate(1, seed=3, now=NOW)
    first = StubServerDriver(tmp_path, clock=SettableClock(NOW), patients=[guest])
    assert isinstance(first.control, HTTPControl)
    first.control.coverage_moves(guest.name, on=NOW.date())
    before = first.control.ledger()
    first.close()

    again = StubServerDriver(tmp_path, clock=SettableClock(NOW), patients=[guest])

    assert again.control is not None
    assert again.control.ledger() == before
    again.close()
