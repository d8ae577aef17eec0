"""`mynabench card serve` with several slots, driven by orders, seen through PC/SC."""

from __future__ import annotations

import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emulator.link_lost import CardTorn
from emulator.plugged import PluggedCard
from harness.drivers.pcsc_card import (
    PCSCCardConnection,
    wait_for_card,
    wait_until_empty,
)
from harness.ports import TransportError
from harness.serving.reader_slot import CardInHand, ReaderSlot
from harness.serving.watched_card import WatchedCard
from harness.trace.transcript import Power, PowerEvent
from harness.trace.transcript_reader import read_transcript

if TYPE_CHECKING:
    from harness.drivers.pcscd import PrivatePCSCD

    from .conftest import CardShelf, Tools

pytestmark = pytest.mark.system

SECONDS = 30.0
SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
CERTIFICATE = bytes.fromhex("00B08A0000")


class Served:
    """A running `card serve`: orders go in, answers come out."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.remarks: list[str] = []
        self._answers: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __call__(self, order: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self._answers.get(timeout=SECONDS)

    def answer(self) -> str:
        return self._answers.get(timeout=SECONDS)

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        return self.process.returncode

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("#"):
                self.remarks.append(line.rstrip())
            else:
                self._answers.put(line.rstrip())


Serve = Callable[..., Served]


@pytest.fixture
def serve(
    pcscd: PrivatePCSCD, shelf: CardShelf, pytestconfig: pytest.Config
) -> Iterator[Serve]:
    """Start `card serve` on the shared shelf; in the end it is killed by its id."""
    started: list[Served] = []

    def start(*options: str) -> Served:
        command = [sys.executable, "-m", "harness.cli", "card", "serve"]
        process = subprocess.Popen(
            [*command, "--state", str(shelf.state), *options],
            cwd=pytestconfig.rootpath,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        started.append(Served(process))
        return started[-1]

    yield start
    for served in started:
        served.end()
    for reader in readers(pcscd):
        wait_until_empty(reader, seconds=SECONDS)


def readers(pcscd: PrivatePCSCD) -> tuple[str, str]:
    """The names of both slots; vpcd has two of them a reader."""
    return pcscd.reader, pcscd.reader.removesuffix("0") + "1"


def holder(reader: str) -> bytes:
    """Read the beginning of the certificate that is in a slot."""
    connection = PCSCCardConnection(reader)
    try:
        assert connection.transmit(SELECT) == b"\x90\x00"
        return connection.transmit(CERTIFICATE)
    finally:
        connection.close()


def test_two_slots_hold_different_cards_at_once(
    serve: Serve, pcscd: PrivatePCSCD
) -> None:
    first, second = readers(pcscd)
    served = serve(
        *("--slot", f"{pcscd.port}=hanako", "--slot", f"{pcscd.port + 1}=taro"),
        "--stdin",
    )
    assert served("status") == (f"ok status {pcscd.port}=hanako {pcscd.port + 1}=taro")

    hanako, taro = holder(first), holder(second)

    assert hanako != taro
    assert served(f"pull {pcscd.port}") == f"ok pull {pcscd.port} hanako"
    wait_until_empty(first, seconds=SECONDS)
    assert holder(second) == taro


def test_a_card_swapped_at_once_is_never_taken_for_the_last_one(
    serve: Serve, pcscd: PrivatePCSCD
) -> None:
    served = serve("--stdin")
    port, reader = pcscd.port, pcscd.reader
    seen = {}

    for _ in range(3):
        for name in ("hanako", "taro"):
            assert served(f"insert {port} {name}") == f"ok insert {port} {name} seen"
            certificate = holder(reader)
            assert seen.setdefault(name, certificate) == certificate
            old = PCSCCardConnection(reader)
            assert served(f"pull {port}") == f"ok pull {port} {name}"
            with pytest.raises(TransportError):
                old.transmit(SELECT)
            old.close()

    assert seen["hanako"] != seen["taro"]


def test_reset_tries_works_while_programs_use_the_card(
    serve: Serve, pcscd: PrivatePCSCD, tools: Tools
) -> None:
    served = serve("--slot", f"{pcscd.port}=hanako", "--stdin")
    assert served("status").startswith("ok")
    tools("pkcs11-tool", "--login", "--list-objects", "--pin", "0000", fails=True)

    assert served(f"reset-tries {pcscd.port}") == f"ok reset-tries {pcscd.port} hanako"

    listed = tools("pkcs15-tool", "--list-pins")
    assert re.findall(r"Tries left\s*:\s*(\d+)", listed) == ["3", "5"]


def test_a_script_inserts_and_pulls_at_its_times(
    serve: Serve, pcscd: PrivatePCSCD, tmp_path: Path
) -> None:
    port = pcscd.port
    script = tmp_path / "script.txt"
    script.write_text(
        f"insert {port} hanako\n+0.3 pull {port}\ninsert {port} taro\n+0.1 quit\n",
        encoding="utf-8",
    )

    served = serve("--script", str(script))

    assert [served.answer() for _ in range(4)] == [
        f"ok insert {port} hanako seen",
        f"ok pull {port} hanako",
        f"ok insert {port} taro seen",
        "ok quit",
    ]
    assert served.process.wait(SECONDS) == 0


def test_both_cards_come_back_when_pcscd_restarts(
    serve: Serve, pcscd: PrivatePCSCD
) -> None:
    served = serve(
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
    serve: Serve, pcscd: PrivatePCSCD, number: signal.Signals
) -> None:
    served = serve(
        "--slot", f"{pcscd.port}=hanako", "--slot", f"{pcscd.port + 1}=taro", "--stdin"
    )
    served("status")

    served.process.send_signal(number)

    assert served.process.wait(SECONDS) == 0
    served.end()
    assert served.remarks[-1] == "# カードをしまいました。"


def test_a_driver_that_dies_leaves_no_card_behind(
    serve: Serve, pcscd: PrivatePCSCD
) -> None:
    served = serve("--slot", f"{pcscd.port}=hanako", "--stdin")
    served("status")
    assert served.process.stdin is not None

    served.process.stdin.close()

    assert served.answer() == "ok quit"
    assert served.process.wait(SECONDS) == 0


def test_a_hung_card_is_a_card_error_for_the_program(
    serve: Serve, pcscd: PrivatePCSCD
) -> None:
    served = serve(
        *("--slot", f"{pcscd.port}=hanako", "--stdin", "--time-limit", "0.5"),
        *("--fault", "late:on=SELECT,seconds=20"),
    )
    served("status")
    connection = PCSCCardConnection(pcscd.reader)

    with pytest.raises(TransportError):
        connection.transmit(SELECT)

    connection.close()


def test_what_opensc_does_is_told_and_recorded_without_a_pin(
    serve: Serve, pcscd: PrivatePCSCD, tools: Tools, tmp_path: Path
) -> None:
    trace, recording = tmp_path / "trace.txt", tmp_path / "opensc.txt"
    served = serve(
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


def test_a_card_swapped_by_the_next_process_is_seen(
    serve: Serve, pcscd: PrivatePCSCD, tmp_path: Path
) -> None:
    script = tmp_path / "swap.txt"

    for name in ("hanako", "taro", "hanako", "taro"):
        script.write_text(f"insert {pcscd.port} {name}\nquit\n", encoding="utf-8")
        served = serve("--script", str(script))
        assert served.answer() == f"ok insert {pcscd.port} {name} seen"
        assert served.answer() == "ok quit"
        assert served.process.wait(SECONDS) == 0


def test_a_card_that_comes_where_another_has_just_failed_is_seen(
    pcscd: PrivatePCSCD, shelf: CardShelf
) -> None:
    class Torn:
        """Leaves while pcscd gives it power, as with a process that is killed."""

        atr = bytes.fromhex("3B80800101")

        def power_on(self) -> None:
            raise CardTorn

        def power_off(self) -> None: ...
        def reset(self) -> None: ...
        def transmit(self, command: bytes) -> bytes:
            return b"\x6f\x00"

    with PluggedCard(Torn(), "127.0.0.1", pcscd.port) as torn:
        assert torn.wait_until_out(SECONDS)
    slot = ReaderSlot(
        "127.0.0.1", pcscd.port, stop=threading.Event(), on_event=lambda event: None
    )
    with shelf.take("hanako") as stored:
        seen = slot.insert(CardInHand(name="hanako", card=WatchedCard(stored.card)))
        certificate = holder(pcscd.reader) if seen else b""
        slot.pull()

    assert seen
    assert certificate[-2:] == b"\x90\x00"


def test_a_script_whose_card_is_not_seen_ends_with_1(
    serve: Serve, pcscd: PrivatePCSCD, tmp_path: Path
) -> None:
    first = serve("--slot", f"{pcscd.port}=hanako", "--stdin")
    first("status")
    script = tmp_path / "second.txt"
    script.write_text(f"insert {pcscd.port} taro\n+60 quit\n", encoding="utf-8")

    second = serve("--script", str(script))

    assert second.answer() == f"ok insert {pcscd.port} taro unseen"
    assert "ほかのプログラム" in second.answer()
    assert second.process.wait(SECONDS) == 1
    assert first("quit") == "ok quit"
    assert first.process.wait(SECONDS) == 0
