"""What lies where messages are kept."""

from __future__ import annotations

from pathlib import Path


def files_in(kept: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(kept)): path.read_bytes()
        for path in sorted(kept.rglob("*"))
        if path.is_file()
    }
