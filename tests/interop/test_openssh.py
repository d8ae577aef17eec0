"""OpenSSH takes the card's keys for its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .credentials import AUTH
from .packages import pkcs11_module
from .signatures import write_message

if TYPE_CHECKING:
    from .conftest import CheckGolden
    from .desk import Desk

pytestmark = pytest.mark.system

ASKPASS = f"#!/bin/sh\necho {AUTH.pin}\n"


def _public_key(desk: Desk) -> str:
    key = AUTH.certificate(desk.stored).public_key()
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")


def test_ssh_keygen_prints_the_keys(desk: Desk, check_golden: CheckGolden) -> None:
    desk.needs("opensc-pkcs11")

    said = desk("ssh-keygen", "-D", pkcs11_module())

    assert re.findall(r"^ssh-rsa \S+ (.*)$", said, re.MULTILINE) == [
        "User Authentication Public Key",
        "User Authentication Certificate CA",
        "Digital Signature Certificate CA",
    ]
    assert _public_key(desk) in said
    check_golden(desk, "ssh-keygen-download")


def test_ssh_keygen_signs_through_the_agent(
    desk: Desk, check_golden: CheckGolden
) -> None:
    desk.needs("opensc-pkcs11")
    askpass = desk.file("askpass")
    askpass.write_text(ASKPASS)
    askpass.chmod(0o700)
    desk.file("key.pub").write_text(_public_key(desk))
    desk.file("allowed").write_text(f"hanako {_public_key(desk)}\n")
    write_message(desk)
    # A name of its own, short enough for a unix socket.
    socket = str(desk.pcscd.directory / "agent")
    agent = desk.start("ssh-agent", "-D", "-a", socket)
    agent.wait_for(r"SSH_AUTH_SOCK", seconds=60)
    environment = {
        "SSH_AUTH_SOCK": socket,
        "SSH_ASKPASS": str(askpass),
        "SSH_ASKPASS_REQUIRE": "force",
    }

    desk("ssh-add", "-s", pkcs11_module(), environment=environment)
    signing = ("ssh-keygen", "-Y", "sign", "-n", "file", "-f", "key.pub", "message")
    desk(*signing, environment=environment)

    verify = ("-Y", "verify", "-f", "allowed", "-I", "hanako", "-n", "file")
    said = desk(
        *("ssh-keygen", *verify, "-s", "message.sig"),
        said=desk.file("message").read_text(),
    )
    assert 'Good "file" signature for hanako' in said
    desk("ssh-keygen", *verify, "-s", "message.sig", said="another", fails=True)
    check_golden(desk, "ssh-agent-sign")
