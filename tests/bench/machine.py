"""On what the figures were reached: the machine, and the version of everything."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.backends.openssl import backend

from emulator.issuing.key_generation import cores

_PACKAGES = ("cryptography", "pillow", "pyscard", "pycryptodome")
_DEBIAN = (
    "pcscd",
    "vsmartcard-vpcd",
    "vsmartcard-vpicc",
    "python3-virtualsmartcard",
    "openssl",
)


def machine() -> Mapping[str, str]:
    """Return names and texts, in the order to show them in."""
    return {
        "system": _system(),
        "cpu": f"{_cpu()}, {cores()} of {os.cpu_count()} cores",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "OpenSSL of cryptography": backend.openssl_version_text(),
        **{name: _version(name) for name in ("mynabench", *_PACKAGES)},
        **{f"{name} (Debian)": _debian_version(name) for name in _DEBIAN},
    }


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform()


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "-"


def _debian_version(package: str) -> str:
    if shutil.which("dpkg-query") is None:
        return "-"
    done = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Version}", package],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return done.stdout or "-"
