"""A recorded card behaves as the card does, and its traffic is told masked."""

from __future__ import annotations

import pytest

from harness.card.jpki import JPKIClient
from harness.journal import Journal, Layer
from harness.ports import Capability, CardConnection, TransportError
from harness.trace.recording_card import RecordingCard
from harness.trace.recording_holder import RecordingHolder

CERTIFICATE = bytes.fromhex("30820104") + bytes(range(250)) + b"0123456789"


class SmallCard:
    """Know one certificate file and one PIN; forget the file on a warm reset."""

    atr = b"\x3b\x80"

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.resets = 0
        self.closed = False
        self.gone = False

    def transmit(self, command: bytes) -> bytes:
        if self.gone:
            raise TransportError("gone")
        self.heard.append(command)
        if command[1] == 0xB0:
            offset = int.from_bytes(command[2:4], "big")
            page = CERTIFICATE[offset : offset + (command[4] or 256)]
            return page + b"\x90\x00"
        if command[1] == 0x20:
            return b"\x63\xc1"
        return b"\x90\x00"

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        self.closed = True


def test_the_card_hears_and_answers_the_same_bytes() -> None:
    card, plain = SmallCard(), SmallCard()
    recorded = RecordingCard(card, Journal())

    through = JPKIClient(recorded)
    directly = JPKIClient(plain)
    for client in (through, directly):
        client.select()
        assert client.auth_certificate() == CERTIFICATE

    assert card.heard == plain.heard
    assert recorded.atr == card.atr


def test_each_exchange_is_entered_masked_under_the_running_step() -> None:
    journal = Journal()
    card = RecordingCard(SmallCard(), journal)

    with journal.step("かざす", layer=Layer.CARD, actor="患者"):
        card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
        card.transmit(bytes.fromhex("00A4020C020018"))
        card.transmit(bytes.fromhex("002000800431323334"))

    verify = journal.apdus[2]
    assert verify.step == 1
    assert verify.command == bytes.fromhex("00200080042A2A2A2A")
    assert verify.response == b"\x63\xc1"
    assert verify.meaning == (
        "利用者証明用の暗証番号（EF 0018）を照合 → 不一致、残り1回（63C1）"
    )


@pytest.mark.parametrize("fictitious", [True, False])
def test_only_a_fictitious_holders_certificate_is_kept(
    fictitious: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    journal = Journal()
    client = JPKIClient(RecordingCard(SmallCard(), journal, fictitious=fictitious))

    client.select()
    client.auth_certificate()

    kept = b"".join(exchange.response for exchange in journal.apdus)
    assert (b"0123456789" in kept) is fictitious


def test_after_a_reset_nothing_is_taken_for_granted() -> None:
    journal, card = Journal(), SmallCard()
    recorded = RecordingCard(card, journal)
    recorded.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
    recorded.transmit(bytes.fromhex("00A4020C020006"))

    recorded.reset()
    recorded.transmit(bytes.fromhex("00B0000004"))

    assert card.resets == 1
    assert journal.apdus[-1].response == b"****\x90\x00"


def test_a_command_without_an_answer_is_entered_too() -> None:
    journal, card = Journal(), SmallCard()
    card.gone = True

    with pytest.raises(TransportError):
        RecordingCard(card, journal).transmit(b"\x00\x20\x00\x80")

    assert journal.apdus[0].response == b""
    assert "応答なし" in journal.apdus[0].meaning


class Holder:
    """Hand out one card; remember what was asked."""

    capabilities = frozenset({Capability.TEAR})

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.card = SmallCard()

    def present(self, persona: str) -> CardConnection:
        self.asked.append(persona)
        return self.card

    def remove(self) -> None:
        self.asked.append("remove")

    def tear_after(self, commands: int) -> None:
        self.asked.append(commands)

    def reset_tries(self, persona: str) -> None:
        self.asked.append(("tries", persona))

    def close(self) -> None:
        self.asked.append("close")


def test_a_recorded_holder_hands_out_recorded_cards_and_passes_all_on() -> None:
    journal, inner = Journal(), Holder()
    holder = RecordingHolder(inner, journal)

    holder.tear_after(3)
    card = holder.present("hanako")
    card.transmit(b"\x00\x84\x00\x00\x08")
    card.close()
    holder.remove()
    holder.reset_tries("hanako")
    holder.close()

    assert inner.asked == [3, "hanako", "remove", ("tries", "hanako"), "close"]
    assert inner.card.closed
    assert len(journal.apdus) == 1
    assert holder.capabilities == {Capability.TEAR}
    assert journal.atr == b"\x3b\x80"
