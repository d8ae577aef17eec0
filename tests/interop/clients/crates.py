"""Clients from crates.io: built once, of pinned versions, into a directory of ours.

`python -m tests.interop.clients.crates` builds them all and says how long it took; the
tests build what they miss. Their code stays in that directory and in cargo's cache.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from filelock import FileLock

from .. import packages

LEAST_CARGO: Final = (1, 85)  # The first with edition 2024.

DEBIAN: Final = ("gcc", "libpcsclite-dev", "pkg-config")
"""Packages that the crates are built with."""

LIBRARIES: Final = Path(__file__).parent / "libraries"
"""Our own few lines that call what is a library; see its Cargo.toml."""

_ROOT = Path(__file__).resolve().parents[3]
_BUILD_SECONDS = 1200
_UNREACHABLE = "unreachable"
"""A file that says why the registry need not be asked again in this run."""

_SETTINGS = {
    # Built once and not debugged: what only that would need is not made.
    "CARGO_INCREMENTAL": "0",
    "CARGO_PROFILE_DEV_DEBUG": "0",
    # So that a registry that cannot be reached is known after a minute.
    "CARGO_HTTP_TIMEOUT": "20",
    "CARGO_NET_RETRY": "2",
}
_NETWORK = re.compile(
    r"spurious network error|failed to download|download of \S+ failed"
    r"|failed to query replaced source|Could(?: not|n't) resolve"
)
"""What cargo says when it does not reach crates.io."""


class RegistryUnreachable(Exception):  # noqa: N818 - says what happened, and is no fault.
    """crates.io could not be reached; the message is cargo's."""


@dataclass(frozen=True, slots=True)
class Crate:
    """A package of crates.io with programs in it, or one that programs of ours use."""

    name: str
    version: str
    programs: tuple[str, ...]
    options: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """How the report and the goldens call it."""
        return f"crates.io/{self.name}"


JPKI_CLI = Crate("jpki-cli", "0.4.3", ("jpki-cli",))
MYNA_CARD = Crate(
    "myna-card",
    "3.3.4",
    ("list_readers", "dump_certificates", "read_card", "secure_messaging"),
    ("--features", "sm", "--examples"),
)
MYNA_CARD_LIBRARY = Crate("myna-card", "3.3.4", ("use-myna-card",))
MYNA_LIBRARY = Crate("myna", "0.3.0", ("use-myna",))

CRATES = (JPKI_CLI, MYNA_CARD, MYNA_CARD_LIBRARY, MYNA_LIBRARY)


def directory() -> Path:
    """Where the programs are kept: MYNABENCH_CLIENTS, or a directory of pytest's."""
    told = os.environ.get("MYNABENCH_CLIENTS")
    return Path(told) if told else _ROOT / ".pytest_cache" / "interop-clients"


def missing_toolchain() -> str | None:
    """Name the toolchain that is not there to build with."""
    found = _cargo_version()
    if found is not None and found >= LEAST_CARGO:
        return None
    least = f"cargo {'.'.join(map(str, LEAST_CARGO))} or newer"
    if found is None:
        return least
    return f"{least} (this one is {'.'.join(map(str, found))})"


def require(crate: Crate) -> Path:
    """Give the directory of the programs; skip the test where they cannot be built.

    A toolchain and the way to its registry are nobody's duty to have, so lacking them
    is never a failure.
    """
    packages.require(*DEBIAN)
    lacking = missing_toolchain()
    if lacking is not None:
        pytest.skip(f"missing: {lacking}")
    try:
        return build(crate)
    except RegistryUnreachable as error:
        pytest.skip(f"not built: {error}")


def build(crate: Crate) -> Path:
    """Build what is not built yet; give the directory of the programs.

    Raises `RegistryUnreachable`, and from then on without asking the registry again.
    """
    home = directory()
    home.mkdir(parents=True, exist_ok=True)
    programs = home / "bin" / f"{crate.name}-{crate.version}"
    with FileLock(home / f"{crate.name}.lock"):
        if not all((programs / name).exists() for name in crate.programs):
            ours = crate in (MYNA_CARD_LIBRARY, MYNA_LIBRARY)
            unreachable = home / _UNREACHABLE
            if unreachable.exists():
                raise RegistryUnreachable(unreachable.read_text(encoding="utf-8"))
            try:
                (_build_ours if ours else _install)(crate, home, programs)
            except RegistryUnreachable as error:
                unreachable.write_text(str(error), encoding="utf-8")
                raise
    return programs


def source(crate: Crate) -> Path:
    """Where cargo keeps the source of a crate that our programs use."""
    told = _cargo("metadata", "--locked", "--format-version", "1", cwd=LIBRARIES)
    for package in json.loads(told)["packages"]:
        if (package["name"], package["version"]) == (crate.name, crate.version):
            return Path(package["manifest_path"]).parent
    raise AssertionError(f"our programs do not use {crate.name} {crate.version}")


def _install(crate: Crate, home: Path, programs: Path) -> None:
    root = home / "installed"
    _cargo(
        *("install", "--locked", "--debug", "--force", "--no-track"),
        *("--root", str(root), "--target-dir", str(home / "target")),
        *(*crate.options, f"{crate.name}@={crate.version}"),
        cwd=home,  # Away from any setting of the project's.
    )
    _keep(crate, root / "bin", programs)


def _build_ours(crate: Crate, home: Path, programs: Path) -> None:
    target = home / "target"
    _cargo("build", "--locked", "--bins", "--target-dir", str(target), cwd=LIBRARIES)
    _keep(crate, target / "debug", programs)


def _keep(crate: Crate, built: Path, programs: Path) -> None:
    programs.mkdir(parents=True, exist_ok=True)
    for name in crate.programs:
        shutil.copy2(built / name, programs / name)


def _cargo(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        ["cargo", *arguments],
        cwd=cwd,
        env={**os.environ, **_SETTINGS},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=_BUILD_SECONDS,
    )
    error = done.stderr[max(0, done.stderr.rfind("error")) :]  # Not the warnings.
    if done.returncode != 0 and (found := _NETWORK.search(error)):
        line = error[found.start() :].partition("\n")[0]
        raise RegistryUnreachable(f"crates.io cannot be reached ({line})")
    if done.returncode != 0:
        raise RuntimeError(f"cargo {' '.join(arguments)}:\n{done.stderr[-4000:]}")
    return done.stdout


def _cargo_version() -> tuple[int, int] | None:
    if shutil.which("cargo") is None:
        return None
    found = re.match(r"cargo (\d+)\.(\d+)", _cargo("--version", cwd=LIBRARIES))
    return None if found is None else (int(found[1]), int(found[2]))


def main(say: Callable[[str], object]) -> int:
    """Build all; the exit status is 0 also where there is nothing to build with."""
    toolchain = missing_toolchain()
    lacking = [f"Debian package {name}" for name in packages.missing(*DEBIAN)]
    lacking += [toolchain] if toolchain else []
    if lacking:
        say(f"Nothing is built; missing: {', '.join(lacking)}\n")
        return 0
    (directory() / _UNREACHABLE).unlink(missing_ok=True)
    for crate in CRATES:
        started = time.monotonic()
        try:
            build(crate)
        except RegistryUnreachable as error:
            say(f"{crate.package} and what follows is not tested: {error}\n")
            return 0
        seconds = time.monotonic() - started
        names = ", ".join(crate.programs)
        say(f"{crate.package} {crate.version}: {names} ({seconds:.0f} s)\n")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(_say))
