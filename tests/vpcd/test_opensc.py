"""Unmodified OpenSC programs take the virtual card for a real one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

if TYPE_CHECKING:
    from emulator.drawer.store import StoredCard

    from .conftest import Tools

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("cold_card")]


def test_opensc_tool_shows_the_atr_and_knows_the_card(
    tools: Tools, hanako: StoredCard
) -> None:
    assert tools("opensc-tool", "-a").startswith(hanako.card.atr.hex(":"))
    assert tools("opensc-tool", "--name").startswith("jpki\n")


def test_pcsc_scan_sees_a_card_in_the_reader(tools: Tools, hanako: StoredCard) -> None:
    said = tools("pcsc_scan", "-n", "-c")

    assert hanako.card.atr.hex(" ").upper() in said


def test_both_pins_are_listed_with_all_their_tries(tools: Tools) -> None:
    listed = tools("pkcs15-tool", "--list-pins")

    assert re.findall(r"Tries left\s*:\s*(\d+)", listed) == ["3", "5"]


@pytest.mark.parametrize(
    ("identifier", "options"),
    [
        pytest.param("01", (), id="user authentication"),
        pytest.param(
            "02",
            ("--verify-pin", "--auth-id", "02", "--pin", "ABC123"),
            id="digital signature",
        ),
        pytest.param("03", (), id="CA of user authentication"),
        pytest.param("04", (), id="CA of digital signature"),
    ],
)
def test_every_certificate_can_be_read(
    tools: Tools, identifier: str, options: tuple[str, ...]
) -> None:
    said = tools("pkcs15-tool", *options, "--read-certificate", identifier)
    pem = said[said.index("-----BEGIN") :]

    certificate = x509.load_pem_x509_certificate(pem.encode())
    assert "JPKI-TEST" in certificate.issuer.rfc4514_string()


def test_the_signature_certificate_needs_its_password(tools: Tools) -> None:
    said = tools("pkcs15-tool", "--read-certificate", "02", fails=True)

    assert "-----BEGIN" not in said


@pytest.mark.parametrize(
    ("slot", "pin", "identifier", "login"),
    [
        pytest.param("0", "1234", "01", (), id="user authentication"),
        pytest.param(
            "1",
            "ABC123",
            "02",
            ("--verify-pin", "--auth-id", "02", "--pin", "ABC123"),
            id="digital signature",
        ),
    ],
)
def test_openssl_verifies_what_pkcs11_tool_had_signed(
    tools: Tools, slot: str, pin: str, identifier: str, login: tuple[str, ...]
) -> None:
    tools.file("message").write_text("the clinic's challenge")
    said = tools("pkcs15-tool", *login, "--read-certificate", identifier)
    tools.file("certificate.pem").write_text(said[said.index("-----BEGIN") :])
    public_key = tools("openssl", "x509", "-in", "certificate.pem", "-pubkey", "-noout")
    tools.file("key.pem").write_text(public_key)

    tools(
        *("pkcs11-tool", "--slot-index", slot, "--login", "--pin", pin),
        *("--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", identifier),
        *("--input-file", "message", "--output-file", "signature"),
    )

    verify = ("openssl", "dgst", "-sha256", "-verify", "key.pem")
    assert "Verified OK" in tools(*verify, "-signature", "signature", "message")
    tools.file("message").write_text("another challenge")
    tools(*verify, "-signature", "signature", "message", fails=True)


def test_pkcs15_crypt_signs_a_hash(tools: Tools) -> None:
    tools.file("message").write_text("the clinic's challenge")
    tools("openssl", "dgst", "-sha256", "-binary", "-out", "hash", "message")
    said = tools("pkcs15-tool", "--read-certificate", "01")
    tools.file("certificate.pem").write_text(said[said.index("-----BEGIN") :])

    tools(
        *("pkcs15-crypt", "--sign", "--key", "01", "--pin", "1234"),
        *("--pkcs1", "--sha-256", "--input", "hash", "--output", "signature"),
    )

    checked = tools(
        *("openssl", "pkeyutl", "-verify", "-certin", "-inkey", "certificate.pem"),
        *("-pkeyopt", "digest:sha256", "-in", "hash", "-sigfile", "signature"),
    )
    assert "Signature Verified Successfully" in checked


def test_pkcs11_tool_finds_no_fault_in_the_card(tools: Tools) -> None:
    said = tools("pkcs11-tool", "--login", "--pin", "1234", "--test")

    assert "No errors" in said


def test_a_wrong_pin_costs_one_try_and_the_right_one_restores_it(
    tools: Tools,
) -> None:
    login = ("pkcs11-tool", "--login", "--list-objects", "--pin")

    assert "CKR_PIN_INCORRECT" in tools(*login, "0000", fails=True)
    after_wrong = tools("pkcs15-tool", "--list-pins")
    tools(*login, "1234")
    after_right = tools("pkcs15-tool", "--list-pins")

    assert re.findall(r"Tries left\s*:\s*(\d+)", after_wrong) == ["2", "5"]
    assert re.findall(r"Tries left\s*:\s*(\d+)", after_right) == ["3", "5"]
