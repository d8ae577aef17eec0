"""What the pages and the app say about each refusal, and who does what next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ..reasons import Reason, RefusedError
from .cards import CARDS
from .notice import Notice
from .pages import PAGES

__all__ = ["NOTICES", "Notice", "notice_of"]

NOTICES: Mapping[Reason, Notice] = MappingProxyType({**CARDS, **PAGES})


def notice_of(refusal: RefusedError) -> Notice:
    """What to show of *refusal*: the ready text, and what it has to tell besides."""
    ready = NOTICES[refusal.reason]
    return replace(ready, message=ready.message + refusal.told)
