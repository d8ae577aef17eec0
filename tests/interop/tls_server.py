"""A web server that lets in only whom the test authority has certified."""

from __future__ import annotations

import ipaddress
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from card_profiles.pki import PKI

    from .desk import Desk

PKCS1_ONLY = ("-tls1_2", "-client_sigalgs", "RSA+SHA256:RSA+SHA384")
"""What the card and OpenSC can do together; TLS 1.3 wants PSS signatures."""

PAGE = "<title>card seen</title>the card was seen"

_SECONDS = 60.0
_SERVER_YEARS = timedelta(days=365 * 50)


class TLSServer:
    """OpenSSL's own s_server, which serves `page.html` over mutual TLS."""

    def __init__(
        self,
        desk: Desk,
        pki: PKI,
        *options: str,
        now: datetime,
        crl: bytes | None = None,
    ) -> None:
        """Start it; it takes every clock to stand at *now*, and asks *crl* if given."""
        desk.file("server.pem").write_bytes(_server_pem(now))
        ca = pki.auth.certificate.public_bytes(Encoding.PEM)
        desk.file("auth-ca.pem").write_bytes(ca)
        desk.file("page.html").write_text(PAGE, encoding="ascii")
        if crl is not None:
            pem = x509.load_der_x509_crl(crl).public_bytes(Encoding.PEM)
            desk.file("auth-ca.crl").write_bytes(pem)
            options = (*options, "-crl_check", "-CRL", "auth-ca.crl")
        self._server = desk.start(
            *("openssl", "s_server", "-accept", "127.0.0.1:0", "-WWW"),
            *("-cert", "server.pem", "-CAfile", "auth-ca.pem"),
            *("-Verify", "2", "-verify_return_error"),
            *("-attime", str(int(now.timestamp())), *options),
        )
        accept = self._server.wait_for(r"ACCEPT \S+:(\d+)\n", seconds=_SECONDS)
        self.port = accept[1]

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/page.html"

    @property
    def request(self) -> str:
        """What a client without HTTP of its own has to say."""
        return "GET /page.html HTTP/1.0\r\n\r\n"

    def served(self) -> int:
        """Wait until the page is served; tell how often it was."""
        self._server.wait_for(r"FILE:page\.html", seconds=_SECONDS)
        return self._server.wrote.count("FILE:page.html")

    def let_in(self) -> list[str]:
        """Name those whose certificates were found good, by the CN."""
        wrote = self._server.wrote
        return re.findall(r"depth=0 .*CN = (\S+)\nverify return:1\n", wrote)

    @staticmethod
    def name_of(certificate: x509.Certificate) -> str:
        """Give the CN by which `let_in` names a holder."""
        (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(name.value)

    def refusal(self) -> str:
        """Wait until somebody is refused; tell why."""
        return self._server.wait_for(
            r"verify error:num=\d+:.*|did not return a certificate",
            seconds=_SECONDS,
        )[0]


def _server_pem(now: datetime) -> bytes:
    """Make the server a certificate that it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI-TEST"),
            x509.NameAttribute(NameOID.COMMON_NAME, "localhost"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=365))
        .not_valid_after(now + _SERVER_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName(
                [
                    x509.DNSName("localhost"),
                    x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
                ]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
