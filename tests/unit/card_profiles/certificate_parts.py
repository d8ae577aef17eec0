"""A certificate taken apart, and what its profile calls the CAs of the JPKI."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.model import Persona
from card_profiles.pki import CertificateAuthority, CertificateKind

Authorities = dict[CertificateKind, CertificateAuthority]
Issue = Callable[[Persona, CertificateKind], x509.Certificate]
Issued = dict[CertificateKind, x509.Certificate]
Items = Callable[[bytes], list[tuple[int, bytes]]]
Strings = Callable[[bytes], list[tuple[str, int, str]]]

AUTH, SIGN = CertificateKind.AUTH, CertificateKind.SIGN
KINDS = pytest.mark.parametrize("kind", list(CertificateKind))

PRINTABLE_STRING, UTF8_STRING = 0x13, 0x0C
UNITS = {AUTH: "JPKI for user authentication", SIGN: "JPKI for digital signature"}
SERVICES = {
    AUTH: "公的個人認証サービス利用者証明用",
    SIGN: "公的個人認証サービス署名用",
}
AGENCY = "Japan Agency for Local Authority Information Systems"


def issuer_strings(kind: CertificateKind) -> list[tuple[str, int, str]]:
    return [
        ("550406", PRINTABLE_STRING, "JP"),
        ("55040a", UTF8_STRING, "JPKI-TEST"),
        ("55040b", UTF8_STRING, UNITS[kind]),
        ("55040b", UTF8_STRING, AGENCY),
    ]


def extension_order(certificate: x509.Certificate) -> list[tuple[str, bool]]:
    return [(e.oid.dotted_string, e.critical) for e in certificate.extensions]


def extension_der(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> bytes:
    value = certificate.extensions.get_extension_for_oid(oid).value
    return value.public_bytes()


def key_id(key: rsa.RSAPublicKey) -> bytes:
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    return hashlib.sha1(der).digest()  # noqa: S324 - RFC 5280 names keys by SHA-1.
