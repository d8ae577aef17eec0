"""No PIN and no personal data of a card ever reaches a trace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.card.jpki import JPKI_AID
from harness.trace.card_names import (
    CARD_FACE_AID,
    COMMON_AID,
    INPUT_SUPPORT_AID,
    ISSUER_DOMAIN_AID,
    RESIDENT_AID,
)
from harness.trace.card_place import CardPlace, command_data
from harness.trace.mask import HIDDEN, SECRET_COMMANDS, mask

OK = b"\x90\x00"
AT_PIN = CardPlace(JPKI_AID, 0x0018)
AUTH_CERTIFICATE = CardPlace(JPKI_AID, 0x000A)
SIGN_CERTIFICATE = CardPlace(JPKI_AID, 0x0001)
SECRET = b"SECRET-CONTENT-OF-A-FILE"


def masked(command: str, response: bytes = OK, *, at: CardPlace = AT_PIN) -> str:
    return mask(bytes.fromhex(command), response, at=at)[0].hex().upper()


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("0020008004 31323334", id="verify"),
        pytest.param("00200098 04 31323334", id="verify-by-short-identifier"),
        pytest.param("0020008004 31323334 00", id="verify-with-le"),
        pytest.param("00200080000004 31323334", id="verify-extended"),
        pytest.param("00200080000004 31323334 0000", id="verify-extended-with-le"),
        pytest.param("10200080 04 31323334", id="verify-chained"),
        pytest.param("0024018004 31323334", id="change-reference-data"),
        pytest.param("8032008004 31323334", id="change-key"),
        pytest.param("002C008004 31323334", id="reset-retry-counter"),
        pytest.param("0082008004 31323334", id="external-authenticate"),
        pytest.param("8054008004 31323334", id="unlock-key"),
        pytest.param("80AE000004 31323334", id="set-session-key"),
        pytest.param("80AE0000000004 31323334 0000", id="set-session-key-extended"),
        pytest.param("0020008009 31323334", id="verify-with-a-wrong-length"),
        pytest.param("00200080 31323334", id="verify-without-a-length"),
        pytest.param("0820008008 8705013132333400", id="verify-under-secure-messaging"),
    ],
)
def test_every_command_with_a_pin_is_masked(command: str) -> None:
    shown = masked(command)

    assert "31323334" not in shown
    assert len(shown) == len(command.replace(" ", ""))


def test_masked_verify_keeps_its_header_and_length() -> None:
    assert masked("0020008004 31323334") == "00200080042A2A2A2A"


@pytest.mark.parametrize("command", ["00200080", "0020008000"])
def test_an_empty_verify_has_nothing_to_mask(command: str) -> None:
    assert masked(command) == command


@given(
    ins=st.sampled_from(sorted(SECRET_COMMANDS)),
    cla=st.sampled_from([0x00, 0x10, 0x80, 0x0C, 0x84]),
    pin=st.binary(min_size=4, max_size=16).filter(lambda b: b"*" not in b),
)
def test_no_byte_of_a_pin_stays_in_place(ins: int, cla: int, pin: bytes) -> None:
    command = bytes((cla, ins, 0x00, 0x80, len(pin))) + pin

    shown, _ = mask(command, OK, at=CardPlace())

    assert shown[5:] == HIDDEN * len(pin)


@pytest.mark.parametrize(
    ("command", "place"),
    [
        pytest.param("00B0000000", SIGN_CERTIFICATE, id="sign-certificate"),
        pytest.param("00B0000000", AUTH_CERTIFICATE, id="auth-certificate"),
        pytest.param("00B08A0000", CardPlace(JPKI_AID, 6), id="by-short-identifier"),
        pytest.param("00B0000010", CardPlace(INPUT_SUPPORT_AID, 1), id="my-number"),
        pytest.param("00B0000004", CardPlace(INPUT_SUPPORT_AID, 1), id="four-bytes"),
        pytest.param("00B00000000000", CardPlace(INPUT_SUPPORT_AID, 2), id="extended"),
        pytest.param("00B0000000", CardPlace(CARD_FACE_AID, 2), id="card-face"),
        pytest.param("00B0000000", CardPlace(CARD_FACE_AID, 3), id="municipality"),
        pytest.param("00B0000000", CardPlace(INPUT_SUPPORT_AID, 3), id="digests"),
        pytest.param("00B0000000", CardPlace(INPUT_SUPPORT_AID, 5), id="unknown-data"),
        pytest.param("00B0000000", CardPlace(INPUT_SUPPORT_AID, 6), id="card-key"),
        pytest.param("00B2010C00", CardPlace(COMMON_AID), id="serial-of-the-card"),
        pytest.param("00CA00F000", CardPlace(), id="municipality-object"),
        pytest.param("00CA00F200", CardPlace(ISSUER_DOMAIN_AID), id="expiry"),
        pytest.param("00B2010C00", CardPlace(bytes(10), None), id="record"),
        pytest.param("00CA004500", CardPlace(JPKI_AID, 6), id="card-number"),
        pytest.param("00B0000000", CardPlace(), id="nobody-knows-which-file"),
        pytest.param("00B0000000", CardPlace(JPKI_AID[:5], 6), id="selected-by-prefix"),
    ],
)
def test_what_is_read_from_a_personal_file_is_hidden(
    command: str, place: CardPlace
) -> None:
    _, shown = mask(bytes.fromhex(command), SECRET + OK, at=place)

    assert shown == HIDDEN * len(SECRET) + OK


@pytest.mark.parametrize(
    ("command", "at"),
    [
        pytest.param("00B0000000", CardPlace(JPKI_AID, 0x0002), id="sign-ca"),
        pytest.param("00B0000000", CardPlace(JPKI_AID, 0x0006), id="token"),
        pytest.param("00B0000000", CardPlace(JPKI_AID, 0x0008), id="which"),
        pytest.param("00B0000000", CardPlace(JPKI_AID, 0x000B), id="auth-ca"),
        pytest.param("00B0000000", CardPlace(INPUT_SUPPORT_AID, 4), id="support-cvc"),
        pytest.param("00B0000000", CardPlace(CARD_FACE_AID, 4), id="face-cvc"),
        pytest.param("00B2011400", CardPlace(COMMON_AID), id="common-key-id"),
        pytest.param("00B2011400", CardPlace(RESIDENT_AID), id="resident-key-id"),
        pytest.param("00CA004200", CardPlace(), id="issuer-object"),
        pytest.param("00CA7F2100", CardPlace(), id="cvc-object"),
        pytest.param("00CA5F5100", CardPlace(), id="atr-object"),
    ],
)
def test_what_names_nobody_stays_readable(command: str, at: CardPlace) -> None:
    assert mask(bytes.fromhex(command), SECRET + OK, at=at)[1] == SECRET + OK


def test_the_length_of_a_certificate_stays_readable() -> None:
    header = bytes.fromhex("308205AD")

    _, shown = mask(bytes.fromhex("00B0000004"), header + OK, at=AUTH_CERTIFICATE)

    assert shown == header + OK


@pytest.mark.parametrize("place", [AUTH_CERTIFICATE, CardPlace(CARD_FACE_AID, 3)])
def test_what_anybody_may_read_of_a_fictitious_holder_stays_readable(
    place: CardPlace,
) -> None:
    read = bytes.fromhex("00B0000000")

    _, shown = mask(read, SECRET + OK, at=place, fictitious=True)
    _, named = mask(read, SECRET + OK, at=SIGN_CERTIFICATE, fictitious=True)

    assert shown == SECRET + OK
    assert named == HIDDEN * len(SECRET) + OK


def test_all_files_of_a_fictitious_holder_can_be_kept_but_no_pin() -> None:
    read, verify = bytes.fromhex("00B0000000"), bytes.fromhex("0020008004") + b"1234"
    place = CardPlace(INPUT_SUPPORT_AID, 2)

    _, kept = mask(read, SECRET + OK, at=place, fictitious=True, show_files=True)
    _, real = mask(read, SECRET + OK, at=place, show_files=True)
    pin, _ = mask(verify, OK, at=AT_PIN, fictitious=True, show_files=True)

    assert kept == SECRET + OK
    assert real == HIDDEN * len(SECRET) + OK
    assert pin == verify[:5] + HIDDEN * 4


def test_signatures_and_status_words_are_never_hidden() -> None:
    sign = bytes.fromhex("802A008003") + b"abc" + b"\x00"

    assert mask(sign, SECRET + OK, at=AT_PIN) == (sign, SECRET + OK)
    assert mask(bytes.fromhex("0020008004") + b"0000", b"\x63\xc2", at=AT_PIN)[1] == (
        b"\x63\xc2"
    )


@pytest.mark.parametrize("cla", [0x08, 0x0C, 0x84, 0x60])
def test_secure_messaging_is_hidden_both_ways(cla: int) -> None:
    command = bytes((cla, 0xB0, 0x00, 0x00, 0x04)) + b"data" + b"\x00"

    shown, answer = mask(command, SECRET + OK, at=CardPlace(JPKI_AID, 0x0006))

    assert b"data" not in shown
    assert answer == HIDDEN * len(SECRET) + OK


@given(command=st.binary(max_size=12), response=st.binary(max_size=4))
def test_masking_never_changes_a_length(command: bytes, response: bytes) -> None:
    shown, answer = mask(command, response, at=CardPlace())

    assert (len(shown), len(answer)) == (len(command), len(response))


@pytest.mark.parametrize(
    ("command", "data"),
    [
        pytest.param("00200080", "", id="case-1"),
        pytest.param("00B0000004", "", id="case-2"),
        pytest.param("00B00000000100", "", id="case-2-extended"),
        pytest.param("00A4020C020018", "0018", id="case-3"),
        pytest.param("802A0080020102 00", "0102", id="case-4"),
        pytest.param("80A200C100000 30102030000", "010203", id="case-4-extended"),
    ],
)
def test_the_data_field_is_found(command: str, data: str) -> None:
    whole = bytes.fromhex(command.replace(" ", ""))

    assert command_data(whole).hex() == data


def test_the_place_follows_successful_selections_only() -> None:
    start = CardPlace()

    there = start.after(bytes.fromhex("00A4040C0A") + JPKI_AID, OK)
    in_file = there.after(bytes.fromhex("00A4020C020006"), OK)
    lost = in_file.after(bytes.fromhex("00A4020C02000A"), b"\x6a\x82")
    by_read = in_file.after(bytes.fromhex("00B08A0000"), b"x" + OK)
    elsewhere = in_file.after(bytes.fromhex("00A4040C0A") + CARD_FACE_AID, OK)

    assert in_file == lost == CardPlace(JPKI_AID, 0x0006)
    assert by_read == AUTH_CERTIFICATE
    assert elsewhere == CardPlace(CARD_FACE_AID, None)


def test_the_place_is_unknown_after_a_selection_nobody_could_read() -> None:
    in_file = CardPlace(JPKI_AID, 0x0006)

    after = in_file.after(bytes.fromhex("08A4020C04860201FF"), OK)

    assert after == CardPlace()
    assert in_file.after(bytes.fromhex("08B0000005960300000000"), OK) == in_file


def test_a_beginning_of_a_name_is_resolved_by_what_the_card_answers() -> None:
    select = bytes.fromhex("00A4040003D392F000")
    fci = bytes.fromhex("6F0C840A") + JPKI_AID

    told = CardPlace().after(select, fci + OK)
    untold = CardPlace().after(select, OK)

    assert told.application == JPKI_AID
    assert untold.application == JPKI_AID[:3]


def test_rest_of_an_answer_is_hidden_whatever_was_asked() -> None:
    at = CardPlace(JPKI_AID, 0x0006)  # An impersonal file is current.

    _, response = mask(bytes.fromhex("00C0000018"), SECRET + OK, at=at)

    assert response == HIDDEN * len(SECRET) + OK
