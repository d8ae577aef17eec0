"""NSS, the library of Firefox and of Chromium's certificates, finds key and holder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from .credentials import AUTH
from .nss import NSSDatabase

if TYPE_CHECKING:
    from .conftest import CheckGolden
    from .desk import Desk

pytestmark = pytest.mark.system


@pytest.fixture
def database(desk: Desk) -> NSSDatabase:
    made = NSSDatabase(desk, "nssdb")
    desk.file("pin").write_text(f"{AUTH.pin}\n")
    desk.card.start_afresh()
    return made


def test_modutil_adds_the_module_and_sees_both_tokens(
    desk: Desk, database: NSSDatabase, check_golden: CheckGolden
) -> None:
    said = desk("modutil", "-force", "-dbdir", database.name, "-list")

    assert 'Module "OpenSC" added to database.' in database.added
    assert re.findall(r"token: (JPKI.*)", said) == [
        "JPKI (User Authentication PIN)",
        "JPKI (Digital Signature PIN)",
    ]
    check_golden(desk, "modutil-list")


def test_certutil_lists_the_key(
    desk: Desk, database: NSSDatabase, check_golden: CheckGolden
) -> None:
    said = desk("certutil", "-K", "-d", database.name, "-h", AUTH.token, "-f", "pin")

    assert re.search(r"< 0> rsa +01 +User Authentication Key", said)
    check_golden(desk, "certutil-list-keys")


def test_certutil_finds_the_key_to_the_certificate(
    desk: Desk, database: NSSDatabase
) -> None:
    said = desk("certutil", "-L", "-d", database.name, "-h", AUTH.token, "-f", "pin")

    assert f"{AUTH.token}:User Authentication Certificate u,u,u" in said
    assert f"{AUTH.token}:User Authentication Certificate CA ,," in said


def test_certutil_exports_the_certificate(desk: Desk, database: NSSDatabase) -> None:
    said = desk(
        *("certutil", "-L", "-a", "-d", database.name, "-f", "pin"),
        *("-h", AUTH.token, "-n", f"{AUTH.token}:{AUTH.label} Certificate"),
    )

    read = x509.load_pem_x509_certificate(said[said.index("-----BEGIN") :].encode())
    assert read == AUTH.certificate(desk.stored)
