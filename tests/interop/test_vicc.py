"""The `vicc` program of the virtualsmartcard project carries our card, for real."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from card_profiles.loader import load
from emulator.drawer.store import CardDrawer, CardInUse

from .card_values import CardValues
from .conftest import Shelf
from .credentials import AUTH, SIGN, Credential, both_credentials
from .packages import pkcs11_module, require
from .report import PROPERTY
from .signatures import MESSAGE
from .vicc_desk import ViccDesk

pytestmark = pytest.mark.system


@pytest.fixture
def vicc_desk(
    shelf: Shelf, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[ViccDesk]:
    require("vsmartcard-vpicc", "opensc")
    if importlib.util.find_spec("Crypto") is None:
        pytest.skip("missing: PyPI package pycryptodome; tox -e interop has it")
    drawer = CardDrawer(tmp_path / "cards")
    drawer.make(load("taro", now=shelf.now), shelf.pki)
    versions: dict[str, str] = {}
    request.node.user_properties.append((PROPERTY, versions))
    with ViccDesk(tmp_path / "cards" / "taro", tmp_path, versions) as desk:
        yield desk


def _certificate(desk: ViccDesk, credential: Credential) -> x509.Certificate:
    content = CardValues(desk.image, {}).file("jpki", credential.certificate_file)
    length = int.from_bytes(content[2:4], "big") + 4
    return x509.load_der_x509_certificate(content[:length])


def _tries(desk: ViccDesk) -> list[str]:
    told = desk("pkcs15-tool", "--list-pins").splitlines()
    return [line.split()[-1] for line in told if "Tries left" in line]


@both_credentials
def test_opensc_reads_a_certificate(
    vicc_desk: ViccDesk, credential: Credential
) -> None:
    login = credential.login if credential is SIGN else ()

    said = vicc_desk("pkcs15-tool", *login, "--read-certificate", credential.identifier)

    pem = _certificate(vicc_desk, credential).public_bytes(Encoding.PEM)
    assert said.endswith(pem.decode())


@both_credentials
def test_the_card_signs(
    vicc_desk: ViccDesk, credential: Credential, tmp_path: Path
) -> None:
    (tmp_path / "message").write_bytes(MESSAGE)

    vicc_desk(
        *("pkcs11-tool", "--module", pkcs11_module()),
        *("--slot-index", credential.slot, "--login", "--pin", credential.pin),
        *("--id", credential.identifier, "--sign", "--mechanism", "SHA256-RSA-PKCS"),
        *("--input-file", "message", "--output-file", "signature"),
    )

    key = _certificate(vicc_desk, credential).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    signature = (tmp_path / "signature").read_bytes()
    key.verify(signature, MESSAGE, padding.PKCS1v15(), hashes.SHA256())


def test_a_wrong_pin_stays_spent_when_vicc_has_ended_and_comes_back(
    vicc_desk: ViccDesk,
) -> None:
    vicc_desk(
        *("pkcs15-tool", "--verify-pin", "--auth-id", AUTH.identifier),
        *("--pin", "0000"),
        fails=True,
    )

    assert _tries(vicc_desk) == ["2", "5"]
    vicc_desk.stop()
    vicc_desk.carry()
    assert _tries(vicc_desk) == ["2", "5"]


def test_nobody_else_takes_the_card_while_vicc_has_it(
    vicc_desk: ViccDesk, tmp_path: Path
) -> None:
    drawer = CardDrawer(tmp_path / "cards")

    with pytest.raises(CardInUse), drawer.held("taro"):
        pass

    vicc_desk.stop()
    with drawer.held("taro"):
        pass
