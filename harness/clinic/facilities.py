"""訪問施設: where the receipt computer's patients live, in a list of its own."""

from __future__ import annotations

from collections.abc import Sequence

from ..results import Eligibility


class FacilityError(ValueError):
    """There is no such 訪問施設, or it is there already."""


class Facilities:
    """Whom the clinic visits where.

    No message carries it: the national side knows patients alone, one by one.
    """

    def __init__(self) -> None:
        self._residents: dict[str, dict[object, Eligibility]] = {}

    def register(self, facility: str) -> None:
        """Add a 訪問施設 nobody lives in yet. Raises `FacilityError`."""
        if facility in self._residents:
            raise FacilityError(f"訪問施設「{facility}」は、登録してあります。")
        self._residents[facility] = {}

    def link(self, facility: str, patient: Eligibility) -> None:
        """Note that *patient* lives there; once more, that the record is newer.

        Namesakes are two. Raises `FacilityError`.
        """
        self._of(facility)[patient.name, patient.birthdate] = patient

    def residents(self, facility: str) -> Sequence[Eligibility]:
        """Who lives there, as last known. Raises `FacilityError`."""
        return tuple(self._of(facility).values())

    def _of(self, facility: str) -> dict[object, Eligibility]:
        if facility not in self._residents:
            known = "、".join(self._residents) or "なし"
            raise FacilityError(
                f"訪問施設「{facility}」は登録されていません（登録済み: {known}）。"
            )
        return self._residents[facility]
