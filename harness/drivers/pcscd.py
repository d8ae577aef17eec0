"""A PC/SC daemon of our own, with one virtual reader, that nobody else shares.

It listens on a private socket handed over the way systemd does it, so it needs no
root and disturbs neither the system's pcscd nor another one of ours.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ..ports import BenchUnavailable
from .closing import ClosedAtEnd

PCSCD: Final = Path("/usr/sbin/pcscd")
VPCD_DRIVER: Final = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
RUN_DIRECTORY: Final = Path("/run/pcscd")

# No lower-case vowel in it: pcscd is told to ignore every reader with one in its
# name, so a real reader on the machine stays with the system's pcscd.
FRIENDLY_NAME: Final = "MYNABENCH VIRTUAL READER"
_IGNORED_NAMES = "a:e:i:o:u"

_START_SECONDS = 20.0  # On a busy machine, too.
_STOP_SECONDS = 20.0
_ATTEMPTS = 5
_LONGEST_SOCKET_PATH = 107
_LISTEN_STATE = "0A"  # In /proc/net/tcp.

# `exec` keeps the process id, which pcscd compares with LISTEN_PID.
_LAUNCH = 'exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
# Waits for the end of a pipe that only we hold open. pcscd's own --auto-exit is no
# help: it can miss its alarm on a busy machine, and then it stays for ever.
_OUTLIVE_US = 'read -r _; rm -rf "$2"; kill "$1"'


def missing_packages() -> tuple[str, ...]:
    """Return the Debian packages without which no private pcscd can run."""
    return tuple(
        package
        for package, path in (("pcscd", PCSCD), ("vsmartcard-vpcd", VPCD_DRIVER))
        if not path.exists()
    )


class PrivatePCSCD(ClosedAtEnd):
    """One running pcscd with a virtual reader of two slots.

    Programs started with `environment` use it and nothing else; for this process's
    own PC/SC calls see `AdoptedPCSCD`. vpcd listens on every network interface and
    asks no password, which cannot be configured. If this process is killed, pcscd
    ends with it.
    """

    def __init__(self, *, directory: Path | None = None) -> None:
        """Start it, with its files in *directory*, which must not exist yet.

        Raises `BenchUnavailable` naming what is missing.
        """
        _require_programs()
        self.directory = directory or short_directory()
        self.directory.mkdir(mode=0o700)
        self._log = self.directory / "pcscd.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._undertaker: subprocess.Popen[bytes] | None = None
        self.port = 0
        try:
            self._start_somewhere()
        except BaseException:
            self.close()
            raise

    @property
    def socket_path(self) -> Path:
        """The unix socket that clients of this pcscd connect to."""
        return self.socket_in(self.directory)

    @staticmethod
    def socket_in(directory: Path) -> Path:
        """Where the socket of a pcscd with its files in *directory* is."""
        return directory / "comm"

    @property
    def reader(self) -> str:
        """The name of the first slot, where `port` plugs a card in."""
        return f"{FRIENDLY_NAME} 00 00"

    @property
    def environment(self) -> Mapping[str, str]:
        """What a program's environment must contain to use this pcscd."""
        return {"PCSCLITE_CSOCK_NAME": str(self.socket_path)}

    @property
    def pid(self) -> int:
        """The process id of pcscd."""
        if self._process is None:
            raise RuntimeError("this pcscd has been closed")
        return self._process.pid

    def restart(self) -> None:
        """Stop pcscd and start it on the same socket and ports; clients notice."""
        self._stop()
        if not self._start(self.port):
            raise BenchUnavailable(self._failure())

    def close(self) -> None:
        """Stop pcscd and remove its files."""
        self._stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _start_somewhere(self) -> None:
        """Try free port pairs: another program may take one before vpcd does."""
        for _ in range(_ATTEMPTS):
            if self._start(_free_port_pair()):
                return
            self._stop()
        raise BenchUnavailable(self._failure())

    def _start(self, port: int) -> bool:
        self.port = port
        configuration = self.directory / "reader.conf.d"
        configuration.mkdir(exist_ok=True)
        (configuration / "vpcd").write_text(
            f'FRIENDLYNAME "{FRIENDLY_NAME}"\n'
            f"DEVICENAME /dev/null:{port}\n"
            f"LIBPATH {VPCD_DRIVER}\n",
            encoding="ascii",
        )
        command = [str(PCSCD), "--foreground", "--critical"]
        self.socket_path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener, self._log.open("wb") as log:
            listener.bind(str(self.socket_path))
            listener.listen(64)
            self._process = subprocess.Popen(  # noqa: S603 - the system's own pcscd.
                ["/bin/sh", "-c", _LAUNCH, "sh", *command, "-c", str(configuration)],
                stdin=listener.fileno(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us to handle.
                env={
                    **os.environ,
                    "PCSCLITE_FILTER_IGNORE_READER_NAMES": _IGNORED_NAMES,
                },
            )
        self._undertaker = subprocess.Popen(  # noqa: S603 - our own words, our own pid.
            ["/bin/sh", "-c", _OUTLIVE_US, "sh", str(self.pid), str(self.directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self._listens()

    def _listens(self) -> bool:
        """Wait until this very process holds both ports of the reader."""
        deadline = time.monotonic() + _START_SECONDS
        process = self._process
        while process is not None and process.poll() is None:
            if {self.port, self.port + 1} <= _listening_ports(process.pid):
                return True
            if time.monotonic() > deadline:
                return False
            time.sleep(0.001)
        return False

    def _stop(self) -> None:
        undertaker, self._undertaker = self._undertaker, None
        if undertaker is not None:
            undertaker.kill()  # Before its pipe ends: pcscd's id is still pcscd's.
            undertaker.communicate(timeout=_STOP_SECONDS)
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_STOP_SECONDS)

    def _failure(self) -> str:
        said = self._log.read_text(errors="replace").strip()[-400:]
        return (
            "pcscd が仮想リーダーを用意できませんでした（ポート "
            f"{self.port} と {self.port + 1}）。pcscd の出力: {said or 'なし'}"
        )


def short_directory() -> Path:
    """Name a new private directory; unix socket paths must stay under 108 bytes."""
    directory = Path(tempfile.gettempdir()) / f"mb-{secrets.token_hex(6)}"
    if len(os.fsencode(PrivatePCSCD.socket_in(directory))) > _LONGEST_SOCKET_PATH:
        raise BenchUnavailable(
            f"一時ディレクトリー {directory.parent} の名前が長すぎて、pcscd の"
            "ソケットを置けません。TMPDIR を短いパス（/tmp など）にしてください。"
        )
    return directory


def _require_programs() -> None:
    missing = missing_packages()
    if missing:
        raise BenchUnavailable(
            f"Debianパッケージ {' と '.join(missing)} がありません。"
            f"sudo apt-get install --no-install-recommends {' '.join(missing)} "
            "（または scripts/system-packages）で入れてください。"
        )
    if os.geteuid() != 0 and not RUN_DIRECTORY.is_dir():
        raise BenchUnavailable(
            f"{RUN_DIRECTORY} がないため、root以外では pcscd を起動できません。"
            f"一度だけ sudo mkdir -p {RUN_DIRECTORY} を実行してください。"
        )


def _free_port_pair() -> int:
    """Return a port that is free together with the one after it: vpcd's two slots."""
    for _ in range(100):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("", 0))  # Every interface, because vpcd takes every one.
            port = int(first.getsockname()[1])
            try:
                second.bind(("", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise BenchUnavailable("vpcd に使える、2つ続きの空きポートが見つかりません。")


def _listening_ports(pid: int) -> set[int]:
    """Return the TCP ports on which a process of ours listens (Linux only)."""
    own = set()
    process = Path(f"/proc/{pid}")
    try:
        for descriptor in (process / "fd").iterdir():
            target = os.readlink(descriptor)
            if target.startswith("socket:["):
                own.add(target[len("socket:[") : -1])
        lines = (process / "net" / "tcp").read_text(encoding="ascii").splitlines()
    except OSError:  # It has just ended, or is between two programs.
        return set()
    rows = [line.split() for line in lines[1:]]
    return {
        int(row[1].rpartition(":")[2], 16)
        for row in rows
        if row[3] == _LISTEN_STATE and row[9] in own
    }
