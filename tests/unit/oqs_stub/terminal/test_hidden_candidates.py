"""複数該当 where the rules let no candidate be shown: nobody to choose from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub, StubConfig

from .staff import Maker, log_in, post, soup


@pytest.fixture
def hiding(
    tmp_path: Path, pki: PKI, clock: SettableClock, prepared_state: Path
) -> Iterator[Stub]:
    """A stub that shows no candidates."""
    rules = tmp_path / "rules.toml"
    rules.write_text("[eligibility]\nall_candidates = false\n", encoding="utf-8")
    shutil.copytree(prepared_state, tmp_path / "state")
    config = StubConfig(state_dir=tmp_path / "state", clock=clock, rules=rules)
    stub = Stub(config, pki=pki)
    yield stub
    stub.close()


@pytest.mark.sqlite
def test_staff_are_told_to_type_the_branch_and_not_to_choose(
    hiding: Stub, make_persona: Maker
) -> None:
    sakura = make_persona()
    (coverage,) = sakura.coverages
    twin = make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    hiding.people.add([twin])
    web = create_app(hiding).test_client()
    log_in(web, "user")

    page = post(
        web,
        "/terminal/eligibility",
        {
            "insurer": coverage.insurer_number,
            "symbol": coverage.symbol or "",
            "number": coverage.number,
            "branch": "",
            "birthdate": sakura.person.birthdate.isoformat(),
            "on": "2026-04-10",
        },
    )

    told = soup(page).get_text()
    assert "複数該当" in told
    assert "枝番を入力して照会し直してください" in told
    assert "本人を選んでください" not in told
