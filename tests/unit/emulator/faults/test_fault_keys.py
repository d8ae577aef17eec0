"""A card with another key, or with somebody else's certificate."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from emulator.applets import jpki
from emulator.card import VirtualCard
from emulator.faults import FaultError, changed, parse_faults
from emulator.memory.counters import MemoryCounters
from emulator.memory.filesystem import File, SigningKeyFile, TransparentEF
from emulator.memory.image import CardImage

from .changed_image import change, content

DIGEST = hashlib.sha256(b"challenge").digest()
VERIFY = {"auth": "00200098 04 31323334", "sign": "0020009B 06 414243313233"}
SIGN = {"auth": "802A0297 20", "sign": "802A029A 20"}
CERTIFICATE = {"auth": jpki.AUTH_CERTIFICATE, "sign": jpki.SIGN_CERTIFICATE}
_TWINS = {
    jpki.AUTH_CERTIFICATE: jpki.SIGN_CERTIFICATE,
    jpki.SIGN_CERTIFICATE: jpki.AUTH_CERTIFICATE,
    jpki.AUTH_KEY: jpki.SIGN_KEY,
    jpki.SIGN_KEY: jpki.AUTH_KEY,
}


@pytest.fixture(scope="session")
def other(image: CardImage) -> CardImage:
    """Another person's card: the two certificates and keys have changed places."""
    application = image.application(jpki.AID)

    def swapped(file: File) -> File:
        twin = application.find(_TWINS.get(file.fid, file.fid))
        match file, twin:
            case TransparentEF(), TransparentEF(content=content):
                return replace(file, content=content)
            case SigningKeyFile(), SigningKeyFile(private_key=key):
                return replace(file, private_key=key)
        return file

    files = tuple(map(swapped, application.files))
    return replace(
        image, persona="taro", applications=(replace(application, files=files),)
    )


def public_key(image: CardImage, fid: int) -> rsa.RSAPublicKey:
    raw = content(image, fid)
    size = int.from_bytes(raw[2:4], "big") + 4
    key = x509.load_der_x509_certificate(raw[:size]).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def signs_for_its_certificate(image: CardImage, which: str) -> bool:
    card = VirtualCard(image, counters=MemoryCounters())
    card.power_on()
    card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
    assert card.transmit(bytes.fromhex(VERIFY[which])) == b"\x90\x00"
    answer = card.transmit(bytes.fromhex(SIGN[which]) + DIGEST + b"\0")
    assert answer[-2:] == b"\x90\x00"
    try:
        public_key(image, CERTIFICATE[which]).verify(
            answer[:-2], DIGEST, padding.PKCS1v15(), Prehashed(SHA256())
        )
    except InvalidSignature:
        return False
    return True


def without_signing(image: CardImage) -> CardImage:
    """The same card as a child has it: filler in place of a 署名用 certificate."""
    application = image.application(jpki.AID)

    def emptied(file: File) -> File:
        match file:
            case TransparentEF(fid=jpki.SIGN_CERTIFICATE, content=content):
                return replace(file, content=b"\xff" * len(content))
            case SigningKeyFile(fid=jpki.SIGN_KEY):
                return replace(file, private_key=None)
        return file

    files = tuple(map(emptied, application.files))
    return replace(image, applications=(replace(application, files=files),))


@pytest.mark.parametrize(
    ("text", "auth", "sign"),
    [
        ("wrong-key", False, False),
        ("wrong-key:key=auth", False, True),
        ("wrong-key:key=sign", True, False),
    ],
)
def test_a_wrong_key_signs_for_no_certificate(
    image: CardImage,
    text: str,
    auth: bool,  # noqa: FBT001 - a column of the table.
    sign: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    wrong = change(image, text)

    assert signs_for_its_certificate(wrong, "auth") is auth
    assert signs_for_its_certificate(wrong, "sign") is sign
    assert signs_for_its_certificate(image, "auth")


@pytest.mark.parametrize(("pair", "fits"), [("no", False), ("yes", True)])
def test_another_persons_certificate_comes_with_or_without_its_key(
    image: CardImage,
    other: CardImage,
    pair: str,
    fits: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    asked: list[str] = []

    def donor(name: str) -> CardImage:
        asked.append(name)
        return other

    (fault,) = parse_faults(f"other-certificate:key=auth,pair={pair}")
    mixed, what = changed(image, fault, seed="0", donor=donor)

    assert asked == ["taro"]
    assert "taro" in what
    assert content(mixed, jpki.AUTH_CERTIFICATE) == content(
        other, jpki.AUTH_CERTIFICATE
    )
    assert content(mixed, jpki.SIGN_CERTIFICATE) == content(
        image, jpki.SIGN_CERTIFICATE
    )
    assert signs_for_its_certificate(mixed, "auth") is fits


@pytest.mark.parametrize(
    ("holder", "whose", "asked"),
    [("hanako", "", "taro"), ("taro", "", "hanako"), ("taro", "ume", "ume")],
)
def test_the_other_person_is_never_the_holder(
    image: CardImage, other: CardImage, holder: str, whose: str, asked: str
) -> None:
    text = "other-certificate" + (f":whose={whose}" if whose else "")
    names: list[str] = []

    def donor(name: str) -> CardImage:
        names.append(name)
        return other

    changed(
        replace(image, persona=holder), parse_faults(text)[0], seed="0", donor=donor
    )

    assert names == [asked]


def test_the_holders_own_certificate_is_no_fault(image: CardImage) -> None:
    with pytest.raises(FaultError, match="「taro」はカードの持ち主です"):
        change(replace(image, persona="taro"), "other-certificate:whose=taro")


def test_a_card_without_certificates_cannot_have_a_wrong_one(image: CardImage) -> None:
    blank = replace(image, applications=())

    with pytest.raises(FaultError, match="その秘密鍵がありません"):
        change(blank, "wrong-key")
    with pytest.raises(FaultError, match="あるもの: なし"):
        change(blank, "corrupt-file:ef=000A")


@pytest.mark.parametrize("pair", ["no", "yes"])
def test_only_a_certificate_that_both_have_becomes_another(
    image: CardImage, other: CardImage, pair: str
) -> None:
    text = f"other-certificate:pair={pair}"
    child = without_signing(image)

    (fault,) = parse_faults(text)
    of_a_child, _ = changed(
        image, fault, seed="0", donor=lambda _: without_signing(other)
    )
    on_a_child, _ = changed(child, fault, seed="0", donor=lambda _: other)

    for fid in (jpki.SIGN_CERTIFICATE, jpki.SIGN_KEY):
        application = jpki.AID
        assert of_a_child.application(application).find(fid) == image.application(
            application
        ).find(fid)
        assert on_a_child.application(application).find(fid) == child.application(
            application
        ).find(fid)
    assert content(of_a_child, jpki.AUTH_CERTIFICATE) == content(
        other, jpki.AUTH_CERTIFICATE
    )


def test_a_certificate_that_the_other_person_lacks_is_no_fault(
    image: CardImage, other: CardImage
) -> None:
    (fault,) = parse_faults("other-certificate:key=sign")

    with pytest.raises(
        FaultError, match="taro のカードには、その電子証明書がありません"
    ):
        changed(image, fault, seed="0", donor=lambda _: without_signing(other))


def test_the_stored_card_is_not_touched(image: CardImage) -> None:
    before = image.to_json()

    for text in ("wrong-key", "corrupt-file:ef=000A"):
        assert change(image, text).to_json() != before

    assert image.to_json() == before


def test_the_wrong_key_is_a_usable_one(image: CardImage) -> None:
    file = change(image, "wrong-key").application(jpki.AID).find(jpki.AUTH_KEY)

    assert isinstance(file, SigningKeyFile)
    assert file.private_key is not None
    key = load_der_private_key(file.private_key, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size == 2048
