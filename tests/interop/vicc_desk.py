"""A private reader in which `vicc` carries one of our cards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from emulator.drawer.store import CARD
from emulator.memory.image import CardImage
from harness.drivers.closing import ClosedAtEnd
from harness.drivers.pcscd import PrivatePCSCD

from .background import Background
from .packages import PROGRAMS, version

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path("/usr/lib/python3/site-packages/virtualsmartcard")
"""Where Debian puts the modules, which no Python looks into by itself."""

SECONDS = 60.0
# vicc leaves each of vpcd's messages waiting for 40 ms: without the 29 probes of
# other cards' drivers a program is done in a third of the time.
OPENSC_CONF = "app default { enable_pinpad = false; card_drivers = jpki; }\n"


class ViccDesk(ClosedAtEnd):
    """A private reader, `vicc` in it with one of our cards, and programs there."""

    def __init__(self, home: Path, directory: Path, versions: dict[str, str]) -> None:
        self.image = CardImage.from_json((home / CARD).read_bytes())
        self._home = home
        self._directory = directory
        self._versions = versions
        (directory / "opensc.conf").write_text(OPENSC_CONF, encoding="ascii")
        self.pcscd = PrivatePCSCD()
        self.vicc: Background | None = None
        try:
            self.carry()
        except BaseException:
            self.pcscd.close()
            raise

    def carry(self) -> None:
        """Start `vicc`, and wait until the reader has a card."""
        address = ("--hostname", "127.0.0.1", "--port", str(self.pcscd.port))
        command = (
            sys.executable,
            "-m",
            "emulator.reader.vicc",
            str(self._home),
            *address,
        )
        path = [str(ROOT), str(PACKAGE), os.environ.get("PYTHONPATH", "")]
        self.vicc = Background(
            command,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            directory=self._directory,
        )
        self._versions["vsmartcard-vpicc"] = version("vsmartcard-vpicc")
        self("opensc-tool", "--wait", "--reader", self.pcscd.reader, "--atr")

    def stop(self) -> None:
        """End `vicc`, by which the card is free again."""
        if self.vicc is not None:
            self.vicc.close()
            self.vicc = None

    def close(self) -> None:
        self.stop()
        self.pcscd.close()

    def __call__(self, program: str, *arguments: str, fails: bool = False) -> str:
        """Run a program to its end; return what it wrote, after checking its status."""
        package = PROGRAMS[program]
        self._versions[package] = version(package)
        try:
            done = subprocess.run(
                [str(shutil.which(program)), *arguments],
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(self._directory),
                    "OPENSC_CONF": str(self._directory / "opensc.conf"),
                    **self.pcscd.environment,
                },
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"{program} waits; vicc: {self._told()}") from error
        assert (done.returncode != 0) == fails, (
            f"{program}: {done.stdout}\nvicc: {self._told()}"
        )
        return done.stdout

    def _told(self) -> str:
        return self.vicc.wrote if self.vicc is not None else "not there"
