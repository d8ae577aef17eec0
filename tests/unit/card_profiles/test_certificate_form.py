"""Certificates as on the JPKI test card whose dump is public, where one asks so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography import x509

from card_profiles.model import CertificateForm, Persona
from card_profiles.pki import CertificateAuthority, CertificateKind

from .certificate_parts import AUTH, KINDS, SIGN, Issue, Strings


@pytest.fixture
def issued(issue: Issue, hanako: Persona) -> dict[CertificateKind, x509.Certificate]:
    card = hanako.card
    assert card.sign_certificate is not None
    as_dumped = replace(
        card,
        auth_certificate=replace(card.auth_certificate, form=CertificateForm.TEST_CARD),
        sign_certificate=replace(card.sign_certificate, form=CertificateForm.TEST_CARD),
    )
    holder = replace(hanako, card=as_dumped)
    return {kind: issue(holder, kind) for kind in CertificateKind}


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        pytest.param(AUTH, "15* 37 32* 18 31 1.1 35 14", id="auth"),
        pytest.param(SIGN, "15* 17 32* 18 31 35 14", id="sign"),
    ],
)
def test_the_extensions_are_those_of_the_dump_in_its_order(
    issued: dict[CertificateKind, x509.Certificate], kind: CertificateKind, order: str
) -> None:
    found = [
        extension.oid.dotted_string.removeprefix("2.5.29.").removeprefix(
            "1.3.6.1.5.5.7."
        )
        + "*" * extension.critical
        for extension in issued[kind].extensions
    ]

    assert " ".join(found) == order


@KINDS
def test_the_ca_is_named_by_its_key_and_by_its_certificate(
    authorities: dict[CertificateKind, CertificateAuthority],
    issued: dict[CertificateKind, x509.Certificate],
    kind: CertificateKind,
) -> None:
    ca = authorities[kind].certificate

    said = issued[kind].extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)

    own = ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    assert said.value.key_identifier == own.value.digest
    assert said.value.authority_cert_issuer == [x509.DirectoryName(ca.subject)]
    assert said.value.authority_cert_serial_number == ca.serial_number


def test_the_signing_subject_names_prefecture_and_town(
    dn_strings: Strings, issued: dict[CertificateKind, x509.Certificate]
) -> None:
    parts = dn_strings(issued[SIGN].subject.public_bytes())

    assert [text for _, _, text in parts[:3]] == ["JP", "Kakuu-ken", "Mihon-shi"]
    assert len(dn_strings(issued[AUTH].subject.public_bytes())) == 2
