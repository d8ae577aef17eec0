"""The one Japanese font that comes along: for sheets, and later the card's face.

VL Gothic (Project Vine, M+ FONTS PROJECT, /efont/, the University of Tokyo); the
licence files lie beside it. It has the characters ordinary fonts lack: 髙 﨑 𠮷.
"""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

FILE_NAME = "VL-Gothic-Regular.ttf"


def regular() -> Traversable:
    """Return the TrueType file; `importlib.resources.as_file` gives it a path."""
    return resources.files(__package__).joinpath(FILE_NAME)
