"""What a stored card was made from, so that an edited persona is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

FILE_NAME = "origin.json"
SCHEMA = "mynabench.origin/1"


def origin_of(lines: Mapping[str, str]) -> bytes:
    """Write down the *lines* a card is made from: their names, and digests only."""
    digests = {name: _digest(text) for name, text in sorted(lines.items())}
    document = {"schema": SCHEMA, "made_from": digests}
    return (json.dumps(document, indent=1) + "\n").encode()


def changed_lines(path: Path, lines: Mapping[str, str]) -> tuple[str, ...]:
    """Name the lines that differ from those a card was made from, sorted.

    Nothing differs where nothing can be said: a card made before origins were kept
    or by something that is no file, or an origin in another schema.
    """
    if not lines or not path.exists():
        return ()
    made_from = _read(path)
    if not made_from:
        return ()
    now = {name: _digest(text) for name, text in lines.items()}
    return tuple(
        sorted(
            name
            for name in made_from.keys() | now.keys()
            if made_from.get(name) != now.get(name)
        )
    )


def _read(path: Path) -> dict[str, str]:
    try:
        document = json.loads(path.read_bytes())
    except ValueError:
        return {}
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return {}
    return dict(document.get("made_from", {}))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
