"""`mynabench card serve` with several slots, driven by orders, seen through PC/SC."""

from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.drivers.pcsc_card import (
    PCSCCardConnection,
    wait_for_card,
    wait_until_empty,
)
from harness.ports import TransportError
from harness.trace.transcript import Power, PowerEvent
from harness.trace.transcript_reader import read_transcript

from .served import SECONDS, SELECT, Serve, holder, readers

if TYPE_CHECKING:
    from harness.drivers.pcscd import PrivatePCSCD

    from .conftest import Tools

pytestmark = pytest.mark.system


def test_two_slots_hold_different_cards_at_once(
    serve_slots: Serve, pcscd: PrivatePCSCD
) -> None:
    first, second = readers(pcscd)
    served = serve_slots(
        *("--slot", f"{pcscd.port}=hanako", "--slot", f"{pcscd.port + 1}=taro"),
        "--stdin",
    )
    assert served("status") == (f"ok status {pcscd.port}=hanako {pcscd.port + 1}=taro")

    hanako, taro = holder(first), holder(second)

    assert hanako != taro
    assert served(f"pull {pcscd.port}") == f"ok pull {pcscd.port} hanako"
    wait_until_empty(first, seconds=SECONDS)
    assert holder(second) == taro


def test_reset_tries_works_while_programs_use_the_card(
    serve_slots: Serve, pcscd: PrivatePCSCD, tools: Tools
) -> None:
    served = serve_slots("--slot", f"{pcscd.port}=hanako", "--stdin")
    assert served("status").startswith("ok")
    tools("pkcs11-tool", "--login", "--list-objects", "--pin", "0000", fails=True)

    assert served(f"reset-tries {pcscd.port}") == f"ok reset-tries {pcscd.port} hanako"

    listed = tools("pkcs15-tool", "--list-pins")
    assert re.findall(r"Tries left\s*:\s*(\d+)", listed) == ["3", "5"]


def test_both_cards_come_back_when_pcscd_restarts(
    serve_slots: Serve, pcscd: PrivatePCSCD
) -> None:
    served = serve_slots(
        "--slot", f"{pcscd.port}=hanako", "--slot", f"{pcscd.port + 1}=taro", "--stdin"
    )
    served("status")
    first, second = readers(pcscd)
    hanako, taro = holder(first), holder(second)

    pcscd.restart()

    for reader, certificate in ((first, hanako), (second, taro)):
        wait_for_card(reader, seconds=SECONDS)
        assert holder(reader) == certificate
    assert served("status").endswith("=taro")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_empties_every_slot_while_orders_are_waited_for(
    serve_slots: Serve, pcscd: PrivatePCSCD, number: signal.Signals
) -> None:
    served = serve_slots(
        "--slot", f"{pcscd.port}=hanako", "--slot", f"{pcscd.port + 1}=taro", "--stdin"
    )
    served("status")

    served.process.send_signal(number)

    assert served.process.wait(SECONDS) == 0
    served.end()
    assert served.remarks[-1] == "# カードをしまいました。"


def test_a_driver_that_dies_leaves_no_card_behind(
    serve_slots: Serve, pcscd: PrivatePCSCD
) -> None:
    served = serve_slots("--slot", f"{pcscd.port}=hanako", "--stdin")
    served("status")
    assert served.process.stdin is not None

    served.process.stdin.close()

    assert served.answer() == "ok quit"
    assert served.process.wait(SECONDS) == 0


def test_a_hung_card_is_a_card_error_for_the_program(
    serve_slots: Serve, pcscd: PrivatePCSCD
) -> None:
    served = serve_slots(
        *("--slot", f"{pcscd.port}=hanako", "--stdin", "--time-limit", "0.5"),
        *("--fault", "late:on=SELECT,seconds=20"),
    )
    served("status")
    connection = PCSCCardConnection(pcscd.reader)

    with pytest.raises(TransportError):
        connection.transmit(SELECT)

    connection.close()


def test_what_opensc_does_is_told_and_recorded_without_a_pin(
    serve_slots: Serve, pcscd: PrivatePCSCD, tools: Tools, tmp_path: Path
) -> None:
    trace, recording = tmp_path / "trace.txt", tmp_path / "opensc.txt"
    served = serve_slots(
        *("--slot", f"{pcscd.port}=hanako", "--stdin"),
        *("--trace", str(trace), "--record", str(recording)),
    )
    served("status")

    tools("pkcs11-tool", "--login", "--pin", "1234", "--list-objects")

    assert served("quit") == "ok quit"
    assert served.process.wait(SECONDS) == 0
    told, recorded = trace.read_text("utf-8"), recording.read_text("utf-8")
    assert "利用者証明用の暗証番号（EF 0018）を照合 → 一致（9000）" in told
    for text in (told, recorded):
        assert "00200080 04 ********" in text
        assert "31323334" not in text
    entries = read_transcript(recorded).entries
    assert entries[0] == PowerEvent(Power.ON, entries[0].at)
    assert entries[-1] == PowerEvent(Power.OFF, entries[-1].at)
