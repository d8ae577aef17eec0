"""How a stored consent looks to the institution: flag, time and 閲覧有効期限."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from annotated_types import Interval

from card_profiles.dates import end_of, today

from ..records import (
    ClinicalKind,
    Consent,
    ConsentFlag,
    ConsentKind,
    LapseReason,
    TreatmentCategory,
    VisitForm,
)
from .reinquiry import Continuity


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTerms:
    """How long a consent holds where no care continues, and what passes it on."""

    window_hours: Annotated[int, Interval(ge=1, le=24 * 31)] = 24  # Face reader.
    oral_covers_diseases: bool = False  # At the window 限度額 brings 特定疾病 with it.
    take_over: bool = False  # 同意引き継ぎ: an unanswered kind stays as it was.
    new_use_ends_old: bool = False
    """用途変更: a consent for one 診療区分 ends those for others there (reason 3)."""


USUAL_TERMS = ConsentTerms()


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
    consent: Consent,
    *,
    now: datetime,
    care: Continuity | None,
    terms: ConsentTerms = USUAL_TERMS,
) -> ConsentState:
    """What the institution is told of *consent* at the time *now*.

    Kinds that were not agreed to are 0. The others are 1 while the consent stands
    and 2 once it, or that kind alone, was cancelled or its time is over; their
    閲覧有効期限 then says when it ended. Consent for home visits stands as long as the
    care continues (*care*), for 往診 to the end of its day, for online care to the end
    of the 受診予定日, elsewhere for 24 hours.
    """
    end = _ends_at(consent, care, terms)
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


def oral_consent_covers(
    kind: ConsentKind,
    *,
    kinds_in_use: Collection[ConsentKind],
    terms: ConsentTerms = USUAL_TERMS,
) -> bool:
    """Whether word of mouth at the window (照会区分 2) is enough for *kind* there.

    Of all kinds at most for 特定疾病療養受療証 (事務連絡 of R3), where the rule says
    that 限度額 brings it. Medical data are never given without the card.
    """
    return (
        kind is ConsentKind.SPECIFIC_DISEASES
        and terms.oral_covers_diseases
        and kind in kinds_in_use
    )


def clinical_triples(
    consent: Consent, state: ConsentState
) -> Mapping[ClinicalKind, ConsentTriple]:
    """The triples of the 6情報 as *consent* stands; none where they were not asked.

    They stand and end with the consent as a whole.
    """
    if consent.clinical is None:
        return {}
    flag = ConsentFlag.GIVEN if state.lapse_reason is None else ConsentFlag.LAPSED
    given = ConsentTriple(
        flag=flag, consented_at=consent.given_at, available_until=state.until
    )
    refused = ConsentTriple(flag=ConsentFlag.NOT_GIVEN)
    return {
        kind: given if kind in consent.clinical else refused for kind in ClinicalKind
    }


def limit_consented_at(
    consent: Consent | None, *, now: datetime, asked_for: bool = True
) -> datetime | None:
    """Since when 限度額 may be told; None where the patient, or the asker, will not.

    Where no consent is known the asker answers for it, *now*.
    """
    if not asked_for:
        return None
    if consent is None:
        return now
    return consent.given_at if consent.gives_limit else None


def meant(consents: Sequence[Consent], *, on: date) -> Consent | None:
    """Which of one patient's consents (oldest first) for home visits counts *on* a day.

    The latest; but one given for 往診 counts on its day alone, and what was agreed to
    for 訪問診療 before it counts again from the next.
    """
    lasting = [
        consent
        for consent in consents
        if consent.visit is VisitForm.REGULAR or today(consent.given_at) == on
    ]
    counting = lasting or consents
    return counting[-1] if counting else None


def latest_of_each(consents: Iterable[Consent]) -> list[Consent]:
    """Which of patients' consents (oldest first) may stand: what was given last.

    Of each patient the latest for 訪問診療 and the latest for 往診, which ends with its
    day; `meant` says which of the two counts. Online the latest for each 受診予定日:
    who registers for it once more takes back what was agreed to before.
    """
    latest = {
        (one.person_id, one.category, one.visit, one.examination_date): one
        for one in consents
    }
    return sorted(latest.values(), key=lambda consent: consent.given_at)


def meant_of_each(consents: Iterable[Consent], *, on: date) -> list[Consent]:
    """The one that counts of each patient's consents (oldest first) for home visits."""
    of_patients: dict[str, list[Consent]] = {}
    for consent in consents:
        of_patients.setdefault(consent.person_id, []).append(consent)
    each = (meant(given, on=on) for given in of_patients.values())
    return [consent for consent in each if consent is not None]


def taken_over(
    kinds: frozenset[ConsentKind],
    unanswered: frozenset[ConsentKind],
    earlier: ConsentState | None,
) -> frozenset[ConsentKind]:
    """The kinds agreed to where 同意引き継ぎ is on: what was left open stays as it was.

    *earlier* is how the consent of the registration before stands now, if any.
    """
    if earlier is None:
        return kinds
    return kinds | {kind for kind in unanswered if earlier.gives(kind)}


def limit_taken_over(
    answer: bool | None,  # noqa: FBT001 - what the patient said is what it is about.
    earlier: Consent | None,
    state: ConsentState | None,
) -> bool:
    """Whether 限度額 is given; left open it is as *earlier*, while that stands."""
    if answer is not None:
        return answer
    if earlier is None or state is None or state.lapse_reason is not None:
        return False
    return earlier.gives_limit


def _ends_at(
    consent: Consent, care: Continuity | None, terms: ConsentTerms
) -> datetime:
    match consent.category:
        case TreatmentCategory.HOME_VISIT if consent.visit is VisitForm.HOUSE_CALL:
            return end_of(today(consent.given_at))
        case TreatmentCategory.HOME_VISIT:
            return consent.given_at if care is None else end_of(care.until)
        case TreatmentCategory.ONLINE if consent.examination_date is not None:
            return end_of(consent.examination_date)
        case _:
            return consent.given_at + timedelta(hours=terms.window_hours)
