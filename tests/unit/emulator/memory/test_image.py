"""A card as a document: everything reads back, and nothing strange is taken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from emulator.memory.filesystem import (
    ALWAYS,
    NEVER,
    AnyPIN,
    Application,
    AuthenticationKeyFile,
    InternalFile,
    PINFile,
    PINRule,
    RecordEF,
    SessionKeyFile,
    SigningKeyFile,
    TerminalCAFile,
    TransparentEF,
)
from emulator.memory.image import CardImage, ImageError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

EVERY_KIND = Application(
    b"\xd3\x92",
    (
        TransparentEF(0x01, b"\x00\xff", NEVER),
        TransparentEF(0x02, b"", ALWAYS),
        RecordEF(0x03, (b"\x01\x02ab", b""), AnyPIN((0x05, 0x06))),
        PINFile(0x05, b"A1", 5, PINRule(b"A1", 1, 16), 2),
        SigningKeyFile(0x07, b"key", AnyPIN((0x05,))),
        SigningKeyFile(0x08, None),
        InternalFile(0x09),
        PINFile(0x0A, b"A1", None, PINRule(b"A1", 1, 16), 0),
        AuthenticationKeyFile(0x0B, b"key", AnyPIN((0x05,))),
        SessionKeyFile(0x0C, b"key", ALWAYS),
        TerminalCAFile(0x0D, b"\x90\x03"),
    ),
)


def test_every_kind_of_file_reads_back() -> None:
    image = CardImage(
        persona="花子", applications=(EVERY_KIND,), data_objects=((0x5F51, b"\x3b"),)
    )

    assert CardImage.from_json(image.to_json()) == image


def test_a_document_of_before_the_card_had_a_form_still_opens() -> None:
    document = json.loads(CardImage(persona="x", applications=(EVERY_KIND,)).to_json())
    for name in ("form", "interface", "atr"):
        del document[name]
    kept = document["applications"][0]["files"][:7]
    document["applications"][0]["files"] = kept

    image = CardImage.from_json(json.dumps(document).encode())

    assert (image.form, image.interface) == ("plastic", "contactless")
    assert image.atr.hex().upper() == "3B888001000041E0B381A1003B"
    assert len(image.applications[0].files) == 7


@pytest.mark.parametrize(
    ("name", "value"),
    [("form", "paper"), ("interface", "wireless"), ("atr", "3X")],
)
def test_a_variant_that_cannot_be_is_refused(name: str, value: str) -> None:
    document = json.loads(CardImage(persona="x", applications=()).to_json())
    document[name] = value

    with pytest.raises(ImageError, match="not a card document"):
        CardImage.from_json(json.dumps(document).encode())


def test_a_file_of_unknown_kind_is_refused() -> None:
    raw = CardImage(persona="x", applications=(EVERY_KIND,)).to_json()

    with pytest.raises(ImageError, match="file 0009: unknown kind 'cyclic'"):
        CardImage.from_json(raw.replace(b'"internal"', b'"cyclic"'))


def test_access_is_never_guessed() -> None:
    raw = CardImage(persona="x", applications=(EVERY_KIND,)).to_json()

    with pytest.raises(ImageError, match="'Always'"):
        CardImage.from_json(raw.replace(b'"always"', b'"Always"'))


def test_a_file_without_access_condition_is_refused() -> None:
    document = json.loads(CardImage(persona="x", applications=(EVERY_KIND,)).to_json())
    del document["applications"][0]["files"][1]["read"]

    with pytest.raises(ImageError, match="'read'"):
        CardImage.from_json(json.dumps(document).encode())


def test_an_access_condition_without_document_form_is_an_error_of_ours() -> None:
    class FullMoon:
        def met(self, verified: AbstractSet[int]) -> bool:
            return False

    file = TransparentEF(0x01, b"", FullMoon())
    image = CardImage(persona="x", applications=(Application(b"\xd3", (file,)),))

    with pytest.raises(TypeError, match="FullMoon"):
        image.to_json()


def test_what_says_nothing_about_access_is_closed() -> None:
    assert not TransparentEF(0x01, b"x").read.met({0x18, 0x1B})
    assert not RecordEF(0x01, (b"x",)).read.met({0x18, 0x1B})
    for kind in (SigningKeyFile, AuthenticationKeyFile, SessionKeyFile):
        assert not kind(0x01, b"x").use.met({0x18, 0x1B})


def test_no_private_key_shows_in_a_representation() -> None:
    for kind in (SigningKeyFile, AuthenticationKeyFile, SessionKeyFile):
        assert "secret" not in repr(kind(0x01, b"secret"))


def test_an_application_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="d393"):
        CardImage(persona="x", applications=(EVERY_KIND,)).application(b"\xd3\x93")
