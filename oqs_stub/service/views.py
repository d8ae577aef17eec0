"""What every view of medical data shares: whose they are, and who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..labels import KIND_LABELS
from ..messages.medicines import MedicineRequestHeader
from ..records import Consent, ConsentKind, TreatmentCategory
from ..registry import InsuredPerson
from ..rules.disaster import Disaster
from ..rules.medical_data import ViewRefusal, medical_aid_refusal, view_refusal
from ..rules.online import meant
from .inquiry_context import Asker, RefusedError, Stores

_VIEWED_UNDER = (
    TreatmentCategory.OUTPATIENT,
    TreatmentCategory.HOME_VISIT,
    TreatmentCategory.ONLINE,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The kinds of medical data that may be shown, and what the ledger says of it."""

    kinds: frozenset[ConsentKind]
    detail: str = ""


def viewed_person(
    stores: Stores, asker: Asker, header: MedicineRequestHeader
) -> InsuredPerson:
    """Whose numbers these are; any coverage the person ever had will do.

    Raises `RefusedError` for nobody, and for several people.
    """
    candidates = asker.among(
        stores.registry.find(
            insurer_number=header.InsurerNumber,
            number=header.InsuredPersonIdentificationNumber,
            symbol=header.InsuranceCardSymbol,
            branch=header.BranchNumber,
        )
    )
    people = {person.person_id: person for person, _ in candidates}
    if not people:
        raise RefusedError(stores.codes.refusal("view_person_unknown"))
    if len(people) > 1:
        raise RefusedError(stores.codes.refusal("view_person_ambiguous"))
    return next(iter(people.values()))


def viewed_under(stores: Stores, flag: str, kind: ConsentKind) -> TreatmentCategory:
    """The 診療区分 that *flag* names. Raises `RefusedError` for 救急時."""
    category = TreatmentCategory(flag)
    if category not in _VIEWED_UNDER:
        raise RefusedError(
            stores.codes.refusal(
                "view_category_unsupported",
                category=category.value,
                kind=KIND_LABELS[kind],
            )
        )
    return category


def viewable(
    stores: Stores,
    asker: Asker,
    person: InsuredPerson,
    category: TreatmentCategory,
    kinds: Sequence[ConsentKind],
) -> Seen:
    """Which of *kinds* the institution may see now.

    In 災害時モード without card and consent. Raises `RefusedError` where
    it may see none, with what speaks against the first.
    """
    disaster = stores.disaster_at(asker)
    refusals = {
        kind: _refusal(stores, asker, person, category, kind, disaster)
        for kind in kinds
    }
    seen = frozenset(kind for kind, why in refusals.items() if why is None)
    if seen:
        return Seen(seen, detail=f"災害時モード {disaster.name}" if disaster else "")
    first = refusals[kinds[0]] or ViewRefusal.NO_CONSENT
    raise RefusedError(stores.codes.refusal(first.value, kind=KIND_LABELS[kinds[0]]))


def _consent(
    stores: Stores,
    asker: Asker,
    person: InsuredPerson,
    category: TreatmentCategory,
) -> Consent | None:
    """The consent that counts now; オンライン診療等 may have several ahead."""
    code = asker.institution.code
    if category is TreatmentCategory.ONLINE:
        registrations = stores.consents.of_patient(
            person.person_id, code, category, at=asker.now
        )
        return meant(registrations, on=asker.today)
    return stores.care.current(person.person_id, code, category, at=asker.now)


def _refusal(
    stores: Stores,
    asker: Asker,
    person: InsuredPerson,
    category: TreatmentCategory,
    kind: ConsentKind,
    disaster: Disaster | None,
) -> ViewRefusal | None:
    terms = stores.options.rules.medical_aid
    why = medical_aid_refusal(kind, person.coverages, on=asker.today, terms=terms)
    if why is not None or disaster is not None:
        return why
    code = asker.institution.code
    consent = _consent(stores, asker, person, category)
    checks = stores.consents.card_checks(person.person_id, code, category)
    return view_refusal(
        kind,
        None if consent is None else stores.agreed(consent, now=asker.now).state,
        card_checked=any(check.at <= asker.now for check in checks),
        kinds_in_use=asker.settings.consent_kinds,
    )
