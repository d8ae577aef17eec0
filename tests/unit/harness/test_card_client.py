"""The card client sends the commands real clients send, and tells answers apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest

from harness.card.command import Command
from harness.card.errors import (
    ApplicationMissing,
    PINBlocked,
    PINRejected,
    StatusWordError,
)
from harness.card.jpki import JPKIClient
from harness.ports import TransportError

OK = "9000"
SELECT_JPKI = "00A4040C0AD392F000260100000001"
SELECT_PIN = "00A4020C020018"
DIGEST = hashlib.sha256(b"challenge").digest()
SIGN = "802A0080333031300D060960864801650304020105000420" + DIGEST.hex() + "00"


class ScriptedCard:
    """Answer exactly the commands of a script, in order; anything else fails."""

    atr = bytes.fromhex("3B888001000041E0B381A1003B")

    def __init__(self, *script: tuple[str, str]) -> None:
        self._script = [(bytes.fromhex(c), bytes.fromhex(r)) for c, r in script]

    def transmit(self, command: bytes) -> bytes:
        assert self._script, f"nothing more was expected, got {command.hex()}"
        expected, response = self._script.pop(0)
        assert command.hex().upper() == expected.hex().upper()
        return response

    def reset(self) -> None:
        raise AssertionError("no reset was expected")

    def close(self) -> None:
        assert not self._script, f"never asked: {self._script}"


def talk(*script: tuple[str, str]) -> tuple[JPKIClient, ScriptedCard]:
    card = ScriptedCard(*script)
    return JPKIClient(card), card


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param(Command(0, 0x20, 0, 0x80), "00200080", id="case-1"),
        pytest.param(Command(0, 0xB0, 0, 0, answer=4), "00B0000004", id="case-2"),
        pytest.param(Command(0, 0xB0, 1, 0, answer=256), "00B0010000", id="case-2-256"),
        pytest.param(Command(0, 0x20, 0, 0x80, b"1234"), "002000800431323334", id="3"),
        pytest.param(Command(0x80, 0x2A, 0, 0x80, b"x", 256), "802A0080017800", id="4"),
    ],
)
def test_command_is_written_in_the_short_form(command: Command, expected: str) -> None:
    assert bytes(command).hex().upper() == expected


@pytest.mark.parametrize("answer", [0, 257])
def test_command_refuses_a_length_that_has_no_short_form(answer: int) -> None:
    with pytest.raises(ValueError, match="Ne must be"):
        Command(0, 0xB0, 0, 0, answer=answer)


def test_command_refuses_data_that_has_no_short_form() -> None:
    with pytest.raises(ValueError, match="255"):
        Command(0, 0x20, 0, 0, bytes(256))


def test_select_uses_the_form_without_fci() -> None:
    client, card = talk((SELECT_JPKI, OK))

    client.select()

    card.close()


def test_a_card_without_the_application_is_another_card() -> None:
    client, _ = talk((SELECT_JPKI, "6A82"))

    with pytest.raises(ApplicationMissing):
        client.select()


def test_a_mute_card_is_a_broken_link_and_no_status_word() -> None:
    client, _ = talk((SELECT_JPKI, ""))

    with pytest.raises(TransportError):
        client.select()


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        pytest.param("63C3", 3, id="63C3"),
        pytest.param("63C0", 0, id="63C0-blocked"),
        pytest.param("6984", 0, id="6984-blocked"),
        pytest.param("6983", 0, id="6983-blocked-elsewhere"),
        pytest.param("9000", 3, id="9000-verified-means-full"),
    ],
)
def test_tries_are_asked_by_an_empty_verify(answer: str, tries: int) -> None:
    client, card = talk((SELECT_PIN, OK), ("00200080", answer))

    assert client.auth_tries_left() == tries

    card.close()


def test_right_pin_is_sent_without_padding() -> None:
    client, card = talk((SELECT_PIN, OK), ("002000800431323334", OK))

    client.verify_auth("1234")

    card.close()


@pytest.mark.parametrize("left", [2, 1, 0])
def test_wrong_pin_tells_the_tries_left(left: int) -> None:
    client, _ = talk((SELECT_PIN, OK), ("002000800430303030", f"63C{left}"))

    with pytest.raises(PINRejected) as rejected:
        client.verify_auth("0000")

    assert rejected.value.tries_left == left


@pytest.mark.parametrize("answer", ["6984", "6983"])
def test_blocked_pin_is_no_wrong_pin(answer: str) -> None:
    client, _ = talk((SELECT_PIN, OK), ("002000800431323334", answer))

    with pytest.raises(PINBlocked):
        client.verify_auth("1234")


def test_an_unexpected_status_word_is_kept_as_it_came() -> None:
    client, _ = talk((SELECT_PIN, OK), ("002000800431323334", "6F12"))

    with pytest.raises(StatusWordError) as refused:
        client.verify_auth("1234")

    assert refused.value.sw == 0x6F12
    assert "6F12" in str(refused.value)


def test_an_error_never_carries_the_pin() -> None:
    client, _ = talk((SELECT_PIN, OK), ("002000800439383736", "6700"))

    with pytest.raises(StatusWordError) as refused:
        client.verify_auth("9876")

    assert "39383736" not in repr(vars(refused.value)) + str(refused.value)
    assert "9876" not in repr(vars(refused.value)) + str(refused.value)


def certificate_script(
    content: bytes, *pages: tuple[int, int]
) -> list[tuple[str, str]]:
    script = [
        ("00A4020C02000A", OK),
        ("00B0000004", content[:4].hex() + OK),
    ]
    for offset, length in pages:
        page = content[offset : offset + length]
        script.append((f"00B0{offset:04X}{length & 0xFF:02X}", page.hex() + OK))
    return script


@pytest.mark.parametrize(
    ("size", "pages"),
    [
        pytest.param(796, [(0, 256), (256, 256), (512, 256), (768, 28)], id="796"),
        pytest.param(512, [(0, 256), (256, 256)], id="two-full-pages"),
        pytest.param(260, [(0, 256), (256, 4)], id="260"),
    ],
)
def test_certificate_is_read_by_its_header_then_in_pages(
    size: int, pages: Sequence[tuple[int, int]]
) -> None:
    content = b"\x30\x82" + (size - 4).to_bytes(2, "big") + bytes(size - 4) + b"\xff"
    client, card = talk(*certificate_script(content, *pages))

    assert client.auth_certificate() == content[:size]

    card.close()


@pytest.mark.parametrize("filler", ["FFFFFFFF", "00000000", "30830001"])
def test_a_file_without_a_certificate_is_refused(filler: str) -> None:
    client, _ = talk(("00A4020C02000A", OK), ("00B0000004", filler + OK))

    with pytest.raises(ValueError, match="000A"):
        client.auth_certificate()


def test_pages_shorter_than_asked_are_put_together() -> None:
    content = bytes.fromhex("30820006") + b"abcdef"
    client, card = talk(
        ("00A4020C02000A", OK),
        ("00B0000004", content[:4].hex() + OK),
        ("00B000000A", content[:7].hex() + "6282"),
        ("00B0000703", content[7:].hex() + OK),
    )

    assert client.auth_certificate() == content

    card.close()


def test_an_empty_page_does_not_loop_for_ever() -> None:
    client, _ = talk(
        ("00A4020C02000A", OK), ("00B0000004", "30820006" + OK), ("00B000000A", OK)
    )

    with pytest.raises(TransportError):
        client.auth_certificate()


def test_signature_is_asked_over_a_digestinfo() -> None:
    client, card = talk(("00A4020C020017", OK), (SIGN, "AB" * 256 + OK))

    assert client.sign_auth(DIGEST) == b"\xab" * 256

    card.close()


def test_signing_before_the_pin_is_refused_by_the_card() -> None:
    client, _ = talk(("00A4020C020017", OK), (SIGN, "6982"))

    with pytest.raises(StatusWordError) as refused:
        client.sign_auth(DIGEST)

    assert refused.value.sw == 0x6982


def test_only_a_sha256_digest_is_signed() -> None:
    client, _ = talk()

    with pytest.raises(ValueError, match="SHA-256"):
        client.sign_auth(b"challenge")
