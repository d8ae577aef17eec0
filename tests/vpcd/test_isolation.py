"""Readers of our own: side by side, restarted, and away from everybody else's."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from emulator.reader.plugged import PluggedCard
from harness.card.jpki import JPKIClient
from harness.drivers.adopted_pcscd import AdoptedPCSCD
from harness.drivers.pcsc_card import (
    PCSCCardConnection,
    list_readers,
    wait_for_card,
)
from harness.drivers.pcscd import FRIENDLY_NAME, PrivatePCSCD
from harness.ports import BenchUnavailable, TransportError

if TYPE_CHECKING:
    from emulator.drawer.store import StoredCard

    from .conftest import CardShelf, Tools

pytestmark = pytest.mark.system

SECONDS = 60.0


@pytest.mark.usefixtures("system_packages")
def test_two_instances_serve_two_cards_at_the_same_time(
    shelf: CardShelf, tmp_path: Path, make_tools: type[Tools]
) -> None:
    people = ("taro", "ume")

    def read(name: str) -> int:
        directory = tmp_path / name
        directory.mkdir()
        with (
            PrivatePCSCD() as pcscd,
            shelf.take(name) as stored,
            PluggedCard(stored.card, "127.0.0.1", pcscd.port),
        ):
            tools = make_tools(pcscd, directory)
            wait = f"wait_for_card({pcscd.reader!r}, seconds={SECONDS})"
            tools(
                *(sys.executable, "-c"),
                f"from harness.drivers.pcsc_card import wait_for_card; {wait}",
            )
            said = tools("pkcs15-tool", "--read-certificate", "01")
        pem = said[said.index("-----BEGIN") :]
        return x509.load_pem_x509_certificate(pem.encode()).serial_number

    with ThreadPoolExecutor(2) as both:
        serials = list(both.map(read, people))

    assert serials == [
        shelf.persona(name).card.auth_certificate.serial_number for name in people
    ]


def test_clients_survive_a_restart_of_pcscd(
    pcscd: PrivatePCSCD, hanako: StoredCard
) -> None:
    before = PCSCCardConnection(pcscd.reader)
    client = JPKIClient(before)
    client.select()
    client.verify_auth("1234")

    pcscd.restart()

    with pytest.raises(TransportError):
        client.sign_auth(bytes(32))
    before.close()
    wait_for_card(pcscd.reader, seconds=SECONDS)
    after = PCSCCardConnection(pcscd.reader)
    client = JPKIClient(after)
    client.select()
    assert after.transmit(bytes.fromhex("00A4020C020017")) == b"\x90\x00"
    assert after.transmit(bytes.fromhex("802A0080010100")) == b"\x69\x82"
    after.close()


def test_only_our_own_readers_are_seen(pcscd: PrivatePCSCD) -> None:
    assert list_readers() == [f"{FRIENDLY_NAME} 00 00", f"{FRIENDLY_NAME} 00 01"]


def test_a_second_one_for_the_same_process_is_refused(pcscd: PrivatePCSCD) -> None:
    with pytest.raises(BenchUnavailable, match="同時に1つしか"):
        AdoptedPCSCD()


def test_nothing_is_left_behind(system_packages: None) -> None:
    with PrivatePCSCD() as pcscd:
        directory, process = pcscd.directory, Path(f"/proc/{pcscd.pid}")
        assert directory.exists()
        assert process.exists()

    assert not directory.exists()
    assert not process.exists()


def test_a_killed_process_leaves_no_pcscd_behind(
    system_packages: None, pytestconfig: pytest.Config
) -> None:
    program = (
        "import sys\n"
        "from harness.drivers.pcscd import PrivatePCSCD\n"
        "with PrivatePCSCD() as pcscd:\n"
        "    print(pcscd.pid, pcscd.directory, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=pytestconfig.rootpath,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        process, directory = owner.stdout.readline().split()
        ended = select.poll()
        ended.register(os.pidfd_open(int(process)), select.POLLIN)

        owner.kill()

        assert ended.poll(SECONDS * 1000), "pcscd is still running"
    assert not (Path(directory) / "comm").is_socket()


def test_a_port_pair_taken_meanwhile_is_given_up_for_another(
    system_packages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PrivatePCSCD() as first:
        pairs = iter([first.port, first.port - 1])
        fresh = PrivatePCSCD.__init__.__globals__["_free_port_pair"]
        usual = PrivatePCSCD._listens.__globals__["_START_SECONDS"]

        def port_pair() -> int:
            taken = next(pairs, None)
            monkeypatch.setattr(
                "harness.drivers.pcscd._START_SECONDS", 0.2 if taken else usual
            )
            return taken or fresh()

        monkeypatch.setattr("harness.drivers.pcscd._free_port_pair", port_pair)
        with PrivatePCSCD() as second:
            assert {second.port, second.port + 1}.isdisjoint(
                {first.port, first.port + 1}
            )


def test_an_endless_temporary_directory_name_is_explained(
    system_packages: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / ("x" * 90)))

    with pytest.raises(BenchUnavailable, match="TMPDIR"):
        PrivatePCSCD()
