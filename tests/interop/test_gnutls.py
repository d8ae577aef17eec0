"""GnuTLS and p11-kit find the card through the system's list of PKCS#11 modules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from cryptography import x509

from .credentials import AUTH, Credential, both_credentials

if TYPE_CHECKING:
    from .conftest import CheckGolden
    from .desk import Desk

pytestmark = pytest.mark.system

TOKENS = ["JPKI (User Authentication PIN)", "JPKI (Digital Signature PIN)"]


@pytest.fixture(autouse=True)
def module(desk: Desk) -> None:
    desk.needs("opensc-pkcs11", "p11-kit")


def test_p11_kit_lists_both_tokens(desk: Desk) -> None:
    said = desk("p11-kit", "list-modules")

    assert re.findall(r"token: (JPKI.*)", said) == TOKENS


def test_p11tool_lists_both_tokens(desk: Desk, check_golden: CheckGolden) -> None:
    said = desk("p11tool", "--list-tokens")

    urls = re.findall(r"URL: (pkcs11:.*manufacturer=JPKI;.*)", said)
    assert [unquote(url).partition("token=")[2] for url in urls] == TOKENS
    check_golden(desk, "p11tool-list-tokens")


def test_p11tool_lists_what_is_free(desk: Desk) -> None:
    said = desk("p11tool", "--list-all", AUTH.uri.partition(";")[0])

    assert re.findall(r"Type: (.*)\n\t(?:Expires: .*\n\t)?Label: (.*)", said) == [
        ("Public key (RSA-2048)", "User Authentication Public Key"),
        ("X.509 Certificate (RSA-2048)", "User Authentication Certificate"),
        ("X.509 Certificate (RSA-2048)", "User Authentication Certificate CA"),
        ("Public key (RSA-2048)", "User Authentication Certificate CA"),
        ("X.509 Certificate (RSA-2048)", "Digital Signature Certificate CA"),
        ("Public key (RSA-2048)", "Digital Signature Certificate CA"),
    ]


def test_p11tool_exports_the_certificate(desk: Desk) -> None:
    said = desk("p11tool", "--batch", "--export", AUTH.certificate_uri)

    read = x509.load_pem_x509_certificate(said[said.index("-----BEGIN") :].encode())
    assert read == AUTH.certificate(desk.stored)


@both_credentials
def test_p11tool_signs_and_finds_its_signature_good(
    desk: Desk, credential: Credential, check_golden: CheckGolden
) -> None:
    said = desk("p11tool", "--batch", "--login", "--test-sign", credential.key_uri)

    assert re.findall(r"\.\.\. (\w+)", said) == ["ok", "ok", "ok"]
    check_golden(desk, f"p11tool-test-sign-{credential.name}")


def test_p11tool_with_a_wrong_pin_signs_nothing(throw_away_desk: Desk) -> None:
    throw_away_desk.needs("opensc-pkcs11", "p11-kit")
    wrong = AUTH.key_uri.replace(f"pin-value={AUTH.pin}", "pin-value=0000")

    said = throw_away_desk(
        "p11tool", "--batch", "--login", "--test-sign", wrong, fails=True
    )

    assert "PIN" in said
    assert "Tries left     : 3" not in throw_away_desk("pkcs15-tool", "--list-pins")
