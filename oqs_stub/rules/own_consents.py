"""What a patient may see and change at 同意照会・更新: consents that still stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..records import Consent, ConsentForm, ConsentKind
from .consent_view import ConsentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One consent that stands, and what the patient agrees to by it now."""

    consent: Consent
    form: ConsentForm


def standing(
    consents: Sequence[tuple[Consent, ConsentState]],
) -> tuple[Standing, ...]:
    """Those of one patient's consents that stand, the nearest 受診予定日 first."""
    found = [
        Standing(consent=consent, form=_agreed(consent, state))
        for consent, state in consents
        if state.lapse_reason is None
    ]
    return tuple(sorted(found, key=_by_date))


def updated(
    one: Standing,
    form: ConsentForm,
    *,
    asked: Collection[ConsentKind],
    channel: str,
    now: datetime,
) -> Consent:
    """The consent once the patient has chosen anew, with the card, at the time *now*.

    受診予定日 stays as it is, and so does what the page did not ask. A kind set to
    「同意しない」 counts as never agreed to (flag 0, no reason).
    """
    kept = one.form.kinds - frozenset(asked)
    return replace(
        one.consent,
        kinds=kept | (form.kinds & frozenset(asked)),
        prescription=form.prescription or one.consent.prescription,
        gives_limit=bool(form.gives_limit),
        clinical=form.clinical,
        given_at=now,
        channel=channel,
        withdrawn=(),
    )


def _agreed(consent: Consent, state: ConsentState) -> ConsentForm:
    return ConsentForm(
        kinds=frozenset(kind for kind in consent.kinds if state.gives(kind)),
        prescription=consent.prescription,
        examination_date=consent.examination_date,
        visit=consent.visit,
        gives_limit=consent.gives_limit,
        clinical=consent.clinical,
    )


def _by_date(one: Standing) -> tuple[bool, str, datetime]:
    day = one.consent.examination_date
    return (day is None, day.isoformat() if day else "", one.consent.given_at)
