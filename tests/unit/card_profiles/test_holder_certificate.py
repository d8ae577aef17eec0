"""What the CAs issue has the JPKI's profile, and says whose it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtensionOID, NameOID

from card_profiles.model import Persona
from card_profiles.pki import CertificateKind

from .certificate_parts import (
    AUTH,
    KINDS,
    PRINTABLE_STRING,
    SIGN,
    UNITS,
    UTF8_STRING,
    Authorities,
    Issued,
    Strings,
    extension_der,
    extension_order,
    issuer_strings,
    key_id,
)


def oids_of(certificate: x509.Certificate) -> set[x509.ObjectIdentifier]:
    return {extension.oid for extension in certificate.extensions}


@KINDS
def test_a_holder_certificate_carries_its_extensions_in_order(
    issued: Issued, kind: CertificateKind
) -> None:
    names_or_client_auth = "2.5.29.17" if kind is SIGN else "2.5.29.37"

    assert extension_order(issued[kind]) == [
        ("2.5.29.15", True),
        (names_or_client_auth, False),
        ("2.5.29.32", True),
        ("2.5.29.18", False),
        ("2.5.29.31", False),
        ("1.3.6.1.5.5.7.1.1", False),
        ("2.5.29.35", False),
        ("2.5.29.14", False),
    ]


@pytest.mark.parametrize(
    ("kind", "usage", "policy"),
    [
        pytest.param(AUTH, "03020780", "1.2.392.200149.8.5.1.0.30", id="auth"),
        pytest.param(SIGN, "030206c0", "1.2.392.200149.8.5.1.0.20", id="sign"),
    ],
)
def test_usage_and_policy_tell_the_two_kinds_apart(
    issued: Issued, kind: CertificateKind, usage: str, policy: str
) -> None:
    certificate = issued[kind]

    (information,) = certificate.extensions.get_extension_for_class(
        x509.CertificatePolicies
    ).value

    assert extension_der(certificate, ExtensionOID.KEY_USAGE).hex() == usage
    assert information.policy_identifier.dotted_string == policy
    assert information.policy_qualifiers == ["http://cps.jpki-test.invalid/cps.html"]


def test_the_subject_of_an_authentication_certificate_is_opaque(
    dn_strings: Strings, issued: Issued, hanako: Persona
) -> None:
    strings = dn_strings(issued[AUTH].subject.public_bytes())

    (country, common) = strings
    assert country == ("550406", PRINTABLE_STRING, "JP")
    assert common[:2] == ("550403", UTF8_STRING)
    assert len(common[2]) == 23
    assert common[2][14:19] == hanako.person.municipality_code


def test_the_subject_of_a_signing_certificate_names_the_town(
    dn_strings: Strings, issued: Issued
) -> None:
    strings = dn_strings(issued[SIGN].subject.public_bytes())

    assert [oid for oid, _, _ in strings] == ["550406", "550407", "550403"]
    assert strings[1] == ("550407", UTF8_STRING, "Mihon-shi")
    assert strings[2][2] != dn_strings(issued[AUTH].subject.public_bytes())[1][2]


def test_an_authentication_certificate_says_nothing_of_its_holder(
    issued: Issued, hanako: Persona
) -> None:
    der = issued[AUTH].public_bytes(serialization.Encoding.DER)
    person = hanako.person

    for secret in (
        person.family_name,
        person.given_name,
        person.address,
        f"{person.birthdate:%Y%m%d}",
        person.individual_number,
    ):
        assert secret.encode() not in der


@KINDS
def test_a_holder_certificate_points_to_its_issuer(
    dn_strings: Strings,
    authorities: Authorities,
    issued: Issued,
    kind: CertificateKind,
    holder_key: rsa.RSAPrivateKey,
) -> None:
    ca = authorities[kind].certificate
    extensions = issued[kind].extensions

    issuer_key = ca.public_key()
    assert isinstance(issuer_key, rsa.RSAPublicKey)
    aki = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    ski = extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    alternative = extensions.get_extension_for_class(x509.IssuerAlternativeName).value
    ca_alternative = ca.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert dn_strings(issued[kind].issuer.public_bytes()) == issuer_strings(kind)
    assert aki.key_identifier == key_id(issuer_key)
    assert aki.authority_cert_serial_number is None
    assert ski.digest == key_id(holder_key.public_key())
    assert list(alternative) == list(ca_alternative.value)


@KINDS
def test_a_holder_certificate_says_where_revocation_is_known(
    dn_strings: Strings, issued: Issued, kind: CertificateKind
) -> None:
    extensions = issued[kind].extensions

    (point,) = extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    (access,) = extensions.get_extension_for_class(
        x509.AuthorityInformationAccess
    ).value

    assert point.full_name is not None
    assert [
        text for _, _, text in dn_strings(point.full_name[0].value.public_bytes())
    ] == [
        "JP",
        "JPKI-TEST",
        UNITS[kind],
        "CRL Distribution Points",
        "Kakuu-ken",
        "Mihon-shi CRLDP",
    ]
    assert access.access_location.value == "http://ocsp.jpki-test.invalid/"


def test_the_responder_may_be_another(
    authorities: Authorities, hanako: Persona, holder_key: rsa.RSAPrivateKey
) -> None:
    plan = replace(hanako.card.auth_certificate, ocsp_url="http://127.0.0.1:9/ocsp")

    certificate = authorities[AUTH].issue(
        holder_key.public_key(), person=hanako.person, plan=plan
    )

    (access,) = certificate.extensions.get_extension_for_class(
        x509.AuthorityInformationAccess
    ).value
    assert access.access_location.value == "http://127.0.0.1:9/ocsp"


@KINDS
def test_a_certificate_says_nothing_of_ocsp_where_no_responder_is_planned(
    authorities: Authorities,
    hanako: Persona,
    holder_key: rsa.RSAPrivateKey,
    kind: CertificateKind,
) -> None:
    plan = replace(hanako.card.auth_certificate, ocsp_url="")

    certificate = authorities[kind].issue(
        holder_key.public_key(), person=hanako.person, plan=plan
    )

    assert x509.AuthorityInformationAccess.oid not in oids_of(certificate)


@pytest.mark.parametrize("has_eku", [True, False])
def test_the_use_of_an_authentication_certificate_is_told_as_planned(
    authorities: Authorities,
    hanako: Persona,
    holder_key: rsa.RSAPrivateKey,
    *,
    has_eku: bool,
) -> None:
    plan = replace(hanako.card.auth_certificate, has_eku=has_eku)

    certificate = authorities[AUTH].issue(
        holder_key.public_key(), person=hanako.person, plan=plan
    )

    assert (x509.ExtendedKeyUsage.oid in oids_of(certificate)) == has_eku


def test_nothing_says_it_is_the_real_jpki(
    issued: Issued, authorities: Authorities
) -> None:
    for certificate in (
        *issued.values(),
        authorities[AUTH].certificate,
        authorities[SIGN].certificate,
    ):
        (organization,) = certificate.issuer.get_attributes_for_oid(
            NameOID.ORGANIZATION_NAME
        )
        assert organization.value == "JPKI-TEST"
        assert b"jpki.go.jp" not in certificate.public_bytes(serialization.Encoding.DER)
