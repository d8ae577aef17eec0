"""The tools of OpenSC take the card for a real one, certificate by certificate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from .credentials import AUTH, SIGN, Credential, both_credentials
from .signatures import assert_signed, write_message

if TYPE_CHECKING:
    from .conftest import CheckGolden, Shelf
    from .desk import Desk

pytestmark = pytest.mark.system


def test_opensc_tool_shows_the_atr(desk: Desk, check_golden: CheckGolden) -> None:
    assert desk.card.atr.hex(":") in desk("opensc-tool", "--atr").lower()

    check_golden(desk, "opensc-tool-atr")


def test_opensc_tool_sees_the_reader_and_the_card_in_it(desk: Desk) -> None:
    said = desk("opensc-tool", "--list-readers")

    assert re.findall(r"^\d +(Yes|No) +(.*)$", said, re.MULTILINE) == [
        ("Yes", desk.pcscd.reader),
        ("No", desk.pcscd.reader.replace(" 00 00", " 00 01")),
    ]


def test_opensc_tool_knows_the_card_after_all_its_other_probes(
    desk: Desk, check_golden: CheckGolden
) -> None:
    assert desk("opensc-tool", "--name").endswith("\njpki\n")

    check_golden(desk, "opensc-tool-name")


def test_opensc_tool_told_the_driver_probes_nothing_else(
    desk: Desk, check_golden: CheckGolden
) -> None:
    said = desk("opensc-tool", "--card-driver", "jpki", "--name")

    assert said.endswith("\njpki\n")
    check_golden(desk, "opensc-tool-name-driver-jpki")


def test_opensc_tool_sends_raw_commands(desk: Desk, check_golden: CheckGolden) -> None:
    said = desk(
        *("opensc-tool", "--card-driver", "default"),
        *("--send-apdu", "00:A4:04:0C:0A:D3:92:F0:00:26:01:00:00:00:01"),
        *("--send-apdu", "00:A4:02:0C:02:00:06"),
        *("--send-apdu", "00:B0:00:00:20"),
    )

    assert re.findall(r"SW1=0x(\w\w), SW2=0x(\w\w)", said) == [("90", "00")] * 3
    assert "JPKIAPICCTOKEN2" in said
    check_golden(desk, "opensc-tool-send-apdu")


def test_opensc_explorer_finds_a_card_that_it_cannot_browse(
    desk: Desk, check_golden: CheckGolden
) -> None:
    said = desk("opensc-explorer", said="info\nquit\n")

    assert "Dedicated File  ID 3F00" in said
    check_golden(desk, "opensc-explorer-info")


def test_pkcs15_tool_shows_every_object(desk: Desk, check_golden: CheckGolden) -> None:
    said = desk("pkcs15-tool", "--dump")

    assert re.findall(r"^(\w.*) \[(\w.*)\]", said, re.MULTILINE) == [
        ("PKCS#15 Card", "JPKI"),
        ("PIN", "User Authentication PIN"),
        ("PIN", "Digital Signature PIN"),
        ("Private RSA Key", "User Authentication Key"),
        ("Private RSA Key", "Digital Signature Key"),
        ("Public RSA Key", "User Authentication Public Key"),
        ("Public RSA Key", "Digital Signature Public Key"),
        ("X.509 Certificate", "User Authentication Certificate"),
        ("X.509 Certificate", "Digital Signature Certificate"),
        ("X.509 Certificate", "User Authentication Certificate CA"),
        ("X.509 Certificate", "Digital Signature Certificate CA"),
    ]
    check_golden(desk, "pkcs15-tool-dump")


def test_pkcs15_tool_lists_both_pins_with_all_their_tries(
    desk: Desk, check_golden: CheckGolden
) -> None:
    said = desk("pkcs15-tool", "--list-pins")

    assert re.findall(r"Tries left\s*: (\d+)", said) == ["3", "5"]
    assert re.findall(r"min_len:(\d+), max_len:(\d+)", said) == [
        ("4", "4"),
        ("6", "16"),
    ]
    check_golden(desk, "pkcs15-tool-list-pins")


def test_pkcs15_tool_lists_both_private_keys(desk: Desk) -> None:
    said = desk("pkcs15-tool", "--list-keys")

    assert re.findall(r"ModLength\s*: (\d+)", said) == ["2048", "2048"]
    assert re.findall(r"Usage\s*: \[\w+\], (.*)", said) == [
        "sign",
        "sign, nonRepudiation",
    ]


def _pem(said: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(said[said.index("-----BEGIN") :].encode())


@both_credentials
def test_pkcs15_tool_reads_the_certificate_that_was_personalised(
    desk: Desk, credential: Credential, check_golden: CheckGolden
) -> None:
    login = credential.login if credential is SIGN else ()
    read = desk("pkcs15-tool", *login, "--read-certificate", credential.identifier)

    assert _pem(read) == credential.certificate(desk.stored)
    check_golden(desk, f"pkcs15-tool-read-certificate-{credential.name}")


@pytest.mark.parametrize(
    ("identifier", "authority"), [("03", "auth"), ("04", "sign")], ids=["auth", "sign"]
)
def test_pkcs15_tool_reads_the_certificates_of_the_test_authorities(
    desk: Desk, shelf: Shelf, identifier: str, authority: str, check_golden: CheckGolden
) -> None:
    read = desk("pkcs15-tool", "--read-certificate", identifier)

    expected = {"auth": shelf.pki.auth, "sign": shelf.pki.sign}[authority]
    assert _pem(read) == expected.certificate
    check_golden(desk, f"pkcs15-tool-read-certificate-{authority}-ca")


def test_pkcs15_tool_cannot_read_the_signature_certificate_without_its_password(
    desk: Desk, check_golden: CheckGolden
) -> None:
    said = desk("pkcs15-tool", "--read-certificate", "02", fails=True)

    assert "-----BEGIN" not in said
    check_golden(desk, "pkcs15-tool-read-certificate-sign-refused")


def test_pkcs15_tool_of_this_version_cannot_make_a_public_key_of_a_certificate(
    desk: Desk, check_golden: CheckGolden
) -> None:
    said = desk("pkcs15-tool", "--read-public-key", "01", fails=True)

    assert "Required ASN.1 object not found" in said
    check_golden(desk, "pkcs15-tool-read-public-key")


@both_credentials
def test_pkcs15_crypt_signs_a_hash(
    desk: Desk, credential: Credential, check_golden: CheckGolden
) -> None:
    write_message(desk)
    desk("openssl", "dgst", "-sha256", "-binary", "-out", "hash", "message")

    desk(
        *("pkcs15-crypt", "--sign", "--key", credential.identifier),
        *("--pin", credential.pin, "--pkcs1", "--sha-256"),
        *("--input", "hash", "--output", "signature"),
    )

    assert_signed(desk, credential)
    check_golden(desk, f"pkcs15-crypt-sign-{credential.name}")


def test_pkcs15_crypt_finds_no_key_to_decipher_with(desk: Desk) -> None:
    desk.file("data").write_bytes(bytes(256))

    said = desk(
        *("pkcs15-crypt", "--decipher", "--pkcs1", "--key", "01", "--pin", AUTH.pin),
        *("--input", "data", "--output", "plain"),
        fails=True,
    )

    assert "Requested object not found" in said
