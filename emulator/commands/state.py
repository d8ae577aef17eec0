"""What a powered card remembers between two commands, and loses with its power."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..memory.filesystem import File

if TYPE_CHECKING:
    from .secure_messaging import SecureChannel


@dataclass(slots=True)
class VolatileMemory:
    """What the chip keeps from power-up to power loss, whatever is selected."""

    terminal_body: bytes | None = None
    """A terminal's certificate that still waits for its signature."""
    terminal_key: bytes | None = None
    """The RSA key block of the terminal whose certificate was accepted."""


@dataclass(slots=True)
class SessionState:
    """Security status of the current application.

    Selecting another application begins a new one; selecting the same again keeps
    the PINs and only leaves the current EF (JICSAP 1.1, 5.1.3; [M]).
    """

    current_file: File | None = None
    verified: set[int] = field(default_factory=set)
    """File ids of the PINs verified; each key has a status of its own."""
    secure_channel: SecureChannel | None = None
    """The open secure messaging session, where the application has such."""
    memory: VolatileMemory = field(default_factory=VolatileMemory)
