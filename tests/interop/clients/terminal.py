"""A terminal at which a program asks for a PIN, and the hands that type it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_END_OF_INPUT = "\x04"  # Ctrl-D at the beginning of a line.
_PROMPT = b": "
"""What stands at the end of a question that waits for an answer."""

_LONGEST_READ = 4096
_LOOK_AGAIN = 0.005
_LOCAL_MODES = 3  # In what tcgetattr gives.


@dataclass(frozen=True, slots=True)
class Said:
    """What a program left behind: its status, its output, what the terminal showed."""

    status: int
    output: bytes
    shown: str


def run_at_terminal(
    command: Sequence[str],
    *,
    text: str,
    secret: str | None,
    env: Mapping[str, str],
    directory: Path,
    seconds: float,
) -> Said:
    """Run a program at a terminal; only its standard output goes to a file.

    *text*, of whole lines, is typed at once and ended with Ctrl-D, if there is any;
    *secret* when the program asks and shows no more what is typed. Raises
    `TimeoutError` when it has not ended in time; it is ended then.
    """
    ours, theirs = pty.openpty()

    def take_terminal() -> None:
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    output = directory / "output"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command,
            env=env,
            cwd=directory,
            stdin=theirs,
            stdout=stream,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=take_terminal,
        )
    os.close(theirs)
    try:
        if text:
            os.write(ours, (text + _END_OF_INPUT).encode())
        shown = _watch(ours, secret, deadline=time.monotonic() + seconds)
        status = process.wait(seconds)
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        raise TimeoutError(f"{command[0]} did not end in {seconds:g} s") from error
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return Said(status, output.read_bytes(), shown)


def _watch(terminal: int, secret: str | None, *, deadline: float) -> str:
    """Read what is shown to its end, and answer the question asked there."""
    shown = b""
    while more := _read(terminal, shown, deadline=deadline):
        shown += more
        if secret is not None and shown.endswith(_PROMPT):
            _wait_until_hidden(terminal, deadline=deadline)
            os.write(terminal, secret.encode() + b"\n")
            secret = None
    return shown.decode(errors="replace")


def _read(terminal: int, shown: bytes, *, deadline: float) -> bytes:
    ready, _, _ = select.select(
        [terminal], [], [], max(0.0, deadline - time.monotonic())
    )
    if not ready:
        raise TimeoutError(f"the terminal shows {shown.decode(errors='replace')!r}")
    try:
        return os.read(terminal, _LONGEST_READ)
    except OSError:  # Linux says so when nobody has the other end open.
        return b""


def _wait_until_hidden(terminal: int, *, deadline: float) -> None:
    """Wait until typing is no longer shown: what was typed before is thrown away."""
    while termios.tcgetattr(terminal)[_LOCAL_MODES] & termios.ECHO:
        if time.monotonic() > deadline:
            raise TimeoutError("the question is asked with what is typed in sight")
        time.sleep(_LOOK_AGAIN)
