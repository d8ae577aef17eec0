"""`mynabench card serve` as a user runs it: a process of its own, ended or killed."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.drivers.pcsc_card import wait_for_card, wait_until_empty

if TYPE_CHECKING:
    from harness.drivers.pcscd import PrivatePCSCD

    from .conftest import Tools

pytestmark = pytest.mark.system

SECONDS = 60.0

Serve = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def serve(pcscd: PrivatePCSCD, state: Path, card_command: Serve) -> Serve:
    """Start `card serve` on the reader of this test, with cards of its own."""

    def start(*options: str, port: int = pcscd.port) -> subprocess.Popen[str]:
        where = ("--state", str(state), "--port", str(port))
        return card_command("serve", *where, *options)

    return start


def tries(tools: Tools) -> list[str]:
    return re.findall(r"Tries left\s*:\s*(\d+)", tools("pkcs15-tool", "--list-pins"))


def test_the_served_card_signs_for_a_program_that_knows_nothing_of_us(
    serve: Serve, tools: Tools, pcscd: PrivatePCSCD
) -> None:
    process = serve("--persona", "taro")
    wait_for_card(pcscd.reader, seconds=SECONDS)
    tools.file("message").write_text("the clinic's challenge")

    said = tools("pkcs15-tool", "--read-certificate", "01")
    tools.file("certificate.pem").write_text(said[said.index("-----BEGIN") :])
    key = tools("openssl", "x509", "-in", "certificate.pem", "-pubkey", "-noout")
    tools.file("key.pem").write_text(key)
    tools(
        *("pkcs11-tool", "--login", "--pin", "1234", "--sign"),
        *("--mechanism", "SHA256-RSA-PKCS"),
        *("--input-file", "message", "--output-file", "signature"),
    )
    verified = tools(
        *("openssl", "dgst", "-sha256", "-verify", "key.pem"),
        *("-signature", "signature", "message"),
    )

    assert "Verified OK" in verified
    process.terminate()
    assert process.wait(SECONDS) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_puts_the_card_away(
    serve: Serve, pcscd: PrivatePCSCD, number: signal.Signals
) -> None:
    process = serve()
    wait_for_card(pcscd.reader, seconds=SECONDS)

    process.send_signal(number)

    said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, said
    assert "カードを挿しました" in said
    assert said.endswith("カードをしまいました。\n")


def test_a_try_spent_before_kill_9_stays_spent(
    serve: Serve, tools: Tools, state: Path, pcscd: PrivatePCSCD
) -> None:
    process = serve()
    wait_for_card(pcscd.reader, seconds=SECONDS)
    login = ("pkcs11-tool", "--login", "--list-objects", "--pin")
    tools(*login, "0000", fails=True)
    files = sorted((state / "cards" / "hanako").iterdir())
    image = (state / "cards" / "hanako" / "card.json").read_bytes()

    process.kill()
    process.communicate(timeout=SECONDS)
    wait_until_empty(pcscd.reader, seconds=SECONDS)
    serve()
    wait_for_card(pcscd.reader, seconds=SECONDS)

    assert tries(tools) == ["2", "5"]
    assert sorted((state / "cards" / "hanako").iterdir()) == files
    assert (state / "cards" / "hanako" / "card.json").read_bytes() == image
    tools(*login, "1234")
    assert tries(tools) == ["3", "5"]


def test_the_card_comes_back_when_pcscd_restarts(
    serve: Serve, tools: Tools, pcscd: PrivatePCSCD
) -> None:
    process = serve()
    wait_for_card(pcscd.reader, seconds=SECONDS)

    pcscd.restart()

    wait_for_card(pcscd.reader, seconds=SECONDS)
    assert tries(tools) == ["3", "5"]
    assert process.poll() is None


def test_without_a_vpcd_it_says_what_to_install(
    serve: Serve, pcscd: PrivatePCSCD
) -> None:
    process = serve(port=1)

    said, _ = process.communicate(timeout=SECONDS)

    assert process.returncode == 3
    assert "pcscd と vsmartcard-vpcd" in said
    assert "Traceback" not in said


def test_a_card_is_in_one_reader_only(serve: Serve, pcscd: PrivatePCSCD) -> None:
    first = serve()
    wait_for_card(pcscd.reader, seconds=SECONDS)

    second = serve(port=pcscd.port + 1)

    said, _ = second.communicate(timeout=SECONDS)
    assert second.returncode == 3
    assert f"プロセス {first.pid}" in said
