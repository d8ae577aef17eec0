"""How words on the terminal's screens are compared."""

from __future__ import annotations

from .html_text import label_key


def bare(text: str) -> str:
    """Return *text* without any space, for headings that break differently."""
    return label_key(text).replace(" ", "")


def is_of(option: str, name: str, kind: str) -> bool:
    """Tell whether a line of the list is that patient's consent of that kind."""
    shown = label_key(option)
    return shown.startswith(label_key(name) + "(") and label_key(kind) in shown
