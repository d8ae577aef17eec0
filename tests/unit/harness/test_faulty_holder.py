"""A holder's cards fail as they were told to, and clients hear it as from a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.card import VirtualCard
from emulator.drawer.store import CardDrawer
from emulator.faults import FaultEvent
from harness.card.jpki import JPKIClient
from harness.card_conditions import ConditionsInForce
from harness.drivers.virtual_card import VirtualCardHolder
from harness.journal import Journal
from harness.ports import BenchUnavailable, Capability, CardHolder, TransportError
from harness.trace.recording_holder import RecordingHolder

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
CHALLENGE = b"\x00\x84\x00\x00\x08"

Hold = Callable[..., VirtualCardHolder]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def pki(state: Path) -> PKI:
    return PKI.open(state / "pki", now=NOW)


@pytest.fixture
def events() -> list[FaultEvent]:
    return []


@pytest.fixture
def holder(
    state: Path, pki: PKI, events: list[FaultEvent]
) -> Iterator[VirtualCardHolder]:
    holder = VirtualCardHolder(
        CardDrawer(state / "cards"),
        people=lambda name: load(name, now=NOW),
        pki=pki,
        conditions=ConditionsInForce(record=events.append),
    )
    holder.reset_tries("hanako")
    yield holder
    holder.close()


def test_a_holder_without_conditions_connects_to_the_card_itself(
    holder: VirtualCardHolder,
) -> None:
    connection = holder.present("hanako")

    assert isinstance(getattr(connection, "_card"), VirtualCard)  # noqa: B009 - private.


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("pulled", "SCARD_W_REMOVED_CARD"),
        ("pulled:when=processed", "SCARD_W_REMOVED_CARD"),
        ("pulled:when=answer", "SCARD_W_REMOVED_CARD"),
        ("mute:seconds=0", "SCARD_E_NOT_TRANSACTED"),
        ("reset", "SCARD_W_RESET_CARD"),
        ("protocol", "SCARD_E_PROTO_MISMATCH"),
    ],
)
def test_a_lost_card_is_a_broken_link_with_the_readers_word_for_it(
    holder: VirtualCardHolder, fault: str, code: str
) -> None:
    holder.arm_fault(fault)
    connection = holder.present("hanako")

    with pytest.raises(TransportError, match=code):
        connection.transmit(CHALLENGE)
    with pytest.raises(TransportError):
        connection.transmit(CHALLENGE)

    assert holder.present("hanako").transmit(CHALLENGE)[-2:] == b"\x90\x00"


@pytest.mark.parametrize(
    ("fault", "answers"), [("reset", True), ("protocol", True), ("pulled", False)]
)
def test_only_a_card_that_is_still_there_can_be_reset(
    holder: VirtualCardHolder,
    fault: str,
    answers: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    holder.arm_fault(fault)
    connection = holder.present("hanako")
    with pytest.raises(TransportError):
        connection.transmit(CHALLENGE)

    if answers:
        connection.reset()
        assert connection.transmit(CHALLENGE)[-2:] == b"\x90\x00"
    else:
        with pytest.raises(TransportError):
            connection.reset()


def test_faults_armed_while_a_card_is_held_come_with_the_next_one(
    holder: VirtualCardHolder, events: list[FaultEvent]
) -> None:
    connection = holder.present("hanako")
    holder.arm_fault("sw:sw=6F00")

    assert connection.transmit(CHALLENGE)[-2:] == b"\x90\x00"
    assert holder.present("hanako").transmit(CHALLENGE) == b"\x6f\x00"
    assert [event.kind for event in events] == ["sw"]


def test_cleared_faults_are_gone(holder: VirtualCardHolder) -> None:
    holder.arm_fault("sw:sw=6F00,times=0")
    holder.arm_fault("wrong-key")
    holder.clear_faults()

    connection = holder.present("hanako")

    assert isinstance(getattr(connection, "_card"), VirtualCard)  # noqa: B009 - private.


def test_a_tear_and_a_fault_go_together(
    holder: VirtualCardHolder, events: list[FaultEvent]
) -> None:
    holder.arm_fault("sw:sw=6A82,nth=1")
    holder.tear_after(1)
    connection = holder.present("hanako")

    assert connection.transmit(CHALLENGE) == b"\x6a\x82"
    with pytest.raises(TransportError):
        connection.transmit(CHALLENGE)
    assert [event.kind for event in events] == ["sw", "pulled"]


def test_another_persons_certificate_comes_from_that_persons_card(
    holder: VirtualCardHolder,
) -> None:
    def certificate(persona: str) -> bytes:
        client = JPKIClient(holder.present(persona))
        client.select()
        return client.auth_certificate()

    own, others = certificate("hanako"), certificate("taro")
    holder.arm_fault("other-certificate:whose=taro")

    assert certificate("hanako") == others != own
    holder.clear_faults()
    assert certificate("hanako") == own


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("other-certificate:whose=nobody", "nobody"),
        ("other-certificate:whose=hanako", "持ち主"),
        ("corrupt-file:ef=0018", "壊せるファイル 0018 はありません"),
    ],
)
def test_a_card_that_cannot_have_the_fault_is_not_there(
    holder: VirtualCardHolder, fault: str, words: str
) -> None:
    holder.arm_fault(fault)

    with pytest.raises(BenchUnavailable, match=words):
        holder.present("hanako")

    holder.clear_faults()
    holder.present("hanako")


def test_a_recorded_holder_passes_faults_and_speed_on(
    holder: VirtualCardHolder,
) -> None:
    recorded: CardHolder = RecordingHolder(holder, Journal(), fictitious=True)
    assert Capability.CARD_FAULTS in recorded.capabilities

    recorded.arm_fault("sw:sw=6F00,times=0")
    assert recorded.present("hanako").transmit(CHALLENGE) == b"\x6f\x00"
    recorded.clear_faults()
    assert recorded.present("hanako").transmit(CHALLENGE)[-2:] == b"\x90\x00"
    with pytest.raises(ValueError, match="速さ"):
        recorded.set_timing("slow")
