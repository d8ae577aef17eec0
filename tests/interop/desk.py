"""A reader of its own with one card in it, and the programs that use them."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from emulator.drawer.store import StoredCard
from emulator.reader.events import Event, EventKind
from emulator.reader.plugged import PluggedCard
from harness.drivers.closing import ClosedAtEnd
from harness.drivers.pcscd import PrivatePCSCD

from .background import Background
from .packages import PROGRAMS, pkcs11_module, require, version
from .tapped_card import TappedCard

SECONDS = 60.0

NOTHING_MORE: Mapping[str, str] = MappingProxyType({})

OPENSC_CONF = "app default { enable_pinpad = false; }\n"


class Desk(ClosedAtEnd):
    """One private pcscd, one card in its reader, and programs in a bare environment."""

    def __init__(self, stored: StoredCard) -> None:
        self.stored = stored
        self.card = TappedCard(stored.card)
        self.versions: dict[str, str] = {}
        """The packages that the test at hand has used, with their versions."""
        self.directory = Path()
        self._background: list[Background] = []
        self.pcscd = PrivatePCSCD()
        seen = threading.Event()

        def on_event(event: Event) -> None:
            if event.kind is EventKind.POWER_ON:
                seen.set()

        try:
            self._plugged = PluggedCard(
                self.card, "127.0.0.1", self.pcscd.port, on_event=on_event
            )
            if not seen.wait(SECONDS):
                raise TimeoutError(f"no card in the reader within {SECONDS:g} s")
        except BaseException:
            self.pcscd.close()
            raise

    def close(self) -> None:
        self.close_programs()
        self._plugged.unplug()
        self.pcscd.close()

    def clear(self, directory: Path, versions: dict[str, str]) -> None:
        """Make ready for the next test: full counters, no PIN verified, no files."""
        self.directory = directory
        self.versions = versions
        self.card.answer = lambda command, response: response
        self.stored.reset_tries()
        self.card.start_afresh()
        self.configure_opensc(OPENSC_CONF)

    def configure_opensc(self, text: str) -> None:
        """Write the opensc.conf that every program of this test reads."""
        self.file("opensc.conf").write_text(text, encoding="ascii")

    @property
    def environment(self) -> dict[str, str]:
        """All that a program is told: nothing of this user's own settings."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "OPENSC_CONF": str(self.file("opensc.conf")),
            **self.pcscd.environment,
        }

    def file(self, name: str) -> Path:
        """A file in the directory where this test's programs run."""
        return self.directory / name

    def __call__(
        self,
        program: str,
        *arguments: str,
        fails: bool | None = False,
        said: str = "",
        environment: Mapping[str, str] = NOTHING_MORE,
    ) -> str:
        """Run a program to its end; return all it wrote, after checking its status.

        *fails* is None where any status will do. *said* is its standard input, which
        is closed behind it. *environment* is added to the desk's own.
        """
        self.needs(PROGRAMS[program])
        if program == "pkcs11-tool":
            arguments = ("--module", pkcs11_module(), *arguments)
        done = subprocess.run(
            [str(shutil.which(program)), *arguments],
            env=self.environment | dict(environment),
            cwd=self.directory,
            input=said.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=SECONDS,
            start_new_session=True,  # No terminal to ask a PIN at.
        )
        wrote = done.stdout.decode(errors="replace")
        wanted = "a failure" if fails else "status 0"
        assert fails is None or (done.returncode != 0) == fails, (
            f"{program} {' '.join(arguments)}: expected {wanted}, "
            f"got {done.returncode}:\n{wrote}"
        )
        return wrote

    def needs(self, *packages: str) -> None:
        """Skip the test unless *packages* are there; note that it used them."""
        require(*packages)
        for package in packages:
            self.versions[package] = version(package)

    def start(
        self,
        program: str,
        *arguments: str,
        environment: Mapping[str, str] = NOTHING_MORE,
    ) -> Background:
        """Start a program that runs beside others until the test ends."""
        self.needs(PROGRAMS[program])
        started = Background(
            [str(shutil.which(program)), *arguments],
            env=self.environment | dict(environment),
            directory=self.directory,
        )
        self._background.append(started)
        return started

    def close_programs(self) -> None:
        """End what `start` has started, the last one first."""
        while self._background:
            self._background.pop().close()
