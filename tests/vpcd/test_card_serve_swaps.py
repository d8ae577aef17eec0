"""Cards that come and go in one slot, by orders and scripts, are never mixed up."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emulator.link_lost import CardTorn
from emulator.reader.plugged import PluggedCard
from harness.drivers.pcsc_card import (
    PCSCCardConnection,
)
from harness.ports import TransportError
from harness.serving.reader_slot import CardInHand, ReaderSlot
from harness.serving.watched_card import WatchedCard

from .served import SECONDS, SELECT, Serve, holder

if TYPE_CHECKING:
    from harness.drivers.pcscd import PrivatePCSCD

    from .conftest import CardShelf

pytestmark = pytest.mark.system


def test_a_card_swapped_at_once_is_never_taken_for_the_last_one(
    serve_slots: Serve, pcscd: PrivatePCSCD
) -> None:
    served = serve_slots("--stdin")
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


def test_a_script_inserts_and_pulls_at_its_times(
    serve_slots: Serve, pcscd: PrivatePCSCD, tmp_path: Path
) -> None:
    port = pcscd.port
    script = tmp_path / "script.txt"
    script.write_text(
        f"insert {port} hanako\n+0.3 pull {port}\ninsert {port} taro\n+0.1 quit\n",
        encoding="utf-8",
    )

    served = serve_slots("--script", str(script))

    assert [served.answer() for _ in range(4)] == [
        f"ok insert {port} hanako seen",
        f"ok pull {port} hanako",
        f"ok insert {port} taro seen",
        "ok quit",
    ]
    assert served.process.wait(SECONDS) == 0


def test_a_card_swapped_by_the_next_process_is_seen(
    serve_slots: Serve, pcscd: PrivatePCSCD, tmp_path: Path
) -> None:
    script = tmp_path / "swap.txt"

    for name in ("hanako", "taro", "hanako", "taro"):
        script.write_text(f"insert {pcscd.port} {name}\nquit\n", encoding="utf-8")
        served = serve_slots("--script", str(script))
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
    serve_slots: Serve, pcscd: PrivatePCSCD, tmp_path: Path
) -> None:
    first = serve_slots("--slot", f"{pcscd.port}=hanako", "--stdin")
    first("status")
    script = tmp_path / "second.txt"
    script.write_text(f"insert {pcscd.port} taro\n+60 quit\n", encoding="utf-8")

    second = serve_slots("--script", str(script))

    assert second.answer() == f"ok insert {pcscd.port} taro unseen"
    assert "ほかのプログラム" in second.answer()
    assert second.process.wait(SECONDS) == 1
    assert first("quit") == "ok quit"
    assert first.process.wait(SECONDS) == 0
