"""A PostgreSQL server of our own: in a temporary directory, on a Unix socket."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

PACKAGE = "postgresql"
"""The Debian package that has the programs."""

USER = "mynabench"
START_SECONDS = 120.0
STOP_SECONDS = 120.0

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "lc_messages": "C",
    "recovery_init_sync_method": "syncfs",  # File by file takes half a minute.
}


class PostgreSQLMissingError(Exception):
    """There is no PostgreSQL server on this machine; the message names the package."""


class PostgreSQLServer:
    """A server that is running; `stop` ends it by its id, and takes its data away."""

    def __init__(self) -> None:
        """Make an empty cluster and start it. Raises `PostgreSQLMissingError`."""
        self._programs = _programs()
        self.directory = Path(tempfile.mkdtemp(prefix="mynabench-pg-", dir="/tmp"))
        if os.geteuid() == 0:
            shutil.chown(self.directory, *_unprivileged())
        self._run(
            "initdb",
            f"--pgdata={self._data}",
            f"--username={USER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=icu",  # Its order is not ours: nothing may rest on it.
            "--icu-locale=ja-JP",
            "--locale=C",
            "--no-sync",  # Of the empty cluster; the server does sync.
        )
        self.start()

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def start(self) -> None:
        """Start it, also after `kill`; returns when it answers."""
        settings = {**_SETTINGS, "unix_socket_directories": str(self.directory)}
        self._log = open(self.directory / "log", "ab")  # noqa: SIM115 - closed by `stop`.
        self._server = subprocess.Popen(
            [
                self._programs / "postgres",
                "-D",
                self._data,
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            stdout=self._log,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
            cwd=self.directory,
            **as_server(),
        )
        self._wait()

    def url(self, database: str = "postgres", *, schema: str | None = None) -> str:
        """The URL of one of its databases, with tables in *schema* if that is given."""
        url = f"postgresql+psycopg://{USER}@/{database}?host={self.directory}"
        return url if schema is None else f"{url}&options=-csearch_path%3D{schema}"

    def create_schema(self, name: str) -> str:
        """Create a schema unless it is there; the URL that keeps tables in it."""
        self.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
        return self.url(schema=name)

    def execute(self, statement: str, database: str = "postgres") -> list[Any]:
        """Run one statement outside of a transaction; its rows, if it has any."""
        import psycopg

        with psycopg.connect(
            host=str(self.directory), user=USER, dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description is not None else []

    def kill(self) -> None:
        """End it at once, as a crash would; `start` brings it back."""
        self._server.send_signal(
            signal.SIGQUIT
        )  # Immediate: recovery at the next start.
        self._server.wait(STOP_SECONDS)
        self._log.close()

    def kill_9(self) -> None:
        """kill -9 of the postmaster alone, under whatever load; `start` recovers.

        Its processes notice, and must be gone before another postmaster may begin.
        """
        postmaster = psutil.Process(self._server.pid)
        postmaster.suspend()  # First: it would make new ones.
        others = postmaster.children(recursive=True)
        self._server.kill()
        self._server.wait(STOP_SECONDS)
        _, alive = psutil.wait_procs(others, timeout=STOP_SECONDS)
        assert not alive, alive
        self._log.close()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop it with all its processes (SIGSTOP) for the length of a block.

        Its connections stay open, and nothing comes from it any more.
        """
        postmaster = psutil.Process(self._server.pid)
        postmaster.suspend()  # First: it would make new ones.
        others = postmaster.children(recursive=True)
        for one in others:
            one.suspend()
        try:
            yield
        finally:
            for one in (*others, postmaster):
                one.resume()

    def stop(self) -> None:
        """End it, and take its data away."""
        if self._server.poll() is None:
            try:
                self.kill()  # Nobody wants its data any more.
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait(STOP_SECONDS)
        self._log.close()
        shutil.rmtree(self.directory)

    def _wait(self) -> None:
        import psycopg

        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self.execute("SELECT 1")
                return
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > until:
                    self.stop()
                    raise
            time.sleep(0.02)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.directory,
            timeout=120,
            **as_server(),
        )
        if done.returncode != 0:
            shutil.rmtree(self.directory)
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")


@contextmanager
def postgresql_server() -> Iterator[PostgreSQLServer]:
    """A server for the length of a block. Raises `PostgreSQLMissingError`."""
    server = PostgreSQLServer()
    try:
        yield server
    finally:
        server.stop()


def _programs() -> Path:
    """Where the newest `initdb` and `postgres` lie; Debian keeps them off the PATH."""
    found = sorted(
        glob.glob("/usr/lib/postgresql/*/bin/initdb"),
        key=lambda path: int(Path(path).parts[4]),
    )
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise PostgreSQLMissingError(PACKAGE)
    return Path(found[-1] if found else str(on_path)).resolve().parent


def _unprivileged() -> tuple[str, str]:
    """A user and group for the server, which refuses to run as root."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ("postgres", "postgres") if "postgres" in names else ("nobody", "nogroup")


def as_server() -> Mapping[str, Any]:
    """As whom a server runs that refuses to be root's, for `Popen`."""
    if os.geteuid() != 0:
        return {}
    user, group = _unprivileged()
    return {"user": user, "group": group, "extra_groups": []}
