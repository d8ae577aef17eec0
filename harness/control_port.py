"""What a scenario may change of a stub server from outside; part of the seam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol


class ControlPort(Protocol):
    """Out-of-band control of a stub server; absent where the server is real."""

    def set_clock(self, now: datetime) -> None: ...
    def register_synthetic(
        self, count: int, *, seed: int, addresses: str = "prefectures"
    ) -> Sequence[str]: ...
    def lose_coverage(self, person: str, *, on: date, reason: str) -> None: ...
    def coverage_moves(self, person: str, *, on: date) -> None:
        """The person leaves today's insurer for another one on that day."""
        ...

    def prove_care(
        self, person: str, institution: str, *, months: Sequence[date]
    ) -> None:
        """Claims say that the person was cared for there in these months only."""
        ...

    def mark_house_call(self, person: str, institution: str, *, on: date) -> None:
        """The home visit of that day was 往診, not 訪問診療."""
        ...

    def register_insurance_use(self, person: str) -> None:
        """The person registers the card as 健康保険証 (マイナポータル)."""
        ...

    def set_reception(self, condition: str) -> None:
        """Let マイナ在宅受付Web be `open`, `maintenance`, `line-blocked` or `busy`."""
        ...

    def arm_fault(self, fault: str) -> None:
        """Give the national side a fault: `NAME[:key=value,…]`.

        Raises `ValueError`, in Japanese, for a fault that does not exist.
        """
        ...

    def clear_faults(self) -> None:
        """Take all faults of the national side away."""
        ...

    def need_reboot(self, institution: str) -> None:
        """Let that institution's terminal apply settings only after a reboot."""
        ...

    def faults(self) -> Sequence[Mapping[str, object]]:
        """What is armed: `fault` as written, `kind`, and how often it `happened`."""
        ...

    def set_drifts(self, names: Sequence[str]) -> None:
        """Let messages drift in these ways and in no other.

        Raises `ValueError`, in Japanese, for a name that does not exist.
        """
        ...

    def revoke_certificate(self, person: str) -> None:
        """The issuer revokes the 利用者証明用電子証明書, from now on."""
        ...

    def reinstate_certificate(self, person: str) -> None:
        """The issuer lifts that: the certificate was only suspended."""
        ...

    def lapse_consent(self, person: str, institution: str, *, reason: str) -> None:
        """The consent to 訪問診療等 ends; *reason* is a code of OQSCD031."""
        ...

    def change_institution(self, code: str, **changes: str | bool) -> None:
        """Another `state` or `region`; or its pages ask more (`asks_visit_form`)."""
        ...

    def change_settings(self, code: str, **settings: bool) -> None:
        """Put 環境設定情報 in force at once, without a login."""
        ...

    def ledger(self) -> Sequence[Mapping[str, object]]: ...
