"""Tables that say in a head of comments where they are from."""

from __future__ import annotations

import csv
from importlib.resources.abc import Traversable


def rows_of(source: Traversable) -> list[dict[str, str]]:
    """The rows by the names of their columns; lines that begin with # are left out."""
    lines = source.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))
