"""マイナ在宅受付Web as the emulator mirrors it: pages W1 to W4, without scripts."""

from __future__ import annotations

from .pages import reception_pages

__all__ = ["reception_pages"]
