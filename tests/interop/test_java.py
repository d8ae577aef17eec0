"""Java's own PKCS#11 provider, as a Japanese e-filing program would use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from .credentials import AUTH, Credential, both_credentials
from .packages import pkcs11_module

if TYPE_CHECKING:
    from .conftest import CheckGolden
    from .desk import Desk

pytestmark = pytest.mark.system


def _keytool(desk: Desk, credential: Credential, *arguments: str) -> str:
    desk.needs("opensc-pkcs11")
    desk.file("pkcs11.cfg").write_text(
        f"name=OpenSC\nlibrary={pkcs11_module()}\nslotListIndex={credential.slot}\n"
    )
    return desk(
        *("keytool", *arguments, "-keystore", "NONE", "-storetype", "PKCS11"),
        *("-storepass", credential.pin, "-addprovider", "SunPKCS11"),
        *("-providerArg", "pkcs11.cfg"),
    )


@both_credentials
def test_keytool_lists_the_key_with_its_certificate(
    desk: Desk, credential: Credential, check_golden: CheckGolden
) -> None:
    said = _keytool(desk, credential, "-list")

    digest = credential.certificate(desk.stored).fingerprint(hashes.SHA256())
    assert f"{credential.label} Certificate, PrivateKeyEntry" in said
    assert digest.hex(":").upper() in said
    check_golden(desk, f"keytool-list-{credential.name}")


def test_keytool_signs_a_certificate_request(
    desk: Desk, check_golden: CheckGolden
) -> None:
    said = _keytool(desk, AUTH, "-certreq", "-alias", f"{AUTH.label} Certificate")

    pem = said.replace("NEW CERTIFICATE", "CERTIFICATE")
    request = x509.load_pem_x509_csr(pem[pem.index("-----BEGIN") :].encode())
    assert request.is_signature_valid
    assert request.public_key() == AUTH.certificate(desk.stored).public_key()
    check_golden(desk, "keytool-certreq")
