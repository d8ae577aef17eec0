"""OpenSSL signs with the card through its PKCS#11 engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from .conftest import NOW
from .credentials import AUTH, SIGN
from .signatures import MESSAGE, assert_signed, write_message, write_public_key

if TYPE_CHECKING:
    from .conftest import CheckGolden, Shelf
    from .desk import Desk

pytestmark = pytest.mark.system

ENGINE = ("-engine", "pkcs11", "-keyform", "engine")
THEN = str(int(NOW.timestamp()))

NO_CONSENT = (
    "app default { enable_pinpad = false;"
    " framework pkcs15 { pin_cache_ignore_user_consent = true; } }\n"
)
"""Lets a program sign without asking for the password before each signature."""


@pytest.fixture(autouse=True)
def engine(desk: Desk) -> None:
    desk.needs("openssl", "libengine-pkcs11-openssl", "opensc-pkcs11")


def test_dgst_signs_a_file(desk: Desk, check_golden: CheckGolden) -> None:
    write_message(desk)

    desk(
        *("openssl", "dgst", "-sha256", *ENGINE, "-sign", AUTH.key_uri),
        *("-out", "signature", "message"),
    )

    assert_signed(desk, AUTH)
    check_golden(desk, "openssl-dgst-auth")


def test_dgst_is_asked_for_the_signature_password_once_more(desk: Desk) -> None:
    write_message(desk)
    command = ("openssl", "dgst", "-sha256", *ENGINE, "-sign", SIGN.key_uri)

    said = desk(*command, "-out", "signature", "message", fails=True)

    assert "Enter PKCS#11 key PIN for Digital Signature Key" in said
    desk.configure_opensc(NO_CONSENT)
    desk(*command, "-out", "signature", "message")
    assert_signed(desk, SIGN)


def test_pkeyutl_signs_raw_data(desk: Desk) -> None:
    write_message(desk)

    desk(
        *("openssl", "pkeyutl", *ENGINE, "-inkey", AUTH.key_uri),
        *("-sign", "-in", "message", "-out", "signature"),
    )

    write_public_key(desk, AUTH)
    verify = ("-verifyrecover", "-pubin", "-inkey", "key.pem", "-in", "signature")
    desk("openssl", "pkeyutl", *verify, "-out", "recovered")
    assert desk.file("recovered").read_bytes() == MESSAGE


def test_req_makes_a_certificate_request_with_the_cards_key(desk: Desk) -> None:
    request = ("openssl", "req", "-new", *ENGINE, "-key", AUTH.key_uri)

    desk(*request, "-subj", "/O=JPKI-TEST/CN=request", "-out", "request.pem")

    said = desk("openssl", "req", "-in", "request.pem", "-noout", "-verify", "-pubkey")
    write_public_key(desk, AUTH)
    assert "verify OK" in said
    assert desk.file("key.pem").read_text() in said


@pytest.fixture
def signed_message(desk: Desk, shelf: Shelf) -> None:
    """A CMS message signed with the 署名用 key, and the certificates to check it."""
    desk.configure_opensc(NO_CONSENT)
    write_message(desk)
    certificate = SIGN.certificate(desk.stored)
    desk.file("sign.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    for name, authority in (("sign-ca", shelf.pki.sign), ("auth-ca", shelf.pki.auth)):
        pem = authority.certificate.public_bytes(Encoding.PEM)
        desk.file(f"{name}.pem").write_bytes(pem)
    desk(
        *("openssl", "cms", "-sign", *ENGINE, "-inkey", SIGN.key_uri),
        *("-signer", "sign.pem", "-md", "sha256", "-binary", "-nodetach"),
        *("-in", "message", "-outform", "DER", "-out", "signed.der"),
    )


@pytest.mark.usefixtures("signed_message")
def test_cms_signs_a_message_that_the_test_authority_vouches_for(
    desk: Desk, check_golden: CheckGolden
) -> None:
    verify = ("openssl", "cms", "-verify", "-inform", "DER", "-in", "signed.der")
    at = ("-attime", THEN, "-purpose", "any", "-out", "read")

    assert "Verification successful" in desk(*verify, *at, "-CAfile", "sign-ca.pem")
    assert desk.file("read").read_bytes() == MESSAGE
    assert "Verification failure" in desk(
        *verify, *at, "-CAfile", "auth-ca.pem", fails=True
    )
    check_golden(desk, "openssl-cms-sign")


@pytest.mark.usefixtures("signed_message")
def test_cms_notices_a_message_that_was_changed(desk: Desk) -> None:
    signed = desk.file("signed.der").read_bytes()
    desk.file("forged.der").write_bytes(signed.replace(b"challenge", b"chaIIenge"))

    said = desk(
        *("openssl", "cms", "-verify", "-inform", "DER", "-in", "forged.der"),
        *("-attime", THEN, "-purpose", "any", "-CAfile", "sign-ca.pem"),
        fails=True,
    )

    assert "CMS_SignerInfo_verify_content" in said
