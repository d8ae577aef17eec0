"""What a visit comes to when something breaks, and whose PIN is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner

from card_profiles.dates import JST
from card_profiles.loader import PersonaError, load
from harness.bdd.options import RunOptions
from harness.bdd.prepare import prepare
from harness.bench_spec import load_bench
from harness.cli import main
from harness.cli import visit as command
from harness.drivers.html_document import PageError
from harness.drivers.terminal_pages import TerminalRefused
from harness.journal import Journal
from harness.people import MOST_PEOPLE, People
from harness.ports import (
    AppScreen,
    AppState,
    BenchUnavailable,
    Screen,
    TransportError,
)
from harness.run_visit import run_visit
from harness.visit import HomeVisit, VisitRefused

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=JST)
HANAKO = load("hanako", now=NOW)


def bench(**parts: object) -> Any:  # noqa: ANN401 - a part of a Bench.
    """Return as much of a bench as a visit meets before the named parts."""
    spec = load_bench("virtual")
    app = SimpleNamespace(signature_verified=None)
    usual = {
        "journal": Journal(),
        "spec": spec,
        "layers": spec.layers,
        "seed": 0,
        "started_at": NOW,
        "phone": SimpleNamespace(app=app),
        "server": SimpleNamespace(control=None),
    }
    return SimpleNamespace(**(usual | parts))


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(TransportError("connection refused"), id="server-gone"),
        pytest.param(TerminalRefused("no such institution"), id="terminal-says-no"),
        pytest.param(PageError("no such button"), id="page-is-another"),
    ],
)
def test_what_breaks_at_the_server_is_not_blamed_on_the_card(error: Exception) -> None:
    terminal = SimpleNamespace(change_settings=failing(error))

    result = run_visit(bench(terminal=terminal), HANAKO, pin="1234")

    assert (result.outcome, result.reason) == ("refused", "server_error")
    assert result.notes == (str(error),)


def test_a_card_that_cannot_be_reached_is_a_lost_card(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cards = SimpleNamespace(present=failing(TransportError("mute")))

    def straight_to_the_card(visit: HomeVisit, *_: object) -> None:
        visit.hold_card()

    monkeypatch.setattr("harness.run_visit._first_visit", straight_to_the_card)

    result = run_visit(bench(cards=cards), HANAKO, pin="1234")

    assert result.reason == "card_lost"


def test_a_reason_of_another_server_is_a_refusal_all_the_same() -> None:
    screen = Screen(
        url="", status=403, title="", heading="不可", text="不可", reason="E-4711"
    )
    refused = AppScreen(state=AppState.REFUSED, message="不可", reason="E-4711")
    page = SimpleNamespace(open=lambda _: screen)
    phone = SimpleNamespace(web=page)
    visit = HomeVisit(bench(phone=phone), "hanako")

    with pytest.raises(VisitRefused) as at_the_page:
        visit.open_reception("http://127.0.0.1/")
    assert at_the_page.value.reason == "server_error"

    for act in ("start_app", "enter_pin", "hold_card"):
        setattr(HomeVisitOf, act, lambda *_: refused)
    with pytest.raises(VisitRefused) as in_the_app:
        HomeVisitOf(bench(), "hanako").authenticate("launch", "1234")
    assert in_the_app.value.reason == "server_error"


class HomeVisitOf(HomeVisit):
    """A visit whose app has already decided."""


REAL_CARD = """
[layers]
card = "physical"
reader = "pcsc"
phone = "html"
app = "stand-in"
server = "stub"
clinic = "reference"
[card]
certificate_serial = "1"
"""


def test_no_personas_pin_is_tried_on_a_real_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("real.toml").write_text(REAL_CARD, encoding="utf-8")

    result = CliRunner().invoke(main, ["visit", "--bench", "real.toml", "--out", "o"])

    assert result.exit_code == 2
    assert "ペルソナの番号は使いません" in result.stderr
    assert not Path("o").exists()


def test_a_real_cards_pin_is_asked_for_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "real.toml"
    path.write_text(REAL_CARD, encoding="utf-8")
    asked: dict[str, object] = {}

    def typed(_: str, **how: object) -> str:
        asked.update(how)
        return "4711"

    monkeypatch.setattr(click, "prompt", typed)
    monkeypatch.setattr(
        command, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    )

    assert command._pin_of(HANAKO, load_bench(str(path))) == "4711"
    assert asked["hide_input"] is True
    assert command._pin_of(HANAKO, load_bench("virtual")) == "1234"

    path.write_text(REAL_CARD + 'persona = "hanako"', encoding="utf-8")
    assert command._pin_of(HANAKO, load_bench(str(path))) == "1234"


@pytest.mark.parametrize(
    ("card", "known"),
    [
        pytest.param("", False, id="nobody-said-whose-card-it-is"),
        pytest.param('persona = "hanako"', True, id="hanako's"),
        pytest.param("expendable = true", True, id="tries-may-be-spent"),
    ],
)
def test_scenarios_type_no_pin_into_a_real_card_that_might_be_wrong(
    tmp_path: Path,
    card: str,
    known: bool,  # noqa: FBT001 - a column of the table.
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "real.toml"
    path.write_text(REAL_CARD + card, encoding="utf-8")
    options = RunOptions(
        spec=load_bench(str(path)), seed=0, now=NOW, out=None, tags=None
    )
    reached = BenchUnavailable("the reader was asked for")
    monkeypatch.setattr("harness.bdd.prepare.open_bench", failing(reached))

    expected = "the reader was asked for" if known else r"\[card\] persona"
    with pytest.raises(BenchUnavailable, match=expected):
        prepare(options)


@pytest.mark.parametrize("number", [0, MOST_PEOPLE + 1])
def test_a_generated_person_who_cannot_be_is_refused(number: int) -> None:
    with pytest.raises(PersonaError, match="1から"):
        People(now=NOW).get(f"synth-1-{number}")


def test_a_generated_person_is_found_by_number() -> None:
    assert People(now=NOW).get("synth-1-0003").name == "synth-1-0003"


def test_faults_of_the_national_side_are_told() -> None:
    entries = [
        {"face": "control", "action": "障害の設定"},
        {
            "face": "fault",
            "action": "slow",
            "institution_code": "9930000014",
            "person_id": "hanako",
            "detail": "答えを2秒遅らせました（slow）",
        },
    ]
    armed = [{"fault": "slow:seconds=2", "kind": "slow", "happened": 1}]
    control = SimpleNamespace(ledger=lambda: entries, faults=lambda: armed)
    terminal = SimpleNamespace(change_settings=failing(TransportError("gone")))

    result = run_visit(
        bench(terminal=terminal, server=SimpleNamespace(control=control)),
        HANAKO,
        pin="1234",
    )

    assert [one.kind for one in result.server_faults] == ["slow"]
    assert result.armed_server_faults[0].happened == 1
    assert "国側の障害: 答えを2秒遅らせました（slow）" in result.notes


def test_a_server_that_is_gone_tells_of_no_fault() -> None:
    gone = failing(TransportError("gone"))
    control = SimpleNamespace(ledger=gone, faults=gone)
    terminal = SimpleNamespace(change_settings=gone)

    result = run_visit(
        bench(terminal=terminal, server=SimpleNamespace(control=control)),
        HANAKO,
        pin="1234",
    )

    assert (result.server_faults, result.armed_server_faults) == ((), ())
