"""What one home visit came to: the value from which every piece of evidence is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..journal import Journal
from ..ports import Lost
from ..results import Eligibility, Medication

REGISTERED, REFUSED = "registered", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmedFault:
    """A fault that card or server was given, and how often it has happened."""

    fault: str  # As it was written, with its English name.
    kind: str
    happened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFault:
    """A fault of the national side that happened because it was asked for."""

    kind: str
    institution: str
    person: str
    text: str  # Japanese, as the ledger has it.


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitResult:
    """One visit, ended. Validated at construction.

    `outcome` is "registered" only if 登録完了 was reached; then `reason` is None. A
    refused visit carries a code of `harness.results.Reason`. `layers` names the
    driver of each layer (card, reader, phone, app, server, clinic). `eligibility`,
    `reinquiry` and `medication` are what the receipt computer read from `res`.
    """

    outcome: str
    reason: str | None
    persona: str
    story: str
    bench_name: str
    layers: Mapping[str, str]
    seed: int
    now: datetime
    journal: Journal
    eligibility: tuple[Eligibility, ...] = ()
    reinquiry: Eligibility | None = None
    medication: Medication | None = None
    prescription: str | None = None  # OQSCD017; None or "" where it was not asked.
    signature_verified: bool | None = None  # None: no signature was made.
    notes: tuple[str, ...] = ()
    armed_faults: tuple[ArmedFault, ...] = ()
    server_faults: tuple[ServerFault, ...] = ()
    armed_server_faults: tuple[ArmedFault, ...] = ()
    lost: Lost = Lost.UNKNOWN
    """How the card was lost, of a visit whose reason is `card_lost`."""

    def __post_init__(self) -> None:
        """Refuse a result that contradicts itself."""
        if self.outcome not in (REGISTERED, REFUSED):
            raise ValueError(
                f"outcome must be {REGISTERED!r} or {REFUSED!r}, not {self.outcome!r}"
            )
        if (self.reason is None) != (self.outcome == REGISTERED):
            raise ValueError(
                f"a {self.outcome} visit cannot have the reason {self.reason!r}"
            )
        if self.now.tzinfo is None:
            raise ValueError(f"now must be an aware datetime, not {self.now!r}")

    @property
    def registered(self) -> bool:
        """Tell whether 登録完了 was reached."""
        return self.outcome == REGISTERED
