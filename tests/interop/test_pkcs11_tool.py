"""OpenSC's PKCS#11 module on the card: both slots, every mechanism, its own test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from .credentials import AUTH, Credential, both_credentials
from .signatures import MESSAGE, assert_signed, write_message, write_public_key

if TYPE_CHECKING:
    from .conftest import CheckGolden
    from .desk import Desk

pytestmark = pytest.mark.system


def test_the_module_reads_all_that_is_free_before_it_is_asked(
    desk: Desk, check_golden: CheckGolden
) -> None:
    said = desk("pkcs11-tool", "--show-info")

    assert "OpenSC smartcard framework" in said
    check_golden(desk, "pkcs11-tool-show-info")


def test_each_pin_has_a_slot(desk: Desk, check_golden: CheckGolden) -> None:
    said = desk("pkcs11-tool", "--list-slots")

    assert re.findall(r"token label\s*: (.*)", said) == [
        "JPKI (User Authentication PIN)",
        "JPKI (Digital Signature PIN)",
    ]
    assert re.findall(r"pin min/max\s*: (.*)", said) == ["4/4", "6/16"]
    check_golden(desk, "pkcs11-tool-list-slots")


def test_only_pkcs1_signatures_are_offered(desk: Desk) -> None:
    said = desk("pkcs11-tool", "--list-mechanisms")

    offered = re.findall(r"^  (\S*RSA\S*), .*\bsign\b", said, re.MULTILINE)
    assert set(offered) == {
        "RSA-PKCS",
        *(f"SHA{n}-RSA-PKCS" for n in (1, 224, 256, 384, 512)),
        "MD5-RSA-PKCS",
        "RIPEMD160-RSA-PKCS",
    }


@both_credentials
def test_the_objects_of_a_slot_are_there_after_login(
    desk: Desk, credential: Credential, check_golden: CheckGolden
) -> None:
    said = desk(
        *("pkcs11-tool", "--slot-index", credential.slot),
        *("--login", "--pin", credential.pin, "--list-objects"),
    )

    assert f"label:      {credential.label} Key" in said
    assert f"label:      {credential.label} Certificate\n" in said
    serial = credential.certificate(desk.stored).serial_number
    assert int(re.findall(r"serial: +(\w+)", said)[0], 16) == serial
    check_golden(desk, f"pkcs11-tool-list-objects-{credential.name}")


@both_credentials
def test_its_own_test_finds_no_fault_in_the_card(
    desk: Desk, credential: Credential, check_golden: CheckGolden
) -> None:
    said = desk(
        *("pkcs11-tool", "--slot-index", credential.slot),
        *("--login", "--pin", credential.pin, "--test"),
    )

    assert said.endswith("No errors\n")
    assert "ERR" not in said
    check_golden(desk, f"pkcs11-tool-test-{credential.name}")


@pytest.mark.parametrize("digest", ["sha1", "sha224", "sha256", "sha384", "sha512"])
@both_credentials
def test_openssl_verifies_each_digest_that_was_signed(
    desk: Desk, credential: Credential, digest: str, check_golden: CheckGolden
) -> None:
    write_message(desk)

    desk(
        *("pkcs11-tool", "--slot-index", credential.slot),
        *("--login", "--pin", credential.pin, "--id", credential.identifier),
        *("--sign", "--mechanism", f"{digest.upper()}-RSA-PKCS"),
        *("--input-file", "message", "--output-file", "signature"),
    )

    assert_signed(desk, credential, digest=digest)
    if digest == "sha256":
        check_golden(desk, f"pkcs11-tool-sign-{credential.name}")


def test_raw_data_is_signed_as_it_comes(desk: Desk) -> None:
    write_message(desk)

    desk(
        *("pkcs11-tool", "--login", "--pin", AUTH.pin, "--id", AUTH.identifier),
        *("--sign", "--mechanism", "RSA-PKCS"),
        *("--input-file", "message", "--output-file", "signature"),
    )

    write_public_key(desk, AUTH)
    desk(
        *("openssl", "pkeyutl", "-verifyrecover", "-pubin", "-inkey", "key.pem"),
        *("-in", "signature", "-out", "recovered"),
    )
    assert desk.file("recovered").read_bytes() == MESSAGE


@pytest.mark.parametrize("mechanism", ["SHA256-RSA-PKCS-PSS", "RSA-X-509"])
def test_what_the_module_does_not_offer_never_reaches_the_card(
    desk: Desk, mechanism: str
) -> None:
    write_message(desk)

    said = desk(
        *("pkcs11-tool", "--login", "--pin", AUTH.pin, "--id", AUTH.identifier),
        *("--sign", "--mechanism", mechanism),
        *("--input-file", "message", "--output-file", "signature"),
        fails=True,
    )

    assert "CKR_MECHANISM_INVALID" in said
    assert not [e for e in desk.card.exchanges if e.command[:2] == b"\x80\x2a"]


def test_random_numbers_come_from_the_card(
    desk: Desk, check_golden: CheckGolden
) -> None:
    desk("pkcs11-tool", "--generate-random", "16", "--output-file", "random")

    drawn = [e.response[:-2] for e in desk.card.exchanges if e.command[1] == 0x84]
    assert desk.file("random").read_bytes() == b"".join(drawn)[:16]
    check_golden(desk, "pkcs11-tool-generate-random")


def test_one_slot_is_enough_for_who_wants_only_one(
    desk: Desk, check_golden: CheckGolden
) -> None:
    desk.configure_opensc(
        "app default { enable_pinpad = false; card_drivers = jpki; }\n"
        'app opensc-pkcs11 { pkcs11 { create_slots_for_pins = "user"; } }\n'
    )

    said = desk("pkcs11-tool", "--list-token-slots")

    assert re.findall(r"token label\s*: (.*)", said) == [
        "JPKI (User Authentication PIN)"
    ]
    check_golden(desk, "pkcs11-tool-one-slot")
