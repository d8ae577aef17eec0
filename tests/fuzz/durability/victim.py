"""A process that does jobs in children of its own and lets them be killed.

It is asked by lines of JSON and answers so. A child dies by SIGKILL, sent by itself,
as it reaches the line of our code that it was told.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import struct
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from card_profiles.pki import register
from emulator.commands import pin
from emulator.drawer import in_reader, origin, renewal, rewriting, snapshot, store
from emulator.memory import counters

from .disk import StableStorage
from .jobs import JOBS, Job, Workshop

_WHERE_DISKS_CHANGE = {
    str(module.__file__)
    for module in (
        counters,
        in_reader,
        origin,
        pin,
        register,
        renewal,
        rewriting,
        snapshot,
        store,
    )
}
_WHERE_THEY_DO_NOT = {"parse_counters", "_apply", "_decode", "_encode", "_records"}
"""Functions in which nothing but the number of lines read matters."""
_ANSWER, _TROUBLE, _STEPS = b"A", b"T", b"S"


class Steps:
    """Counts the lines of our code that are reached, and dies at the one it must."""

    def __init__(self, last: int | None) -> None:
        self._last = last
        self.count = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count within."""
        sys.settrace(self._called)
        try:
            yield
        finally:
            sys.settrace(None)

    def step(self) -> None:
        """Take one step; it may be the last."""
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _called(self, frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401 - a trace function.
        code = frame.f_code
        ours = code.co_filename in _WHERE_DISKS_CHANGE
        aside = code.co_name in _WHERE_THEY_DO_NOT or "Memory" in code.co_qualname
        return self._in_line if ours and not aside else None

    def _in_line(self, frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401 - a trace function.
        self.step()
        return self._in_line


def main() -> None:
    """Do what each line asks, until there are no more."""
    workshop = Workshop()
    workshop.key_source()
    gc.freeze()  # Children are made faster so.
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        if "image" in order["options"]:
            workshop.image(Path(order["options"]["image"]))
        sys.stdout.write(json.dumps(_in_a_child(order, workshop)) + "\n")
        sys.stdout.flush()


def _in_a_child(order: dict[str, Any], workshop: Workshop) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os._exit(_work(order, workshop, writing))
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = list(_messages(pipe.read()))
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {
        "killed": killed,
        "answers": [body.hex() for kind, body in said if kind == _ANSWER],
        "trouble": [body.decode() for kind, body in said if kind == _TROUBLE],
        "steps": [int(body) for kind, body in said if kind == _STEPS],
        "status": status,
    }


def _work(order: dict[str, Any], workshop: Workshop, writing: int) -> int:
    def say(kind: bytes, body: bytes) -> None:
        os.write(writing, kind + struct.pack(">I", len(body)) + body)

    try:
        steps = Steps(order["kill_at"])
        directory = Path(order["directory"])
        StableStorage(directory, Path(order["notes"])).watch()

        def answer(body: bytes) -> None:
            steps.step()  # The last moment before an answer leaves,
            say(_ANSWER, body)
            steps.step()  # and the first one after.

        JOBS[order["job"]](
            Job(
                directory=directory,
                options=order["options"],
                workshop=workshop,
                answer=answer,
                dangerous=steps.counted(),
            )
        )
        say(_STEPS, b"%d" % steps.count)
    except BaseException:
        say(_TROUBLE, traceback.format_exc().encode())
        return 1
    return 0


def _messages(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 5 <= len(raw):
        (size,) = struct.unpack(">I", raw[at + 1 : at + 5])
        yield raw[at : at + 1], raw[at + 5 : at + 5 + size]
        at += 5 + size


if __name__ == "__main__":
    main()
