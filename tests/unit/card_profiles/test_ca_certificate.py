"""The CAs have the JPKI's profile, down to the bytes that are signed."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtensionOID

from card_profiles.pki import CertificateKind

from .certificate_parts import (
    KINDS,
    PRINTABLE_STRING,
    SERVICES,
    UTF8_STRING,
    Authorities,
    Items,
    Strings,
    extension_der,
    extension_order,
    issuer_strings,
    key_id,
)


@KINDS
def test_the_ca_is_named_in_the_jpki_order_and_string_types(
    dn_strings: Strings, authorities: Authorities, kind: CertificateKind
) -> None:
    certificate = authorities[kind].certificate

    assert dn_strings(certificate.subject.public_bytes()) == issuer_strings(kind)
    assert certificate.issuer == certificate.subject


@KINDS
def test_the_ca_carries_its_extensions_in_order_and_no_aki(
    authorities: Authorities, kind: CertificateKind
) -> None:
    certificate = authorities[kind].certificate

    assert extension_order(certificate) == [
        ("2.5.29.15", True),
        ("2.5.29.17", False),
        ("2.5.29.19", True),
        ("2.5.29.31", False),
        ("2.5.29.14", False),
    ]


@KINDS
def test_the_ca_may_sign_certificates_and_crls_only(
    authorities: Authorities, kind: CertificateKind
) -> None:
    certificate = authorities[kind].certificate

    usage = extension_der(certificate, ExtensionOID.KEY_USAGE)
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert usage == bytes.fromhex("03020106")
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=None)


@KINDS
def test_the_ca_has_its_japanese_name_beside(
    dn_strings: Strings,
    der_items: Items,
    authorities: Authorities,
    kind: CertificateKind,
) -> None:
    certificate = authorities[kind].certificate

    ((tag, value),) = der_items(
        der_items(extension_der(certificate, ExtensionOID.SUBJECT_ALTERNATIVE_NAME))[0][
            1
        ]
    )

    assert tag == 0xA4
    strings = dn_strings(value)
    assert strings[0] == ("550406", PRINTABLE_STRING, "JP")
    assert [tag for _, tag, _ in strings[1:]] == [UTF8_STRING] * 3
    assert strings[1][2] == "公的個人認証サービス（テスト）"
    assert strings[2][2] == SERVICES[kind]
    assert strings[3][2] == "地方公共団体情報システム機構"


@KINDS
def test_the_crl_of_a_ca_is_at_its_own_name(
    authorities: Authorities, kind: CertificateKind
) -> None:
    certificate = authorities[kind].certificate

    (point,) = certificate.extensions.get_extension_for_class(
        x509.CRLDistributionPoints
    ).value

    assert point.full_name == [x509.DirectoryName(certificate.issuer)]


@KINDS
def test_the_ca_lives_ten_years_around_the_clock(
    authorities: Authorities, kind: CertificateKind, now: datetime
) -> None:
    certificate = authorities[kind].certificate

    assert certificate.not_valid_before_utc == datetime(2020, 11, 19, 15, tzinfo=UTC)
    assert certificate.not_valid_after_utc == datetime(
        2030, 11, 19, 14, 59, 59, tzinfo=UTC
    )
    assert certificate.not_valid_before_utc < now < certificate.not_valid_after_utc


@KINDS
def test_the_ca_signs_itself_with_rsa_2048_and_sha256(
    authorities: Authorities, kind: CertificateKind
) -> None:
    certificate = authorities[kind].certificate
    key = certificate.public_key()

    certificate.verify_directly_issued_by(certificate)
    assert isinstance(key, rsa.RSAPublicKey)
    assert (key.key_size, key.public_numbers().e) == (2048, 65537)
    assert isinstance(certificate.signature_hash_algorithm, hashes.SHA256)
    ski = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    assert ski.value.digest == key_id(key)
