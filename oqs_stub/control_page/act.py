"""One thing that a form of the 制御ページ does, and what the page says afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..stub import Stub
from .form import Form


@dataclass(frozen=True, slots=True)
class Act:
    """What is done with a form that was sent, and the sentence when it is done."""

    do: Callable[[Stub, Form], None]
    done: str
