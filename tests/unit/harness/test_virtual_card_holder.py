"""A virtual card is there while it is held, and gone when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer
from harness.card.errors import PINRejected, StatusWordError
from harness.card.jpki import JPKIClient
from harness.drivers.virtual_card import VirtualCardHolder
from harness.ports import BenchUnavailable, CardConnection, TransportError

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
DIGEST = bytes(32)


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> PKI:
    return PKI.open(tmp_path_factory.mktemp("pki"), now=NOW)


@pytest.fixture(scope="module")
def drawer_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cards")


def new_holder(directory: Path, pki: PKI) -> VirtualCardHolder:
    return VirtualCardHolder(
        CardDrawer(directory), people=lambda name: load(name, now=NOW), pki=pki
    )


@pytest.fixture
def holder(drawer_directory: Path, pki: PKI) -> Iterator[VirtualCardHolder]:
    holder = new_holder(drawer_directory, pki)
    holder.reset_tries("hanako")
    yield holder
    holder.close()


def verified(card: CardConnection) -> JPKIClient:
    client = JPKIClient(card)
    client.select()
    client.verify_auth("1234")
    return client


def test_a_removed_card_is_a_broken_link(holder: VirtualCardHolder) -> None:
    card = holder.present("hanako")

    holder.remove()

    with pytest.raises(TransportError):
        card.transmit(b"\x00\x84\x00\x00\x08")
    with pytest.raises(TransportError):
        card.reset()


def test_a_card_held_again_has_forgotten_the_pin(holder: VirtualCardHolder) -> None:
    verified(holder.present("hanako"))

    client = JPKIClient(holder.present("hanako"))
    client.select()

    with pytest.raises(StatusWordError) as refused:
        client.sign_auth(DIGEST)
    assert refused.value.sw == 0x6982


def test_a_warm_reset_forgets_nothing_on_a_contactless_card(
    holder: VirtualCardHolder,
) -> None:
    card = holder.present("hanako")
    client = verified(card)

    card.reset()
    client.select()

    assert len(client.sign_auth(DIGEST)) == 256


@pytest.mark.parametrize("commands", [0, 1, 3])
def test_a_torn_card_answers_so_many_commands_and_no_more(
    holder: VirtualCardHolder, commands: int
) -> None:
    holder.tear_after(commands)
    card = holder.present("hanako")

    for _ in range(commands):
        assert card.transmit(b"\x00\x84\x00\x00\x08")[-2:] == b"\x90\x00"

    with pytest.raises(TransportError):
        card.transmit(b"\x00\x84\x00\x00\x08")


def test_a_card_is_torn_once(holder: VirtualCardHolder) -> None:
    holder.tear_after(0)
    holder.present("hanako")

    verified(holder.present("hanako"))


def test_a_spent_try_outlives_the_holder(
    drawer_directory: Path, pki: PKI, holder: VirtualCardHolder
) -> None:
    client = JPKIClient(holder.present("hanako"))
    client.select()
    with pytest.raises(PINRejected):
        client.verify_auth("0000")
    holder.close()

    other = new_holder(drawer_directory, pki)
    client = JPKIClient(other.present("hanako"))
    client.select()

    assert client.auth_tries_left() == 2
    other.close()


def test_the_town_office_gives_tries_back_to_a_card_in_hand_or_not(
    holder: VirtualCardHolder,
) -> None:
    client = JPKIClient(holder.present("hanako"))
    client.select()
    with pytest.raises(PINRejected):
        client.verify_auth("0000")

    holder.reset_tries("hanako")

    assert client.auth_tries_left() == 3


def test_a_card_in_another_reader_is_not_available(
    drawer_directory: Path, pki: PKI, holder: VirtualCardHolder
) -> None:
    holder.present("hanako")
    other = new_holder(drawer_directory, pki)

    with pytest.raises(BenchUnavailable, match="hanako"):
        other.present("hanako")


def test_a_removed_card_can_go_to_another_reader(
    drawer_directory: Path, pki: PKI, holder: VirtualCardHolder
) -> None:
    holder.present("hanako")
    holder.remove()

    other = new_holder(drawer_directory, pki)

    verified(other.present("hanako"))
    other.close()


def test_less_than_no_commands_is_a_mistake(holder: VirtualCardHolder) -> None:
    with pytest.raises(ValueError, match="-1"):
        holder.tear_after(-1)
