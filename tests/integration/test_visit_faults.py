"""What a visit comes to with each fault of the card, and what reports tell of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from card_profiles.dates import JST
from emulator.faults import CATALOGUE, PROFILES
from harness.bench import open_bench
from harness.bench_spec import load_bench
from harness.card_conditions import ConditionTexts
from harness.cli import main
from harness.evidence.result import VisitResult
from harness.evidence.visit_json import visit_document
from harness.people import People
from harness.run_visit import run_visit

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=JST)


@dataclass(frozen=True)
class Row:
    """A fault, what the visit comes to, and how many tries the PIN has then."""

    fault: str
    reason: str | None
    tries: int = 3
    times: int = 1
    pin: str = "1234"


ROWS = [
    Row("pulled", "card_lost"),
    Row("pulled:on=VERIFY,when=before", "card_lost", pin="9999"),
    Row("pulled:on=VERIFY,when=processed", "card_lost", tries=2, pin="9999"),
    Row("pulled:on=VERIFY,when=answer", "card_lost", tries=2, pin="9999"),
    Row("pulled:on=READ,nth=3,when=answer", "card_lost"),
    Row("mute:on=SIGN,seconds=0", "card_lost"),
    Row("reset:on=SIGN", "card_lost"),
    Row("protocol:on=SIGN", "card_lost"),
    Row("late:on=SIGN,seconds=0", None),
    Row("sw:sw=6F00,on=SIGN", "card_unsupported"),
    Row("sw:sw=6A82,on=SELECT-AP", "card_unsupported"),
    Row("sw:sw=63C1,on=VERIFY", "pin_wrong"),
    Row("sw:sw=6984,on=VERIFY", "pin_blocked"),
    Row("first-6f00", "card_unsupported"),
    Row("verify-6983", "pin_blocked"),
    Row("verify-6983:when=blocked", None, times=0),
    Row("wrong-signature", "signature_invalid"),
    Row("wrong-key", "signature_invalid"),
    Row("other-certificate", "signature_invalid"),
    Row("corrupt-file:ef=000A,at=1300", "certificate_untrusted"),
    Row("corrupt-file:ef=000A,how=zero", "card_unsupported"),
    Row("corrupt-file:ef=000A,how=empty", "card_unsupported"),
    Row("corrupt-file:ef=000A,how=missing", "card_unsupported"),
    Row("corrupt-file:ef=0001", None),  # A file that the app does not read.
]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CAs, cards and a server that all the visits share."""
    return tmp_path_factory.mktemp("state")


def visit(state: Path, fault: str, *, pin: str = "1234") -> tuple[VisitResult, int]:
    people = People(now=NOW)
    spec = load_bench("virtual").under(ConditionTexts(faults=(fault,)).read())
    with open_bench(spec, people=people, state_dir=state, seed=0, now=NOW) as bench:
        result = run_visit(bench, people.get("hanako"), pin=pin)
        bench.cards.clear_faults()
        card = bench.cards.present("hanako")
        for command in ("00A4040C0AD392F000260100000001", "00A4020C020018"):
            card.transmit(bytes.fromhex(command))
        left = card.transmit(bytes.fromhex("00200080"))[1] & 0x0F
        bench.cards.reset_tries("hanako")
        return replace(result), left


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
def test_a_visit_ends_with_the_right_reason(state: Path, row: Row) -> None:
    result, tries = visit(state, row.fault, pin=row.pin)

    assert result.reason == row.reason
    assert tries == row.tries
    happened = result.journal.faults
    assert len(happened) == row.times
    assert {fault.fault for fault in happened} <= {row.fault}


def test_every_fault_has_a_row() -> None:
    assert {row.fault.partition(":")[0] for row in ROWS} == set(CATALOGUE)
    assert set(PROFILES) == {"field-rates"}  # Made of faults that have rows.


def test_another_persons_key_and_certificate_show_at_the_clinic(
    tmp_path: Path,
) -> None:
    result, _ = visit(tmp_path, "other-certificate:pair=yes")

    assert result.outcome == "registered"
    assert result.eligibility == ()
    assert "保険　花子 の同意済資格情報がありません" in result.notes[-1]


def test_reports_tell_which_fault_happened_at_which_command(state: Path) -> None:
    result, _ = visit(state, "sw:sw=6F00,on=SIGN")

    (fault,) = result.journal.faults
    step = result.journal.steps[fault.step - 1]
    exchange = result.journal.apdus[fault.apdu - 1]
    assert step.name.startswith("マイナンバーカードをかざす")
    assert exchange.command[:2] == b"\x80\x2a"
    assert exchange.response == b"\x6f\x00"
    assert result.notes[0] == (
        "カードの障害: 13番目のコマンド SIGN: 状態語6F00を答えました"
        "（sw:sw=6F00,on=SIGN）"
    )
    assert visit_document(result)["card_faults"] == [
        {
            "fault": "sw:sw=6F00,on=SIGN",
            "kind": "sw",
            "step": fault.step,
            "apdu": fault.apdu,
            "text": fault.sentence,
        }
    ]


def test_a_fault_of_the_content_is_told_before_the_first_command(state: Path) -> None:
    result, _ = visit(state, "wrong-key:key=auth")

    (fault,) = result.journal.faults
    assert fault.apdu == 0
    assert (
        fault.sentence == "利用者証明用の秘密鍵を別の鍵にしました（wrong-key:key=auth）"
    )


def test_the_command_takes_faults_and_speed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    table = tmp_path / "fast.toml"
    table.write_text("[[rule]]\nleast_ms = 0.1\n", encoding="utf-8")

    done = CliRunner().invoke(
        main,
        [
            *("visit", "--out", str(out), "--now", NOW.isoformat()),
            *("--card-fault", "署名の誤り:bits=3", "--card-timing", str(table)),
        ],
    )

    assert done.exit_code == 1, done.output
    assert "署名の3ビットを反転しました" in done.output
    document = json.loads((out / "visit.json").read_text(encoding="utf-8"))
    assert document["reason"] == "signature_invalid"
    assert [fault["kind"] for fault in document["card_faults"]] == ["wrong-signature"]


@pytest.mark.parametrize("command", ["visit", "run"])
@pytest.mark.parametrize(
    ("option", "value"), [("--card-fault", "pulle"), ("--card-timing", "slow")]
)
def test_a_slip_stops_the_command_before_it_begins(
    command: str, option: str, value: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    done = CliRunner().invoke(main, [command, "--out", str(out), option, value])

    assert done.exit_code == 2
    assert option in done.stderr
    assert not out.exists()
