"""One card is in one reader: who has taken it out, and keeping others off it."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout


class CardInUse(RuntimeError):  # noqa: N818 - a state of the card, as users say it.
    """The card is in another reader already; the message names the process."""


def take(locks: Path, name: str) -> BaseFileLock:
    """Take the card *name*, or raise `CardInUse`; release the lock to give it back.

    The operating system gives it back when the process ends in any way.
    """
    locks.mkdir(parents=True, exist_ok=True)
    lock = FileLock(locks / f"{name}.lock")
    # The holder stands in a file of its own: Windows lets nobody read a locked one.
    holder = locks / f"{name}.holder"
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        pid = holder.read_text("ascii") if holder.exists() else "unknown"
        raise CardInUse(
            f"{name} のカードは別のリーダーで使用中です(プロセス {pid})。"
            "そのプロセスを終了してからやり直してください。"
        ) from error
    holder.write_text(str(os.getpid()), "ascii")
    return lock
