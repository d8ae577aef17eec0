"""Where the people of a generated population live."""

from __future__ import annotations

from enum import StrEnum


class Addresses(StrEnum):
    """A choice for all of them."""

    PREFECTURES = "prefectures"  # All 47, in towns that exist.
    INVENTED = "invented"  # 架空県 alone.
