"""The card holder of the vpcd bench: cards come, go, are torn out and mended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from harness.card.errors import PINBlocked, PINRejected
from harness.card.jpki import JPKIClient
from harness.drivers.pcsc_card import PCSCCardConnection
from harness.drivers.pcsc_context import NoCardError
from harness.drivers.vpcd_card import VPCDCardHolder
from harness.ports import BenchUnavailable, CardConnection, TransportError

if TYPE_CHECKING:
    from .conftest import CardShelf

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def holder(system_packages: None, shelf: CardShelf) -> Iterator[VPCDCardHolder]:
    holder = VPCDCardHolder(shelf.drawer, shelf.pki, find=shelf.persona)
    yield holder
    holder.close()


@pytest.fixture(autouse=True)
def full_counters(holder: VPCDCardHolder) -> Iterator[None]:
    yield
    holder.reset_tries("taro")


def client_of(connection: CardConnection) -> JPKIClient:
    client = JPKIClient(connection)
    client.select()
    return client


def serial_of(connection: CardConnection) -> int:
    certificate = client_of(connection).auth_certificate()
    return x509.load_der_x509_certificate(certificate).serial_number


def test_each_persona_is_presented_with_their_own_card(
    holder: VPCDCardHolder, shelf: CardShelf
) -> None:
    for name in ("taro", "ume", "taro"):
        expected = shelf.persona(name).card.auth_certificate.serial_number
        assert serial_of(holder.present(name)) == expected


def test_presenting_again_is_a_cold_reset(holder: VPCDCardHolder) -> None:
    first = holder.present("taro")
    client_of(first).verify_auth("1234")

    second = holder.present("taro")

    second.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
    second.transmit(bytes.fromhex("00A4020C020017"))
    assert second.transmit(bytes.fromhex("802A0080010100")) == b"\x69\x82"
    with pytest.raises(TransportError):
        first.transmit(bytes.fromhex("00200080"))


def test_removing_empties_the_reader_and_breaks_the_link(
    holder: VPCDCardHolder,
) -> None:
    connection = holder.present("taro")

    holder.remove()

    with pytest.raises(TransportError):
        connection.transmit(bytes.fromhex("00200080"))
    with pytest.raises(NoCardError):
        PCSCCardConnection(holder.reader)
    holder.remove()


@pytest.mark.parametrize("commands", [0, 2])
def test_a_card_is_torn_out_after_so_many_commands_and_can_come_back(
    holder: VPCDCardHolder, commands: int
) -> None:
    holder.tear_after(commands)
    connection = holder.present("taro")

    for _ in range(commands):
        connection.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
    with pytest.raises(TransportError, match="in the middle of a command: 0 bytes"):
        connection.transmit(bytes.fromhex("00200080"))
    with pytest.raises(TransportError):
        connection.transmit(bytes.fromhex("00200080"))

    assert client_of(holder.present("taro")).auth_tries_left() == 3


def test_spent_tries_stay_spent_until_the_town_office_resets_them(
    holder: VPCDCardHolder,
) -> None:
    for left in (2, 1, 0):
        client = client_of(holder.present("taro"))
        with pytest.raises(PINRejected) as rejected:
            client.verify_auth("0000")
        assert rejected.value.tries_left == left
        holder.remove()
    with pytest.raises(PINBlocked):
        client_of(holder.present("taro")).verify_auth("1234")

    holder.reset_tries("taro")

    client_of(holder.present("taro")).verify_auth("1234")
    holder.remove()
    holder.reset_tries("taro")


def test_a_card_in_another_reader_is_not_available(
    holder: VPCDCardHolder, shelf: CardShelf
) -> None:
    with (
        shelf.take("fumiko"),
        pytest.raises(BenchUnavailable, match="別のリーダーで使用中"),
    ):
        holder.present("fumiko")


def test_a_bug_of_the_emulator_is_an_answer_first_and_an_error_in_the_end(
    holder: VPCDCardHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = holder.present("taro")

    def broken(card: object, raw: bytes) -> bytes:
        raise KeyError("a bug")

    monkeypatch.setattr("emulator.card.VirtualCard._process", broken)
    assert connection.transmit(bytes.fromhex("00200080")) == b"\x6f\x00"
    monkeypatch.undo()

    with pytest.raises(KeyError, match="a bug"):
        holder.remove()
    assert client_of(holder.present("taro")).auth_tries_left() == 3
