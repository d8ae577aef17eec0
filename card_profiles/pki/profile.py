"""The shape of JPKI certificates: names, OIDs, extensions in their order, lives.

Measured on the published CA certificates and on test cards [M] unless marked: [C]
follows from several clients, [D] is ours where nothing is public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
)

from ..model import CertificateForm, CertificatePlan, Person
from ..municipalities import prefecture_romaji
from .kinds import CertificateKind
from .subject import holder_names
from .substitution import DEFAULT, Substitution

ORGANIZATION: Final = "JPKI-TEST"
"""Never `JPKI`: nothing signed here may be mistaken for the real one."""

AGENCY: Final = "Japan Agency for Local Authority Information Systems"

POLICY_SIGN_TEST: Final = x509.ObjectIdentifier("1.2.392.200149.8.5.1.0.20")
POLICY_AUTH_TEST: Final = x509.ObjectIdentifier("1.2.392.200149.8.5.1.0.30")
"""Both as on a JPKI test card [M]; production has the same last numbers."""

POLICY_SIGN_PHONE_TEST: Final = x509.ObjectIdentifier("1.2.392.200149.8.5.1.0.40")
POLICY_AUTH_PHONE_TEST: Final = x509.ObjectIdentifier("1.2.392.200149.8.5.1.0.50")
"""[D] Certificates held by a phone have policies of their own; production has 40
for signing, and the other one is not known."""

CPS_URL: Final = "http://cps.jpki-test.invalid/cps.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindProfile:
    """What differs between the two hierarchies."""

    unit: str  # First OU of the CA's name.
    service: str  # OU of the CA's Japanese alternative name.
    policy: x509.ObjectIdentifier
    phone_policy: x509.ObjectIdentifier


PROFILES: Final = {
    CertificateKind.AUTH: KindProfile(
        unit="JPKI for user authentication",
        service="公的個人認証サービス利用者証明用",
        policy=POLICY_AUTH_TEST,
        phone_policy=POLICY_AUTH_PHONE_TEST,
    ),
    CertificateKind.SIGN: KindProfile(
        unit="JPKI for digital signature",
        service="公的個人認証サービス署名用",
        policy=POLICY_SIGN_TEST,
        phone_policy=POLICY_SIGN_PHONE_TEST,
    ),
}

Extensions = tuple[tuple[x509.ExtensionType, bool], ...]
"""Extensions in their order, each with its criticality."""


def issuer_name(kind: CertificateKind) -> x509.Name:
    """Return the CA's DN: C (PrintableString), O, OU, OU (UTF8String)."""
    return _name(
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, ORGANIZATION),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, PROFILES[kind].unit),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, AGENCY),
    )


def japanese_name(kind: CertificateKind) -> x509.DirectoryName:
    """Return the CA's Japanese name: its SAN, and the IAN of what it issues.

    The real O is 公的個人認証サービス; ours says that it is a test, as the DN does.
    """
    return x509.DirectoryName(
        _name(
            (NameOID.COUNTRY_NAME, "JP"),
            (NameOID.ORGANIZATION_NAME, "公的個人認証サービス（テスト）"),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, PROFILES[kind].service),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, "地方公共団体情報システム機構"),
        )
    )


def subject_name(
    kind: CertificateKind,
    person: Person,
    common_name: str,
    *,
    form: CertificateForm = CertificateForm.STANDARD,
) -> x509.Name:
    """Return the holder's DN: opaque, with the town's name in a signing one only."""
    country = (NameOID.COUNTRY_NAME, "JP")
    common = (NameOID.COMMON_NAME, common_name)
    if kind is CertificateKind.AUTH:
        return _name(country, common)
    locality = (NameOID.LOCALITY_NAME, person.municipality_romaji)
    if form is CertificateForm.TEST_CARD:
        prefecture = (
            NameOID.LOCALITY_NAME,
            prefecture_romaji(person.municipality_code),
        )
        return _name(country, prefecture, locality, common)
    return _name(country, locality, common)


def ca_extensions(kind: CertificateKind, key: rsa.RSAPublicKey) -> Extensions:
    """Return the extensions of a CA certificate; there is no AKI among them."""
    return (
        (_key_usage(ca=True), True),
        (x509.SubjectAlternativeName([japanese_name(kind)]), False),
        (x509.BasicConstraints(ca=True, path_length=None), True),
        (_distribution_point(issuer_name(kind)), False),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
    )


def holder_extensions(
    kind: CertificateKind,
    person: Person,
    *,
    key: rsa.RSAPublicKey,
    issuer: x509.Certificate,
    plan: CertificatePlan,
    substitution: Substitution = DEFAULT,
) -> Extensions:
    """Return the extensions of a holder's certificate.

    An authentication certificate says nothing of its holder; a signing one carries
    name, birthdate, sex and address. Their order is that of one JPKI test card, whose
    signing certificate has no AIA, while other findings have one in both.
    """
    sign = kind is CertificateKind.SIGN
    as_dumped = plan.form is CertificateForm.TEST_CARD
    profile = PROFILES[kind]
    policy = x509.PolicyInformation(
        profile.phone_policy if plan.on_phone else profile.policy, [CPS_URL]
    )
    names = ((holder_names(person, substitution=substitution), False),) if sign else ()
    eku = ((_client_auth(), False),) if plan.has_eku and not sign else ()
    asked = plan.ocsp_url and not (sign and as_dumped)
    return (
        (_key_usage(non_repudiation=sign), True),
        *names,
        *eku,
        (x509.CertificatePolicies([policy]), True),
        (x509.IssuerAlternativeName([japanese_name(kind)]), False),
        (_distribution_point(_partition(kind, person)), False),
        *(((_ocsp_access(plan.ocsp_url), False),) if asked else ()),
        (_authority_key(issuer, with_issuer=as_dumped), False),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
    )


def _partition(kind: CertificateKind, person: Person) -> x509.Name:
    """Return the directory name of the town's own part of the CRL [C]."""
    return _name(
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, ORGANIZATION),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, PROFILES[kind].unit),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "CRL Distribution Points"),
        (
            NameOID.ORGANIZATIONAL_UNIT_NAME,
            prefecture_romaji(person.municipality_code),
        ),
        (NameOID.COMMON_NAME, f"{person.municipality_romaji} CRLDP"),
    )


def _distribution_point(name: x509.Name) -> x509.CRLDistributionPoints:
    point = x509.DistributionPoint(
        full_name=[x509.DirectoryName(name)],
        relative_name=None,
        reasons=None,
        crl_issuer=None,
    )
    return x509.CRLDistributionPoints([point])


def _authority_key(
    issuer: x509.Certificate, *, with_issuer: bool
) -> x509.AuthorityKeyIdentifier:
    """Name the CA's key by its identifier, on request by the CA's certificate too."""
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier(
        key_identifier=identifier.value.digest,
        authority_cert_issuer=(
            [x509.DirectoryName(issuer.issuer)] if with_issuer else None
        ),
        authority_cert_serial_number=issuer.serial_number if with_issuer else None,
    )


def _ocsp_access(url: str) -> x509.AuthorityInformationAccess:
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(url)
            )
        ]
    )


def _client_auth() -> x509.ExtendedKeyUsage:
    """Return the EKU clientAuth, as on a JPKI test card [M]."""
    return x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])


def _key_usage(*, ca: bool = False, non_repudiation: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=non_repudiation,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """Return a DN, one attribute an RDN, in the order given.

    cryptography writes countryName as PrintableString and the rest as UTF8String.
    """
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])
