"""A PgBouncer of our own in front of the PostgreSQL server of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgresql_server import USER, PostgreSQLServer, as_server

PACKAGE = "pgbouncer"
WAIT = 60.0

_SETTINGS = """\
[databases]
* = host={server} user={user}
[pgbouncer]
listen_addr =
unix_socket_dir = {directory}
auth_type = any
pool_mode = {mode}
"""


@contextmanager
def pooling(server: PostgreSQLServer, mode: str) -> Iterator[str]:
    """The URL of the database `postgres` behind a pooler of that *mode*."""
    program = shutil.which(PACKAGE, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if program is None:
        if os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1":
            raise FileNotFoundError(PACKAGE)
        pytest.skip(f"the Debian package {PACKAGE} is missing")
    directory = Path(tempfile.mkdtemp(prefix="mynabench-pool-", dir="/tmp"))
    settings = directory / "pgbouncer.ini"
    settings.write_text(
        _SETTINGS.format(
            server=server.directory,
            user=USER,
            directory=directory,
            mode=mode,
        )
    )
    directory.chmod(0o777)
    process = subprocess.Popen(
        [program, settings],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_server(),
    )
    try:
        _wait(directory / ".s.PGSQL.6432", process)
        yield f"postgresql+psycopg://{USER}@/postgres?host={directory}&port=6432"
    finally:
        process.kill()
        process.wait(WAIT)
        shutil.rmtree(directory)


def _wait(socket: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT
    while not socket.exists():
        assert process.poll() is None, f"{PACKAGE} ended with {process.returncode}"
        assert time.monotonic() < until, f"waited {WAIT} s for {PACKAGE}"
        time.sleep(0.02)
