"""What the tests with real programs share: a reader of their own, and cards for it.

Where a program is missing the tests are skipped with the packages to install; with
MYNABENCH_REQUIRE_SYSTEM=1 in the environment that is a failure instead.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from card_profiles.loader import load
from card_profiles.model import Persona
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer, StoredCard
from emulator.reader.plugged import PluggedCard
from harness.drivers.adopted_pcscd import AdoptedPCSCD
from harness.drivers.pcsc_card import (
    PCSCCardConnection,
    wait_for_card,
    wait_until_empty,
)
from harness.drivers.pcscd import PrivatePCSCD, missing_packages

from .served import Serve, Served, readers

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
SECONDS = 60.0

PROGRAMS = {
    "opensc-tool": "opensc",
    "pkcs15-tool": "opensc",
    "pkcs15-crypt": "opensc",
    "pkcs11-tool": "opensc",
    "pcsc_scan": "pcsc-tools",
    "openssl": "openssl",
}


def pkcs11_module() -> str | None:
    """Where Debian puts the PKCS#11 module of OpenSC on this architecture."""
    found = sorted(Path("/usr/lib").glob("*/opensc-pkcs11.so"))
    return str(found[0]) if found else None


def missing() -> list[str]:
    packages = dict.fromkeys(missing_packages())
    packages |= dict.fromkeys(
        package for name, package in PROGRAMS.items() if shutil.which(name) is None
    )
    if pkcs11_module() is None:
        packages["opensc-pkcs11"] = None
    wanted = [f"Debian package {package}" for package in packages]
    if importlib.util.find_spec("smartcard") is None:
        wanted.append(
            "pyscard (pip extra mynabench[pcsc]; on Linux it is built with the Debian "
            "packages gcc, libpcsclite-dev, python3-dev)"
        )
    return wanted


@pytest.fixture(scope="session", autouse=True)
def system_packages() -> None:
    wanted = missing()
    if not wanted:
        return
    reason = f"missing: {', '.join(wanted)}; scripts/system-packages installs them"
    if os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


class Tools:
    """Unmodified programs, on the pcscd of the test and no other."""

    def __init__(self, pcscd: PrivatePCSCD, directory: Path) -> None:
        configuration = directory / "opensc.conf"
        configuration.write_text("app default { enable_pinpad = false; }\n")
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(directory),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "OPENSC_CONF": str(configuration),
            **pcscd.environment,
        }
        self._directory = directory

    def __call__(self, *command: str, fails: bool = False) -> str:
        """Run a program; return what it wrote, after checking how it ended."""
        if command[0] == "pkcs11-tool":
            command = (*command, "--module", str(pkcs11_module()))
        done = subprocess.run(
            command,
            env=self._environment,
            cwd=self._directory,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
        said = (done.stdout + done.stderr).decode(errors="replace")
        assert (done.returncode != 0) == fails, said
        return said

    def file(self, name: str) -> Path:
        return self._directory / name


class CardShelf:
    """Cards of ready personas, made once a run, served in a given pcscd."""

    def __init__(self, directory: Path) -> None:
        self.state = directory
        self.pki = PKI.open(directory / "pki", now=NOW)
        self.drawer = CardDrawer(directory / "cards")

    def persona(self, name: str) -> Persona:
        return load(name, now=NOW)

    def take(self, name: str) -> StoredCard:
        return self.drawer.open(self.persona(name), self.pki)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> CardShelf:
    return CardShelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="module")
def pcscd(system_packages: None) -> Iterator[PrivatePCSCD]:
    """A reader that this process's own PC/SC calls go to, and `Tools` too."""
    with AdoptedPCSCD() as adopted:
        yield adopted.pcscd


@pytest.fixture(scope="module")
def hanako(pcscd: PrivatePCSCD, shelf: CardShelf) -> Iterator[StoredCard]:
    """Hanako's card in the reader, from the first test of a module to the last."""
    with shelf.take("hanako") as stored:
        with PluggedCard(stored.card, "127.0.0.1", pcscd.port):
            wait_for_card(pcscd.reader, seconds=SECONDS)
            yield stored
        stored.reset_tries()


@pytest.fixture
def cold_card(pcscd: PrivatePCSCD, hanako: StoredCard) -> StoredCard:
    """Hanako's card as it comes: the last program may have left a PIN verified."""
    connection = PCSCCardConnection(pcscd.reader)
    connection.unpower()
    connection.close()
    return hanako


@pytest.fixture
def tools(pcscd: PrivatePCSCD, tmp_path: Path) -> Tools:
    return Tools(pcscd, tmp_path)


@pytest.fixture
def make_tools() -> type[Tools]:
    """For tests with more than one pcscd."""
    return Tools


@pytest.fixture
def serve_slots(
    pcscd: PrivatePCSCD, shelf: CardShelf, pytestconfig: pytest.Config
) -> Iterator[Serve]:
    """Start `card serve` on the shared shelf; in the end it is killed by its id."""
    started: list[Served] = []

    def start(*options: str) -> Served:
        command = [sys.executable, "-m", "harness.cli", "card", "serve"]
        process = subprocess.Popen(
            [*command, "--state", str(shelf.state), *options],
            cwd=pytestconfig.rootpath,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        started.append(Served(process))
        return started[-1]

    yield start
    for served in started:
        served.end()
    for reader in readers(pcscd):
        wait_until_empty(reader, seconds=SECONDS)


@pytest.fixture
def card_command(
    pcscd: PrivatePCSCD, pytestconfig: pytest.Config
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `card` with these words; what still runs in the end is killed by its id."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "harness.cli", "card", *words],
            cwd=pytestconfig.rootpath,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=SECONDS)
    wait_until_empty(pcscd.reader, seconds=SECONDS)
