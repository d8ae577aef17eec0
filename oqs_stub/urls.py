"""The 医療機関別URL: one for each institution and kind of care."""

from __future__ import annotations

from dataclasses import dataclass

from .records import TreatmentCategory

URL_KINDS: dict[str, TreatmentCategory] = {
    "hv": TreatmentCategory.HOME_VISIT,
    "on": TreatmentCategory.ONLINE,
}
"""The part of the path that tells the kinds apart [G-10, assumed]."""


@dataclass(slots=True)
class OwnAddress:
    """Where phones reach the stub; "" as long as it is not served anywhere."""

    base_url: str = ""


def reception_url(*, base_url: str, category: TreatmentCategory, token: str) -> str:
    """The URL that staff and patients open."""
    kind = next(kind for kind, of in URL_KINDS.items() if of is category)
    return f"{base_url}/zaitaku/{kind}/{token}"
