"""Who opens what in 券面事項入力補助AP, and what its keys answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo

from card_profiles.model import CardForm, Persona
from emulator.behaviour import CardBehaviour
from emulator.memory.counters import MemoryCounters

from .conftest import SELECT, CardMaker
from .terminal import NUMBER_A, NUMBER_B, PIN, Terminal

A, B = "999999900014", "55021720362285"
VALUES = {PIN: "1234", NUMBER_A: A, NUMBER_B: B}
FREE = {4, 5}
WITH_ANY = FREE | {3, 6, 7, 8}


@pytest.mark.parametrize(
    ("presented", "opened"),
    [
        pytest.param(None, FREE, id="[M] nothing"),
        pytest.param(PIN, WITH_ANY | {1, 2}, id="[M] PIN"),
        pytest.param(NUMBER_A, WITH_ANY | {1}, id="[M] 照合番号A"),
        pytest.param(NUMBER_B, WITH_ANY | {2}, id="[M] 照合番号B"),
    ],
)
def test_each_key_opens_its_own_files(
    terminal: Terminal, presented: int | None, opened: set[int]
) -> None:
    if presented is not None:
        assert terminal.verify(presented, VALUES[presented]) == "9000"

    answers = {fid: terminal.sw(f"00B0{0x80 | fid:02X}0000") for fid in range(1, 9)}

    assert answers == {fid: "9000" if fid in opened else "6982" for fid in range(1, 9)}


def test_a_and_b_together_open_number_and_attributes(terminal: Terminal) -> None:
    terminal.verify(NUMBER_A, A)
    terminal.verify(NUMBER_B, B)

    assert terminal.read(1)[3:15].decode() == A
    assert terminal.read(2)


def test_exactly_the_files_of_a_real_card_are_there(terminal: Terminal) -> None:
    found = [
        fid for fid in range(0x20) if terminal.sw(f"00A4020C0200{fid:02X}") == "9000"
    ]

    assert found == [*range(0x01, 0x09), *range(0x10, 0x16), 0x1C, 0x1E]


@pytest.mark.parametrize("fid", [0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x1C, 0x1E])
def test_no_key_can_be_read(terminal: Terminal, fid: int) -> None:
    terminal.verify(PIN, "1234")

    assert terminal.sw(f"00A4020C0200{fid:02X}") == "9000"
    assert terminal.sw("00B0000000") == "6981"


@pytest.mark.parametrize(
    ("key", "wrong", "limit"),
    [
        pytest.param(PIN, "0000", 3, id="[M] PIN"),
        pytest.param(NUMBER_A, "000000000000", 10, id="[D] 照合番号A"),
        pytest.param(NUMBER_B, "00000000000000", 10, id="[D] 照合番号B"),
    ],
)
def test_wrong_values_block_a_key_after_its_limit(
    terminal: Terminal, key: int, wrong: str, limit: int
) -> None:
    ask = f"002000{0x80 | key:02X}"
    assert terminal.sw(ask) == f"63C{limit:X}"

    answers = [terminal.verify(key, wrong) for _ in range(limit)]

    assert answers == [f"63C{left:X}" for left in reversed(range(limit))]
    assert terminal.verify(key, VALUES[key]) == "6984"
    assert terminal.sw(ask) == "63C0"


def test_each_key_counts_for_itself(terminal: Terminal) -> None:
    terminal.verify(NUMBER_A, "0")
    terminal.verify(PIN, "9999")

    asked = [terminal.sw(f"002000{0x80 | key:02X}") for key in VALUES]

    assert asked == ["63C2", "63C9", "63CA"]


def test_limits_are_parameters_and_tries_left_the_personas(
    make_card: CardMaker, persona: Persona
) -> None:
    plan = replace(persona.card, support_tries_left=1, number_b_tries_left=2)
    behaviour = CardBehaviour(number_a_tries=3, number_b_tries=4)
    card = make_card(replace(persona, card=plan), behaviour=behaviour)
    terminal = Terminal(card.transmit)

    asked = [terminal.sw(f"002000{0x80 | key:02X}") for key in VALUES]
    terminal.verify(NUMBER_B, B)

    assert asked == ["63C1", "63C3", "63C2"]
    assert terminal.sw("00200095") == "63C4"


def test_a_persona_has_no_more_tries_than_the_card_allows(
    make_card: CardMaker, persona: Persona
) -> None:
    plan = replace(persona.card, number_a_tries_left=9)
    card = make_card(
        replace(persona, card=plan), behaviour=CardBehaviour(number_a_tries=3)
    )

    assert Terminal(card.transmit).sw("00200094") == "63C3"


def test_0012_is_blocked_for_ever(make_card: CardMaker) -> None:
    card = make_card()
    terminal = Terminal(card.transmit)
    answers = [terminal.sw("00200092"), terminal.verify(0x12, "1234")]

    card.reset_tries()

    assert answers == ["63C0", "6984"]
    assert terminal.sw("00200092") == "63C0"
    assert terminal.sw("00240192045678") == "6700"
    assert terminal.sw("002401920435363738") == "6982"


@pytest.mark.parametrize("p2", [0x00, 0x93])
def test_the_signing_key_needs_no_pin(
    terminal: Terminal, card_keys: tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey], p2: int
) -> None:
    public = card_keys[0].public_key()

    verbatim, sw = terminal.send(b"\x80\x2a\x00" + bytes((p2,)) + b"\x05hello\0")
    assert sw == "9000"
    pss, sw = terminal.send(b"\x80\x2a\x05" + bytes((p2,)) + b"\x05hello\0")
    assert sw == "9000"

    public.verify(verbatim, b"hello", padding.PKCS1v15(), NoDigestInfo())
    public.verify(
        pss, b"hello", padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()
    )


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("00880093010100", "6985", id="[M] 88 with the signing key"),
        pytest.param("00880090010100", "6981", id="[D] 88 with the session key"),
        pytest.param("802A009001AA00", "6981", id="[D] sign with the session key"),
        pytest.param("802A060001AA00", "6A86", id="[M] unknown scheme"),
        pytest.param("002000900431323334", "6981", id="[D] VERIFY 0010"),
        pytest.param("002000930431323334", "6981", id="[D] VERIFY the signing key"),
        pytest.param("0020009C", "6981", id="[D] counter of 001C"),
        pytest.param("00CA00F200", "6A88", id="[M] GET DATA inside"),
        pytest.param("803200910435363738", "6982", id="[D] CHANGE KEY is the issuer's"),
    ],
)
def test_other_commands(terminal: Terminal, command: str, expected: str) -> None:
    terminal.verify(PIN, "1234")

    assert terminal.sw(command) == expected


def test_the_pin_can_be_changed_and_the_change_lasts(make_card: CardMaker) -> None:
    counters = MemoryCounters()
    terminal = Terminal(make_card(counters=counters).transmit)
    change = "002401910435363738"
    assert terminal.sw(change) == "6982"
    terminal.verify(PIN, "1234")

    assert terminal.sw("002401910441424344") == "6A80"
    assert terminal.sw("00240091" + change[8:]) == "6A86"
    assert terminal.sw(change) == "9000"

    later = Terminal(make_card(counters=counters).transmit)
    assert later.verify(PIN, "1234") == "63C2"
    assert later.verify(PIN, "5678") == "9000"


@pytest.mark.parametrize("key", [NUMBER_A, NUMBER_B])
def test_a_number_from_the_face_cannot_be_changed(terminal: Terminal, key: int) -> None:
    value = VALUES[key].encode()
    change = b"\x00\x24\x01" + bytes((0x80 | key, len(value))) + value
    assert terminal.sw(change) == "6982"
    terminal.verify(key, VALUES[key])

    assert terminal.sw(change) == "6A80"
    assert terminal.sw(change[:4]) == "6A80"


def test_a_card_without_pins_opens_by_the_numbers_on_its_face(
    make_card: CardMaker, persona: Persona
) -> None:
    plan = replace(persona.card, form=CardForm.FACE_ONLY)
    card = make_card(replace(persona, card=plan))
    terminal = Terminal(card.transmit)
    card.reset_tries()

    answers = [
        terminal.sw("00200091"),
        terminal.verify(PIN, "1234"),
        terminal.verify(NUMBER_A, A),
        terminal.verify(NUMBER_B, B),
    ]

    assert answers == ["63C0", "6984", "9000", "9000"]


def test_what_was_verified_stays_when_the_application_is_selected_again(
    terminal: Terminal,
) -> None:
    terminal.verify(NUMBER_A, A)

    assert terminal.sw(SELECT) == "9000"

    assert terminal.read(1)[3:15].decode() == A
    assert terminal.sw("00A4040C07A0000001510000") == "9000"
    assert terminal.sw(SELECT) == "9000"
    assert terminal.sw("00B0810000") == "6982"
