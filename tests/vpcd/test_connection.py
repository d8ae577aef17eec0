"""A card through pyscard, pcscd and vpcd: what answers, and what is a broken link."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from harness.card.jpki import JPKIClient
from harness.drivers.pcsc_card import (
    PCSCCardConnection,
    ReaderKind,
    list_readers,
    reader_kind,
    wait_for_card,
    wait_until_empty,
)
from harness.drivers.pcsc_context import NoCardError, NoReaderError
from harness.ports import BenchUnavailable, TransportError

if TYPE_CHECKING:
    from emulator.drawer.store import StoredCard
    from harness.drivers.pcscd import PrivatePCSCD

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("cold_card")]

SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
SELECT_AUTH_CERTIFICATE = bytes.fromhex("00A4020C02000A")
READ_256 = bytes.fromhex("00B0000000")
SIGN = bytes.fromhex("802A0080010100")
SLOWEST_GOOD_RATE = 500
"""Commands a second. Thousands are usual; a lost quick acknowledgement shows as 20."""


@pytest.fixture
def connection(
    cold_card: StoredCard, pcscd: PrivatePCSCD
) -> Iterator[PCSCCardConnection]:
    connection = PCSCCardConnection(pcscd.reader)
    yield connection
    connection.close()


def test_the_reader_is_listed_and_known_to_be_virtual(pcscd: PrivatePCSCD) -> None:
    assert pcscd.reader in list_readers()
    assert reader_kind(pcscd.reader) is ReaderKind.VIRTUAL


def test_a_reader_that_tells_no_vendor_is_not_taken_for_a_real_one(
    pcscd: PrivatePCSCD, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.drivers.pcsc_card._VIRTUAL_NAMES", ("elsewhere",))

    assert reader_kind(pcscd.reader) is ReaderKind.UNKNOWN


def test_the_atr_and_the_answers_are_those_of_the_card(
    connection: PCSCCardConnection, hanako: StoredCard
) -> None:
    assert connection.atr == hanako.card.atr
    assert connection.transmit(SELECT_JPKI) == b"\x90\x00"
    assert connection.transmit(bytes.fromhex("00A4020C02FFFF")) == b"\x6a\x82"


def test_a_whole_file_comes_in_one_extended_answer(
    connection: PCSCCardConnection,
) -> None:
    connection.transmit(SELECT_JPKI)
    connection.transmit(SELECT_AUTH_CERTIFICATE)

    whole = connection.transmit(bytes.fromhex("00B00000000000"))

    assert whole[-2:] == b"\x90\x00"
    assert len(whole) > 1500
    assert whole.startswith(connection.transmit(READ_256)[:-2])


def test_a_warm_reset_keeps_the_pin_and_a_cold_one_clears_it(
    connection: PCSCCardConnection,
) -> None:
    client = JPKIClient(connection)
    client.select()
    client.verify_auth("1234")

    connection.reset()
    client.select()
    assert len(client.sign_auth(bytes(32))) == 256
    connection.unpower()
    client.select()
    connection.transmit(bytes.fromhex("00A4020C020017"))
    assert connection.transmit(SIGN) == b"\x69\x82"


def test_closing_leaves_the_card_as_it_is_for_the_next_program(
    connection: PCSCCardConnection, pcscd: PrivatePCSCD
) -> None:
    client = JPKIClient(connection)
    client.select()
    client.verify_auth("1234")
    connection.close()

    following = PCSCCardConnection(pcscd.reader, unpower_on_close=True)
    client = JPKIClient(following)
    client.select()
    assert len(client.sign_auth(bytes(32))) == 256
    following.close()

    last = PCSCCardConnection(pcscd.reader)
    last.transmit(SELECT_JPKI)
    last.transmit(bytes.fromhex("00A4020C020017"))
    assert last.transmit(SIGN) == b"\x69\x82"
    last.close()


def test_an_exclusive_connection_keeps_everybody_else_out(
    connection: PCSCCardConnection, pcscd: PrivatePCSCD
) -> None:
    connection.close()
    alone = PCSCCardConnection(pcscd.reader, exclusive=True)

    with pytest.raises(BenchUnavailable, match="別のプログラム"):
        PCSCCardConnection(pcscd.reader)
    alone.close()


@pytest.mark.parametrize("command", [b"", b"\x00"], ids=["none", "one"])
def test_what_vpcd_would_take_for_an_order_is_not_sent(
    connection: PCSCCardConnection, command: bytes
) -> None:
    with pytest.raises(ValueError, match="cannot be sent through PC/SC"):
        connection.transmit(command)


def test_a_closed_connection_is_a_broken_link(connection: PCSCCardConnection) -> None:
    connection.close()
    connection.close()

    with pytest.raises(TransportError, match="has been closed"):
        connection.transmit(SELECT_JPKI)


def test_an_unknown_reader_is_answered_with_those_there_are(
    pcscd: PrivatePCSCD,
) -> None:
    with pytest.raises(NoReaderError, match=pcscd.reader):
        PCSCCardConnection("No such reader 00 00")
    with pytest.raises(NoReaderError, match=pcscd.reader):
        wait_for_card("No such reader 00 00", seconds=1)


def test_an_empty_slot_has_no_card(pcscd: PrivatePCSCD) -> None:
    second_slot = pcscd.reader.removesuffix("00") + "01"

    with pytest.raises(NoCardError, match="カードがありません"):
        PCSCCardConnection(second_slot)
    with pytest.raises(NoCardError, match="待ってもカードが来ませんでした"):
        wait_for_card(second_slot, seconds=0.05)
    wait_until_empty(second_slot, seconds=0.05)


def test_a_card_that_stays_is_not_waited_for_longer_than_allowed(
    pcscd: PrivatePCSCD,
) -> None:
    with pytest.raises(NoCardError, match="待ってもカードがなくなりません"):
        wait_until_empty(pcscd.reader, seconds=0.05)


def test_reading_is_as_fast_as_it_can_be_through_pcscd(
    connection: PCSCCardConnection,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    connection.transmit(SELECT_JPKI)
    connection.transmit(SELECT_AUTH_CERTIFICATE)
    assert len(connection.transmit(READ_256)) == 258
    rates: list[float] = []

    # A moment of quiet is enough, and a busy machine has one now and then.
    while len(rates) < 5 or (len(rates) < 100 and max(rates) < SLOWEST_GOOD_RATE):
        started = time.perf_counter()
        for _ in range(60):
            connection.transmit(READ_256)
        rates.append(60 / (time.perf_counter() - started))

    record_testsuite_property(
        "read_binary_256_per_second", round(statistics.median(rates))
    )
    assert max(rates) >= SLOWEST_GOOD_RATE
