"""A command that is told to end, ends as after Ctrl-C: everything is put away."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from ..until_stopped import EndAsked

EXIT_INTERRUPTED = 130

_IMPORTING = "<frozen importlib"  # What Python calls the code that imports.
_AGAIN_SECONDS = 0.01


def say_interrupted() -> None:
    """Say that the command was interrupted: it neither succeeded nor was refused."""
    click.echo("中断しました。開いていたものは片付けてあります。", err=True)


class Terminated(KeyboardInterrupt):
    """SIGTERM came, to this process alone; Ctrl-C reaches the children as well."""


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Raise `Terminated` when SIGTERM comes meanwhile (in the main thread only)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_signal(number: int, frame: FrameType | None) -> None:
        EndAsked.came = True
        if frame is not None and frame.f_code.co_filename.startswith(_IMPORTING):
            # To raise there may leave a lock of imports held, for which others wait.
            threading.Timer(_AGAIN_SECONDS, os.kill, (os.getpid(), number)).start()
            return
        raise Terminated

    earlier = EndAsked.came
    before = signal.signal(signal.SIGTERM, on_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        EndAsked.came = earlier


@contextmanager
def interrupted_is_exit_130() -> Iterator[None]:
    """End with the shell's status for an interruption: it is no refusal (1)."""
    try:
        with ended_by_sigterm():
            yield
    except KeyboardInterrupt:
        say_interrupted()
        raise click.exceptions.Exit(EXIT_INTERRUPTED) from None
