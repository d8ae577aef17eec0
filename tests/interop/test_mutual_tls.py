"""The card proves who its holder is to a web server that trusts the test authority."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from card_profiles.pki import PKI

from .conftest import NOW
from .credentials import AUTH
from .nss import NSSDatabase
from .tls_server import PAGE, PKCS1_ONLY, TLSServer

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import CheckGolden, Shelf
    from .desk import Desk

pytestmark = pytest.mark.system

CURL = (
    *("curl", "--silent", "--show-error", "--cacert", "server.pem"),
    *("--engine", "pkcs11", "--cert-type", "ENG", "--cert", AUTH.certificate_uri),
    *("--key-type", "ENG", "--key"),
)
S_CLIENT = (
    *("openssl", "s_client", "-CAfile", "server.pem", "-ign_eof"),
    *("-engine", "pkcs11", "-keyform", "engine", "-key", AUTH.key_uri),
    *("-cert", "auth.pem", "-connect"),
)

StartServer = Callable[..., TLSServer]


@pytest.fixture
def server(desk: Desk, shelf: Shelf) -> StartServer:
    def start(
        *options: str, pki: PKI = shelf.pki, crl: bytes | None = None
    ) -> TLSServer:
        return TLSServer(desk, pki, *options, now=NOW, crl=crl)

    return start


def _write_certificate(desk: Desk) -> None:
    desk("pkcs15-tool", "--read-certificate", AUTH.identifier, "--output", "auth.pem")
    desk.card.start_afresh()


def test_curl_is_let_in(
    desk: Desk, server: StartServer, check_golden: CheckGolden
) -> None:
    desk.needs("libengine-pkcs11-openssl", "opensc-pkcs11")
    page = server(*PKCS1_ONLY)

    assert PAGE in desk(*CURL, AUTH.key_uri, page.url)

    assert page.served() == 1
    assert page.let_in() == [page.name_of(AUTH.certificate(desk.stored))]
    check_golden(desk, "curl-mutual-tls")


def test_openssl_s_client_is_let_in(
    desk: Desk, server: StartServer, check_golden: CheckGolden
) -> None:
    desk.needs("libengine-pkcs11-openssl", "opensc-pkcs11")
    _write_certificate(desk)
    page = server(*PKCS1_ONLY)

    said = desk(*S_CLIENT, f"localhost:{page.port}", said=page.request)

    assert PAGE in said
    assert page.let_in() == [page.name_of(AUTH.certificate(desk.stored))]
    check_golden(desk, "openssl-s_client-mutual-tls")


def test_gnutls_cli_is_let_in(
    desk: Desk, server: StartServer, check_golden: CheckGolden
) -> None:
    desk.needs("opensc-pkcs11", "p11-kit")
    page = server(*PKCS1_ONLY)

    said = desk(
        *("gnutls-cli", "--x509cafile", "server.pem", "--port", page.port),
        *("--x509certfile", AUTH.certificate_uri, "--x509keyfile", AUTH.key_uri),
        "localhost",
        said=page.request,
    )

    assert PAGE in said
    assert page.let_in() == [page.name_of(AUTH.certificate(desk.stored))]
    check_golden(desk, "gnutls-cli-mutual-tls")


def test_tstclnt_of_nss_is_let_in(
    desk: Desk, server: StartServer, check_golden: CheckGolden
) -> None:
    page = server(*PKCS1_ONLY)
    database = NSSDatabase(desk, "nssdb")
    database.trust("server.pem")
    desk.file("request").write_text(page.request, newline="")
    desk.card.start_afresh()

    said = desk(
        *("tstclnt", "-4", "-h", "localhost", "-p", page.port, "-A", "request"),
        *("-d", database.name, "-V", "tls1.2:tls1.2", "-w", AUTH.pin),
        *("-n", f"{AUTH.token}:{AUTH.label} Certificate"),
    )

    assert PAGE in said
    assert page.let_in() == [page.name_of(AUTH.certificate(desk.stored))]
    check_golden(desk, "tstclnt-mutual-tls")


def test_who_has_no_card_is_not_let_in(desk: Desk, server: StartServer) -> None:
    page = server(*PKCS1_ONLY)

    said = desk("curl", "--silent", "--cacert", "server.pem", page.url, fails=True)

    assert PAGE not in said
    assert "did not return a certificate" in page.refusal()


def test_a_card_of_another_authority_is_not_let_in(
    desk: Desk, server: StartServer, tmp_path: Path
) -> None:
    desk.needs("libengine-pkcs11-openssl", "opensc-pkcs11")
    page = server(*PKCS1_ONLY, pki=PKI.open(tmp_path / "other-pki", now=NOW))

    said = desk(*CURL, AUTH.key_uri, page.url, fails=True)

    assert PAGE not in said
    assert page.let_in() == []
    assert "verify error" in page.refusal()


def test_a_revoked_card_still_signs_and_is_not_let_in(
    throw_away_desk: Desk, shelf: Shelf
) -> None:
    desk, ca = throw_away_desk, shelf.pki.auth
    desk.needs("libengine-pkcs11-openssl", "opensc-pkcs11")
    good = TLSServer(desk, shelf.pki, *PKCS1_ONLY, now=NOW, crl=ca.crl(now=NOW))
    assert PAGE in desk(*CURL, AUTH.key_uri, good.url)

    ca.revoke(AUTH.certificate(desk.stored).serial_number, at=NOW)
    revoking = TLSServer(desk, shelf.pki, *PKCS1_ONLY, now=NOW, crl=ca.crl(now=NOW))
    said = desk(*CURL, AUTH.key_uri, revoking.url, fails=True)

    assert PAGE not in said
    assert "certificate revoked" in revoking.refusal()


def test_a_wrong_pin_ends_in_no_page_and_one_try_less(
    throw_away_desk: Desk, shelf: Shelf, check_golden: CheckGolden
) -> None:
    desk = throw_away_desk
    desk.needs("libengine-pkcs11-openssl", "opensc-pkcs11")
    page = TLSServer(desk, shelf.pki, *PKCS1_ONLY, now=NOW)
    wrong = AUTH.key_uri.replace(f"pin-value={AUTH.pin}", "pin-value=0000")

    said = desk(*CURL, wrong, page.url, fails=True)

    assert PAGE not in said
    assert "Tries left     : 2" in desk("pkcs15-tool", "--list-pins")
    check_golden(desk, "curl-wrong-pin")


def test_tls_1_3_wants_a_signature_that_opensc_cannot_ask_for(
    desk: Desk, server: StartServer
) -> None:
    desk.needs("libengine-pkcs11-openssl", "opensc-pkcs11")
    _write_certificate(desk)
    page = server("-tls1_3")

    said = desk(*S_CLIENT, f"localhost:{page.port}", said=page.request, fails=True)

    assert "Mechanism invalid" in said
    assert not [e for e in desk.card.exchanges if e.command[:2] == b"\x80\x2a"]
