"""Files of a JPKI test card, which myna-card carries as its fixtures, beside ours.

They are read where cargo keeps them. No content is compared, which differs from card to
card, but how it is built: tags, the form and the value of lengths, and filler.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from card_profiles.loader import load
from card_profiles.pki import PKI, CertificateKind
from card_profiles.variant import parse_variant, varied
from emulator.behaviour import DEFAULT, CardBehaviour
from emulator.card import VirtualCard
from emulator.issuing.jpki import planned_for
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

from ..card_values import CardValues, secrets_of
from ..conftest import Shelf
from .crates import MYNA_CARD_LIBRARY, require, source

pytestmark = pytest.mark.system

_TEMPLATES = ("FF10", "FF20", "FF30", "FF40", "FF50", "7F21", "A1")

_TEXTS = frozenset({"FF20", "DF22", "DF23"})
_PICTURES = frozenset({"FF20", "FF40", "DF25", "DF26", "DF27", "DF2A", "DF41"})
_NONE = frozenset[str]()

FILES = [
    ("text-0001-physical", "support", 0x0001, _NONE),
    ("text-0002", "support", 0x0002, _TEXTS),
    ("text-0003", "support", 0x0003, _NONE),
    ("text-0004", "support", 0x0004, _NONE),
    ("text-0005", "support", 0x0005, _NONE),
    ("text-0006", "support", 0x0006, _NONE),
    ("text-0007", "support", 0x0007, _NONE),
    ("surface-0001", "visual", 0x0001, _NONE),
    ("surface-0002", "visual", 0x0002, _PICTURES),
    ("surface-0003", "visual", 0x0003, _NONE),
    ("surface-0004", "visual", 0x0004, _NONE),
    ("surface-0005", "visual", 0x0005, _PICTURES),
]
"""A dump, the file it is of, and the tags whose length is the person's own."""


@pytest.fixture(scope="module")
def fixtures() -> Path:
    """Where the dumps of the test card are."""
    require(MYNA_CARD_LIBRARY)
    return source(MYNA_CARD_LIBRARY) / "tests" / "fixtures"


@pytest.fixture(scope="module")
def image(shelf: Shelf) -> CardImage:
    with shelf.take("hanako", drawer="beside-dumps") as stored:
        return stored.image


@pytest.fixture(scope="module")
def ours(shelf: Shelf, image: CardImage) -> CardValues:
    return CardValues(image, secrets_of(load("hanako", now=shelf.now)))


@pytest.mark.parametrize(
    ("dump", "application", "file", "varying"),
    [pytest.param(*file, id=f"{file[1]} {file[2]:04X}") for file in FILES],
)
def test_a_file_is_built_as_on_the_test_card(
    fixtures: Path,
    ours: CardValues,
    dump: str,
    application: str,
    file: int,
    varying: frozenset[str],
) -> None:
    real = shape((fixtures / f"{dump}.bin").read_bytes(), varying)

    found = shape(ours.file(application, file), varying)

    # Most dumps were cut where the content ends.
    assert found in (real, [*real, "filler"])


@pytest.mark.parametrize(
    ("dump", "tag"),
    [
        pytest.param("mf-do-F8", 0x00F8, id="upper"),
        pytest.param("mf-do-7F21", 0x7F21, id="lower"),
    ],
)
def test_the_certificates_of_the_mf_level_are_built_alike(
    fixtures: Path, image: CardImage, dump: str, tag: int
) -> None:
    """On that card they stand behind a header list, which is a parameter of ours."""
    real = (fixtures / f"{dump}.bin").read_bytes()
    card = VirtualCard(
        image,
        counters=MemoryCounters(),
        behaviour=CardBehaviour(cvc_behind_header_list=True),
    )
    card.power_on()

    found = card.transmit(b"\x00\xca" + tag.to_bytes(2) + bytes(3))

    assert found[-2:] == b"\x90\x00"
    assert shape(found[:-2]) == shape(real)
    assert found[:12] == real[:12] == bytes.fromhex("4D0A42105F20105F49820109")


@pytest.mark.parametrize("kind", list(CertificateKind), ids=["auth", "sign"])
def test_a_leaf_certificate_is_built_as_on_the_test_card(
    fixtures: Path, tmp_path: Path, shelf: Shelf, kind: CertificateKind
) -> None:
    """Its extensions, in their order, and the names in its subject."""
    real = x509.load_der_x509_certificate(
        (fixtures / f"jpki-{kind.value}-cert.der").read_bytes()
    )
    persona = varied(
        load("hanako", now=shelf.now), parse_variant("certificates=test-card")
    )
    plan = persona.card.auth_certificate
    if kind is CertificateKind.SIGN:
        assert persona.card.sign_certificate is not None
        plan = persona.card.sign_certificate
    pki = PKI.open(tmp_path / "pki", now=shelf.now)
    authority = pki.sign if kind is CertificateKind.SIGN else pki.auth

    ours = authority.issue(
        generate_private_key(65537, 2048).public_key(),
        person=persona.person,
        plan=planned_for(plan, persona.card, DEFAULT),
    )

    for told in (extensions, names_of, key_of_the_authority):
        assert told(ours) == told(real)


def extensions(certificate: x509.Certificate) -> list[tuple[str, bool]]:
    return [(each.oid.dotted_string, each.critical) for each in certificate.extensions]


def names_of(certificate: x509.Certificate) -> list[str]:
    return [attribute.oid.dotted_string for attribute in certificate.subject]


def key_of_the_authority(certificate: x509.Certificate) -> tuple[bool, ...]:
    said = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    return (
        said.value.key_identifier is not None,
        said.value.authority_cert_issuer == [x509.DirectoryName(certificate.issuer)],
        said.value.authority_cert_serial_number is not None,
    )


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        pytest.param("FF1002 3132 FFFF", ["FF10 02", "filler"], id="filler"),
        pytest.param("FF3004 DF310141", ["FF30 04", "DF31 01"], id="in a template"),
        pytest.param("FF308104 DF310141", ["FF30 8104", "DF31 01"], id="81 form"),
        pytest.param("FF30820004 DF310141", ["FF30 820004", "DF31 01"], id="82 form"),
        pytest.param("DF220141 DF23024142", ["DF22 ??", "DF23 ??"], id="varying"),
        pytest.param("DF22820001 41", ["DF22 82????"], id="varying, 82 form"),
        pytest.param("DF3105 4142", ["DF31 05", "too short"], id="too short"),
    ],
)
def test_a_shape_tells_tags_and_lengths_apart(content: str, shown: list[str]) -> None:
    assert shape(bytes.fromhex(content), _TEXTS) == shown


def shape(content: bytes, varying: frozenset[str] = _NONE) -> list[str]:
    """List the tags and lengths in *content* as written, without the *varying* ones."""
    return list(_parts(content, varying))


def _parts(content: bytes, varying: frozenset[str]) -> Iterator[str]:
    at = 0
    while at < len(content):
        if not content[at:].strip(b"\xff"):
            yield "filler"
            return
        tag_ends = at + (2 if content[at] & 0x1F == 0x1F else 1)
        more = content[tag_ends] & 0x7F if content[tag_ends] & 0x80 else 0
        begins = tag_ends + 1 + more
        length = int.from_bytes(content[tag_ends + min(more, 1) : begins], "big")
        tag = content[at:tag_ends].hex().upper()
        form = content[tag_ends:begins].hex().upper()
        if tag in varying:
            form = (form[:2] if more else "") + "??" * max(more, 1)
        yield f"{tag} {form}"
        inside = content[begins : begins + length]
        if len(inside) < length:
            yield "too short"
            return
        if tag in _TEMPLATES and any(byte >= 0x5F for byte in inside[:1]):
            yield from _parts(inside, varying)
        at = begins + length
