"""Certificates that look like production's, and requests that name files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from flask.testing import FlaskClient

from card_profiles.model import Persona
from card_profiles.pki import PKI
from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN, TestCard
from ..reception import visitor

PRODUCTION = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI"),
        x509.NameAttribute(
            NameOID.ORGANIZATIONAL_UNIT_NAME, "JPKI for user authentication"
        ),
        x509.NameAttribute(
            NameOID.ORGANIZATIONAL_UNIT_NAME,
            "Japan Agency for Local Authority Information Systems",
        ),
    ]
)


@pytest.fixture
def reissued(
    pki: PKI,
    card_key: rsa.RSAPrivateKey,
    issue_card: Callable[[Persona], TestCard],
    make_persona: Callable[..., Persona],
    now: datetime,
) -> Callable[..., TestCard]:
    """Sakura's certificate, field by field, but for its issuer and who signed it."""

    def make(*, issuer: x509.Name, signer: rsa.RSAPrivateKey) -> TestCard:
        own = x509.load_der_x509_certificate(issue_card(make_persona()).certificate)
        builder = (
            x509.CertificateBuilder()
            .issuer_name(issuer)
            .subject_name(own.subject)
            .public_key(card_key.public_key())
            .serial_number(own.serial_number)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )
        for extension in own.extensions:
            builder = builder.add_extension(
                extension.value, critical=extension.critical
            )
        signed = builder.sign(signer, hashes.SHA256(), rsa_padding=padding.PKCS1v15())
        return TestCard(signed.public_bytes(Encoding.DER), card_key)

    return make


@pytest.mark.parametrize("who", ["production's name", "our name", "our key"])
def test_a_card_of_another_issuer_registers_nothing(
    stub: Stub,
    web: FlaskClient,
    pki: PKI,
    card_key: rsa.RSAPrivateKey,
    reissued: Callable[..., TestCard],
    who: str,
) -> None:
    card = {
        "production's name": lambda: reissued(issuer=PRODUCTION, signer=card_key),
        "our name": lambda: reissued(
            issuer=pki.auth.certificate.subject, signer=card_key
        ),
        "our key": lambda: reissued(issuer=PRODUCTION, signer=pki.auth._key),
    }[who]()
    started = visitor.launch(web, visitor.choose(web, visitor.entrance(stub)))

    answer = visitor.read(web, started, card)

    assert answer.get_json()["reason"] == "certificate_untrusted"
    assert visitor.consents(stub) == []


def test_the_same_certificate_of_our_own_ca_is_believed(
    stub: Stub, web: FlaskClient, pki: PKI, reissued: Callable[..., TestCard]
) -> None:
    """Else the test above would prove nothing."""
    card = reissued(issuer=pki.auth.certificate.subject, signer=pki.auth._key)
    started = visitor.launch(web, visitor.choose(web, visitor.entrance(stub)))

    assert visitor.read(web, started, card).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "..",
        "people/hanako",
        "hanako.toml",
        "file:///etc/passwd",
        "hanako\0",
    ],
)
def test_a_persona_is_named_and_never_a_file(web: FlaskClient, name: str) -> None:
    answer = web.post(
        "/control/people",
        json={"persona": name},
        headers={"Authorization": f"Bearer {CONTROL_TOKEN}"},
    )

    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd"]
)
def test_no_file_of_the_program_is_served(web: FlaskClient, path: str) -> None:
    answer = web.get(path, follow_redirects=True)

    assert answer.status_code == 404
