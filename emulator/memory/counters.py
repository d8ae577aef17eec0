"""What survives power loss: retry counters and changed PINs."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

COMPACT_ABOVE = 200  # Records in the journal above which opening it shortens it.


class CounterStore(Protocol):
    """Non-volatile memory of one card, by PIN name ("<AID>/<file id>").

    `None` means: as personalised. A setter returns when the change is stored.
    """

    def tries_left(self, pin: str) -> int | None: ...
    def set_tries_left(self, pin: str, tries: int) -> None: ...
    def value(self, pin: str) -> bytes | None: ...
    def set_value(self, pin: str, value: bytes) -> None: ...


class CountersDamaged(Exception):  # noqa: N818 - says what happened to the file.
    """The counter file is not what was written; no try is guessed back."""


class MemoryCounters:
    """Counters that live as long as the object: for tests and throw-away cards."""

    def __init__(self) -> None:
        self._tries: dict[str, int] = {}
        self._values: dict[str, bytes] = {}

    def tries_left(self, pin: str) -> int | None:
        """Give the tries left, or `None` as personalised."""
        return self._tries.get(pin)

    def set_tries_left(self, pin: str, tries: int) -> None:
        """Set the tries left."""
        self._tries[pin] = tries

    def value(self, pin: str) -> bytes | None:
        """Give the changed value, or `None` as personalised."""
        return self._values.get(pin)

    def set_value(self, pin: str, value: bytes) -> None:
        """Set a changed value."""
        self._values[pin] = value


class FileCounters:
    """Counters in an append-only file: each change is on disk when its call returns.

    One line a change, with a checksum. A line that a crash cut short was never
    acknowledged and is dropped; damage anywhere else is refused, since a guess
    could give a try back. One process at a time may hold the file (see `store`).
    The file appears with the first change.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name_is_stored = False
        raw = path.read_bytes() if path.exists() else b""
        self._memory = parse_counters(raw, where=str(path))
        if raw and (not raw.endswith(b"\n") or raw.count(b"\n") > COMPACT_ABOVE):
            self._rewrite()

    def tries_left(self, pin: str) -> int | None:
        """Give the tries left, or `None` as personalised."""
        return self._memory.tries_left(pin)

    def set_tries_left(self, pin: str, tries: int) -> None:
        """Store the tries left; on disk when this returns."""
        self._append({"pin": pin, "tries": tries})

    def value(self, pin: str) -> bytes | None:
        """Give the changed value, or `None` as personalised."""
        return self._memory.value(pin)

    def set_value(self, pin: str, value: bytes) -> None:
        """Store a changed value; on disk when this returns."""
        self._append({"pin": pin, "value": value.hex()})

    def _append(self, record: dict[str, object]) -> None:
        with open(self._path, "ab", buffering=0, opener=_open_privately) as file:
            file.write(_encode(record))
            os.fsync(file.fileno())
        # Also of a file that is there: whoever made it may have been killed before.
        if not self._name_is_stored:
            sync_directory(self._path.parent)
            self._name_is_stored = True
        _apply(record, self._memory, where=str(self._path))

    def _rewrite(self) -> None:
        write_durably(self._path, b"".join(map(_encode, self._records())))

    def _records(self) -> Iterable[dict[str, object]]:
        for pin, tries in self._memory._tries.items():
            yield {"pin": pin, "tries": tries}
        for pin, value in self._memory._values.items():
            yield {"pin": pin, "value": value.hex()}


def parse_counters(raw: bytes, *, where: str) -> MemoryCounters:
    """Read the content of a counter file; a last line that was cut short is dropped.

    Raises `CountersDamaged` for anything else that was not written there.
    """
    memory = MemoryCounters()
    *lines, _ = raw.split(b"\n")
    for number, line in enumerate(lines, 1):
        place = f"{where}, line {number}"
        _apply(_decode(line, where=place), memory, where=place)
    return memory


def make_directory_durably(directory: Path) -> None:
    """Make *directory*, and what it lies in where missing; on disk when this returns.

    Without that, power loss could take a card away together with its counters, and
    the next one would be a new card.
    """
    if not directory.exists():
        make_directory_durably(directory.parent)
        directory.mkdir(exist_ok=True)
    with suppress(PermissionError):  # Where we may not look, we have made nothing.
        sync_directory(directory.parent)


def write_durably(path: Path, content: bytes) -> None:
    """Put *content* at *path*, whole or not at all, and on disk when this returns.

    Only the owner may read the file: it holds keys or PINs.
    """
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    binary = getattr(os, "O_BINARY", 0)  # Windows would write line ends its own way.
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | binary, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_directory(path.parent)


def _open_privately(path: str, flags: int) -> int:
    """Create a file only its owner may read: a changed PIN stands in it."""
    return os.open(path, flags, 0o600)


def sync_directory(directory: Path) -> None:
    """Bring a directory's entries to disk, where the system lets one ask for it."""
    flag = getattr(os, "O_DIRECTORY", None)
    if flag is None:  # Windows writes the entry with the file.
        return
    descriptor = os.open(directory, os.O_RDONLY | flag)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _apply(record: dict[str, object], memory: MemoryCounters, *, where: str) -> None:
    match record:
        case {"pin": str(pin), "tries": int(tries)}:
            memory.set_tries_left(pin, tries)
        case {"pin": str(pin), "value": str(value)}:
            memory.set_value(pin, bytes.fromhex(value))
        case _:
            raise CountersDamaged(f"{where}: unknown record {record}")


def _encode(record: dict[str, object]) -> bytes:
    body = json.dumps(record, sort_keys=True).encode()
    return f"{zlib.crc32(body):08x} ".encode() + body + b"\n"


def _decode(line: bytes, *, where: str) -> dict[str, object]:
    checksum, _, body = line.partition(b" ")
    if checksum != f"{zlib.crc32(body):08x}".encode():
        raise CountersDamaged(
            f"{where}: the checksum does not match. The card's state is lost; "
            "remove the card's directory to personalise it anew."
        )
    try:
        record: dict[str, object] = json.loads(body)
    except ValueError as error:
        raise CountersDamaged(f"{where}: not a record: {error}") from error
    return record
