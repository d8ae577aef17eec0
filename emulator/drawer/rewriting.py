"""Changing a whole stored card: all of it or nothing, whenever the process dies.

A card is several files and, when its certificates are renewed, entries at the CAs.
So a change is written down first, as one file; from then on it will happen, if need
be by whoever takes the card out next.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..memory.counters import make_directory_durably, sync_directory, write_durably

if TYPE_CHECKING:
    from ..issuing.authorities import Authorities

PENDING = "pending.json"
SCHEMA = "mynabench.pending/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A certificate that its CA must take back."""

    kind: Literal["auth", "sign"]
    serial_number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """New contents of a card's files (None: no such file), and what follows."""

    files: Mapping[str, bytes | None] = field(repr=False)
    revocations: tuple[Revocation, ...] = ()


def rewrite(home: Path, change: Rewriting, pki: Authorities) -> None:
    """Make *change* to the card in *home*; durable and complete when this returns.

    A process killed before `PENDING` is in place leaves the old card, after that
    the new one. The caller holds the card.
    """
    make_directory_durably(home)
    write_durably(home / PENDING, _written(change))
    finish_files(home)
    finish_revocations(home, pki)


def finish_files(home: Path) -> None:
    """Write the files of a change that was interrupted; without one do nothing."""
    pending = home / PENDING
    if not pending.exists():
        return
    for name, content in _read(pending).files.items():
        if content is not None:
            write_durably(home / name, content)
        elif (home / name).exists():
            (home / name).unlink()
            sync_directory(home)


def finish_revocations(home: Path, pki: Authorities) -> None:
    """Do what else an interrupted change asks for, and forget it."""
    pending = home / PENDING
    if not pending.exists():
        return
    for revocation in _read(pending).revocations:
        authority = pki.auth if revocation.kind == "auth" else pki.sign
        authority.revoke(revocation.serial_number, at=revocation.at)
    pending.unlink()
    sync_directory(home)


def _written(change: Rewriting) -> bytes:
    document = {
        "schema": SCHEMA,
        "files": {
            name: None if content is None else content.decode("utf-8")
            for name, content in change.files.items()
        },
        "revocations": [
            {
                "kind": revocation.kind,
                "serial_number": f"{revocation.serial_number:x}",
                "at": revocation.at.isoformat(),
            }
            for revocation in change.revocations
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _read(pending: Path) -> Rewriting:
    document = json.loads(pending.read_bytes())
    if document["schema"] != SCHEMA:
        raise ValueError(f"{pending}: expected {SCHEMA}, got {document['schema']}")
    return Rewriting(
        files={
            name: None if content is None else content.encode()
            for name, content in document["files"].items()
        },
        revocations=tuple(
            Revocation(
                kind=entry["kind"],
                serial_number=int(entry["serial_number"], 16),
                at=datetime.fromisoformat(entry["at"]),
            )
            for entry in document["revocations"]
        ),
    )
