"""Which Debian package brings which program, what is missing, and which version ran.

A missing package skips a test with its name; with MYNABENCH_REQUIRE_SYSTEM=1 in the
environment that is a failure instead.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

PROGRAMS: Mapping[str, str] = {
    "opensc-tool": "opensc",
    "opensc-explorer": "opensc",
    "pkcs15-tool": "opensc",
    "pkcs15-crypt": "opensc",
    "pkcs11-tool": "opensc",
    "pcsc_scan": "pcsc-tools",
    "ATR_analysis": "pcsc-tools",
    "scriptor": "pcsc-tools",
    "openssl": "openssl",
    "curl": "curl",
    "p11tool": "gnutls-bin",
    "gnutls-cli": "gnutls-bin",
    "p11-kit": "p11-kit",
    "ssh-keygen": "openssh-client",
    "ssh-agent": "openssh-client",
    "ssh-add": "openssh-client",
    "modutil": "libnss3-tools",
    "certutil": "libnss3-tools",
    "tstclnt": "libnss3-tools",
    "keytool": "openjdk-17-jre-headless",
    "chromium": "chromium",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "vicc": "vsmartcard-vpicc",
    "gcc": "gcc",
    "pkg-config": "pkg-config",
}

_FILES: Mapping[str, tuple[str, str]] = {
    "pcscd": ("/", "usr/sbin/pcscd"),
    "vsmartcard-vpcd": ("/usr/lib", "pcsc/drivers/serial/libifdvpcd.so"),
    "opensc-pkcs11": ("/usr/lib", "*/opensc-pkcs11.so"),
    "libengine-pkcs11-openssl": ("/usr/lib", "*/engines-3/pkcs11.so"),
    "libpcsclite-dev": ("/usr/include", "PCSC/winscard.h"),
}
"""Packages that are told by a file, not by a program on the PATH."""

ALWAYS = ("pcscd", "vsmartcard-vpcd", "opensc-pkcs11")
"""What every program here needs to reach the card."""


def file_of(package: str) -> Path | None:
    """Where a package of `_FILES` has put its file on this architecture."""
    directory, pattern = _FILES[package]
    return next(iter(sorted(Path(directory).glob(pattern))), None)


def pkcs11_module() -> str:
    """The PKCS#11 module of OpenSC; call `require` first."""
    return str(file_of("opensc-pkcs11"))


def _is_there(package: str) -> bool:
    if package in _FILES:
        return file_of(package) is not None
    return all(
        shutil.which(name) for name, owner in PROGRAMS.items() if owner == package
    )


def missing(*packages: str) -> list[str]:
    """Name those of *packages*, and of what all need, that are not installed."""
    return [p for p in dict.fromkeys((*ALWAYS, *packages)) if not _is_there(p)]


def require(*packages: str) -> None:
    """Skip the test, or fail it where nothing may be skipped, for want of a package."""
    wanted = missing(*packages)
    if not wanted:
        return
    reason = f"missing: Debian package {', '.join(wanted)}; see scripts/system-packages"
    if os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@functools.cache
def version(package: str) -> str:
    """The installed version of a package, as dpkg tells it; "?" where there is none."""
    if shutil.which("dpkg-query") is None:
        return "?"
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Version}", package],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        timeout=10,
    )
    return asked.stdout or "?"
