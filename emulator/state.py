"""What a powered card remembers between two commands, and loses with its power."""

from __future__ import annotations

from dataclasses import dataclass, field

from .filesystem import File


@dataclass(slots=True)
class SessionState:
    """Security status of the current application.

    Selecting another application begins a new one; selecting the same again keeps
    the PINs and only leaves the current EF (JICSAP 1.1, 5.1.3; [M]).
    """

    current_file: File | None = None
    verified: set[int] = field(default_factory=set)
    """File ids of the PINs verified; each key has a status of its own."""
