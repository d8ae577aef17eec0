"""Every certificate, field by field, is what was written by hand beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.model import Persona
from card_profiles.pki import CertificateKind

from .certificate_parts import (
    AGENCY,
    AUTH,
    KINDS,
    SERVICES,
    SIGN,
    UNITS,
    Authorities,
    Issued,
    Items,
)
from .der_writer import (
    der,
    directory_name,
    dn,
    extension,
    integer,
    key_identifier,
    oid,
    other_name,
    printable,
    rsa_key,
    seq,
    utc_time,
    utf8,
)

FIELDS = (
    "version",
    "serialNumber",
    "signature",
    "issuer",
    "validity",
    "subject",
    "subjectPublicKeyInfo",
    "extensions",
)
"""Of TBSCertificate (RFC 5280), without the unique identifiers nobody uses."""

C, O, OU, L, CN = "2.5.4.6", "2.5.4.10", "2.5.4.11", "2.5.4.7", "2.5.4.3"  # noqa: E741 - The standard's names.
HOLDER = "1.2.392.200149.8.5.5"
TIMES = {"validity": seq(utc_time("241120013000Z"), utc_time("290217145959Z"))}
SHA256_WITH_RSA = seq(oid("1.2.840.113549.1.1.11"), der(0x05))
V3 = der(0xA0, integer(2))


def ca_name(kind: CertificateKind) -> bytes:
    return dn(
        (C, printable("JP")),
        (O, utf8("JPKI-TEST")),
        (OU, utf8(UNITS[kind])),
        (OU, utf8(AGENCY)),
    )


def japanese_name(kind: CertificateKind) -> bytes:
    name = dn(
        (C, printable("JP")),
        (O, utf8("公的個人認証サービス（テスト）")),
        (OU, utf8(SERVICES[kind])),
        (OU, utf8("地方公共団体情報システム機構")),
    )
    return seq(directory_name(name))


def crl_at(name: bytes) -> bytes:
    point = der(0xA0, der(0xA0, directory_name(name)))
    return seq(seq(point))


def public_key(certificate: x509.Certificate) -> rsa.RSAPublicKey:
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def ca_fields(kind: CertificateKind, key: rsa.RSAPublicKey) -> dict[str, bytes]:
    """Write what a CA's certificate must say."""
    extensions = (
        extension("2.5.29.15", bytes.fromhex("03020106"), critical=True),
        extension("2.5.29.17", japanese_name(kind)),
        extension("2.5.29.19", seq(der(0x01, b"\xff")), critical=True),
        extension("2.5.29.31", crl_at(ca_name(kind))),
        extension("2.5.29.14", der(0x04, key_identifier(key))),
    )
    return {
        "version": V3,
        "serialNumber": integer(1),
        "signature": SHA256_WITH_RSA,
        "issuer": ca_name(kind),
        "validity": seq(utc_time("201119150000Z"), utc_time("301119145959Z")),
        "subject": ca_name(kind),
        "subjectPublicKeyInfo": rsa_key(key),
        "extensions": der(0xA3, seq(*extensions)),
    }


def holder_fields(
    kind: CertificateKind,
    *,
    ca: x509.Certificate,
    key: rsa.RSAPublicKey,
    serial_number: int,
    common_name: str,
) -> dict[str, bytes]:
    """Write what Hanako's certificate must say."""
    sign = kind is SIGN
    usage = "030206C0" if sign else "03020780"
    policy = "1.2.392.200149.8.5.1.0.20" if sign else "1.2.392.200149.8.5.1.0.30"
    cps = seq(
        oid("1.3.6.1.5.5.7.2.1"), der(0x16, b"http://cps.jpki-test.invalid/cps.html")
    )
    names = seq(
        other_name(f"{HOLDER}.1", "保険　花子"),
        other_name(f"{HOLDER}.4", "319810217"),
        other_name(f"{HOLDER}.3", "2"),
        other_name(f"{HOLDER}.5", "架空県見本市中央一丁目２－３"),
        other_name(f"{HOLDER}.2", "00000"),
        other_name(f"{HOLDER}.6", "00000000000000"),
    )
    partition = dn(
        (C, printable("JP")),
        (O, utf8("JPKI-TEST")),
        (OU, utf8(UNITS[kind])),
        (OU, utf8("CRL Distribution Points")),
        (OU, utf8("Kakuu-ken")),
        (CN, utf8("Mihon-shi CRLDP")),
    )
    ocsp = der(0x86, b"http://ocsp.jpki-test.invalid/")
    extensions = [
        extension("2.5.29.15", bytes.fromhex(usage), critical=True),
        extension("2.5.29.17", names)
        if sign
        else extension("2.5.29.37", seq(oid("1.3.6.1.5.5.7.3.2"))),
        extension("2.5.29.32", seq(seq(oid(policy), seq(cps))), critical=True),
        extension("2.5.29.18", japanese_name(kind)),
        extension("2.5.29.31", crl_at(partition)),
        extension("1.3.6.1.5.5.7.1.1", seq(seq(oid("1.3.6.1.5.5.7.48.1"), ocsp))),
        extension("2.5.29.35", seq(der(0x80, key_identifier(public_key(ca))))),
        extension("2.5.29.14", der(0x04, key_identifier(key))),
    ]
    town = ((L, utf8("Mihon-shi")),) if sign else ()
    return {
        "version": V3,
        "serialNumber": integer(serial_number),
        "signature": SHA256_WITH_RSA,
        "issuer": ca_name(kind),
        **TIMES,
        "subject": dn((C, printable("JP")), *town, (CN, utf8(common_name))),
        "subjectPublicKeyInfo": rsa_key(key),
        "extensions": der(0xA3, seq(*extensions)),
    }


def fields_of(certificate: x509.Certificate, der_items: Items) -> dict[str, bytes]:
    """Take apart the bytes that are signed."""
    ((_, tbs),) = der_items(certificate.tbs_certificate_bytes)
    items = der_items(tbs)
    return {
        field: der(tag, value)
        for field, (tag, value) in zip(FIELDS, items, strict=True)
    }


@KINDS
@pytest.mark.parametrize("field", FIELDS)
def test_a_ca_certificate_says(
    authorities: Authorities, kind: CertificateKind, field: str, der_items: Items
) -> None:
    certificate = authorities[kind].certificate

    said = fields_of(certificate, der_items)[field]

    assert said.hex() == ca_fields(kind, public_key(certificate))[field].hex()


@KINDS
@pytest.mark.parametrize("field", FIELDS)
def test_a_holders_certificate_says(
    authorities: Authorities,
    issued: Issued,
    kind: CertificateKind,
    field: str,
    hanako: Persona,
    holder_key: rsa.RSAPrivateKey,
    der_items: Items,
) -> None:
    plan = hanako.card.sign_certificate
    if kind is AUTH:
        plan = hanako.card.auth_certificate
    assert plan is not None
    (common_name,) = issued[kind].subject.get_attributes_for_oid(
        x509.ObjectIdentifier(CN)
    )

    said = fields_of(issued[kind], der_items)[field]

    expected = holder_fields(
        kind,
        ca=authorities[kind].certificate,
        key=holder_key.public_key(),
        serial_number=plan.serial_number,
        common_name=str(common_name.value),
    )
    assert said.hex() == expected[field].hex()


@KINDS
def test_outside_stand_the_same_algorithm_and_a_signature_that_verifies(
    authorities: Authorities, issued: Issued, kind: CertificateKind, der_items: Items
) -> None:
    for certificate in (authorities[kind].certificate, issued[kind]):
        encoded = certificate.public_bytes(serialization.Encoding.DER)
        ((_, parts),) = der_items(encoded)
        _, algorithm, (tag, signature) = der_items(parts)

        certificate.verify_directly_issued_by(authorities[kind].certificate)
        assert der(*algorithm) == SHA256_WITH_RSA
        assert (tag, signature[0], len(signature)) == (0x03, 0, 257)


@KINDS
def test_a_serial_number_is_positive_and_has_five_bytes(
    issued: Issued, kind: CertificateKind
) -> None:
    assert 1 << 32 <= issued[kind].serial_number < 1 << 39


def test_another_town_has_another_partition_of_the_crl(
    authorities: Authorities, hanako: Persona, holder_key: rsa.RSAPrivateKey
) -> None:
    elsewhere = replace(hanako.person, municipality_romaji="Reiji-shi")

    certificate = authorities[AUTH].issue(
        holder_key.public_key(), person=elsewhere, plan=hanako.card.auth_certificate
    )

    encoded = certificate.public_bytes(serialization.Encoding.DER)
    assert utf8("Reiji-shi CRLDP") in encoded
    assert utf8("Mihon-shi CRLDP") not in encoded
