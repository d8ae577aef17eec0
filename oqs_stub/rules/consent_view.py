"""How a stored consent looks to the institution: flag, time and 閲覧有効期限."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from card_profiles.dates import end_of

from ..records import (
    Consent,
    ConsentFlag,
    ConsentKind,
    LapseReason,
    TreatmentCategory,
)
from .reinquiry import Continuity

_OUTPATIENT_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTriple:
    """…ConsFlg, …ConsTime and …AvailableTime of one kind of information."""

    flag: ConsentFlag
    consented_at: datetime | None = None
    available_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentState:
    """Every kind's triple, and why the consent has lapsed if it has."""

    triples: Mapping[ConsentKind, ConsentTriple]
    lapse_reason: LapseReason | None
    until: datetime  # When it ends, or ended.
    kind_lapse_reason: LapseReason | None = None  # Of a kind that alone was cancelled.

    def gives(self, kind: ConsentKind) -> bool:
        """Whether that kind may be viewed at the time the state was taken."""
        return self.triples[kind].flag is ConsentFlag.GIVEN


def consent_state(
    consent: Consent, *, now: datetime, care: Continuity | None
) -> ConsentState:
    """What the institution is told of *consent* at the time *now*.

    Kinds that were not agreed to are 0. The others are 1 while the consent stands
    and 2 once it, or that kind alone, was cancelled or its time is over; their
    閲覧有効期限 then says when it ended. Consent for home visits stands as long as the
    care continues (*care*), for online care to the end of the 受診予定日, elsewhere for
    24 hours.
    """
    end = _ends_at(consent, care)
    reason = consent.lapse_reason
    kind_reason: LapseReason | None = None
    if consent.lapsed_at is not None and consent.lapsed_at <= now:
        end = min(end, consent.lapsed_at)
    else:
        reason = LapseReason.EXPIRED if now > end else None
    flag = ConsentFlag.GIVEN if reason is None else ConsentFlag.LAPSED
    given = ConsentTriple(flag=flag, consented_at=consent.given_at, available_until=end)
    refused = ConsentTriple(flag=ConsentFlag.NOT_GIVEN)
    triples = {
        kind: given if kind in consent.kinds else refused for kind in ConsentKind
    }
    for one in consent.withdrawn:
        if one.kind in consent.kinds and one.at <= min(now, end):
            triples[one.kind] = ConsentTriple(
                flag=ConsentFlag.LAPSED,
                consented_at=consent.given_at,
                available_until=one.at,
            )
            kind_reason = kind_reason or one.reason
    return ConsentState(
        triples=triples,
        lapse_reason=reason,
        until=end,
        kind_lapse_reason=kind_reason,
    )


def _ends_at(consent: Consent, care: Continuity | None) -> datetime:
    match consent.category:
        case TreatmentCategory.HOME_VISIT:
            return consent.given_at if care is None else end_of(care.until)
        case TreatmentCategory.ONLINE if consent.examination_date is not None:
            return end_of(consent.examination_date)
        case _:
            return consent.given_at + timedelta(hours=_OUTPATIENT_HOURS)
