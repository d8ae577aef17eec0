"""How a consent lies in its table, and how it comes back."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
)

from ..database import Instant, metadata
from ..records import (
    ClinicalKind,
    Consent,
    ConsentKind,
    LapseReason,
    Prescription,
    TreatmentCategory,
    VisitForm,
    Withdrawal,
)

consents_table = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person_id", String(64), nullable=False),
    Column("institution_code", String(10), nullable=False),
    Column("category", String(1), nullable=False),
    Column("kinds", String(40), nullable=False),
    Column("prescription", String(1)),
    Column("given_at", Instant, nullable=False),
    Column("channel", String(40), nullable=False),
    Column("examination_date", Date),
    Column("lapsed_at", Instant),
    Column("lapse_reason", String(1)),
    Column("withdrawn", Text),
    Column("visit", String(11), nullable=False),
    Column("gives_limit", Boolean, nullable=False),
    Column("clinical", Text),
    Index(
        "consents_of_person", "person_id", "institution_code", "category", "given_at"
    ),
    Index("consents_by_time", "institution_code", "category", "given_at"),
    sqlite_autoincrement=True,  # The 受付番号 is made of the id: none comes twice.
)
card_checks_table = Table(
    "card_checks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person_id", String(64), nullable=False),
    Column("institution_code", String(10), nullable=False),
    Column("category", String(1), nullable=False),
    Column("at", Instant, nullable=False),
    Column("visit", String(11), nullable=False),
    Index("card_checks_of_person", "person_id", "institution_code", "category"),
)

_WITHDRAWN = TypeAdapter(tuple[Withdrawal, ...])


def withdrawn_text(withdrawn: Sequence[Withdrawal]) -> str | None:
    """The kinds taken out, as the table keeps them; None where none is."""
    return _WITHDRAWN.dump_json(tuple(withdrawn)).decode() if withdrawn else None


def consent_row(consent: Consent) -> dict[str, object]:
    """The columns of *consent*, all but its id."""
    reason = consent.lapse_reason
    prescription = consent.prescription
    return {
        "person_id": consent.person_id,
        "institution_code": consent.institution_code,
        "category": consent.category.value,
        "kinds": " ".join(sorted(kind.value for kind in consent.kinds)),
        "prescription": None if prescription is None else prescription.value,
        "given_at": consent.given_at,
        "channel": consent.channel,
        "examination_date": consent.examination_date,
        "lapsed_at": consent.lapsed_at,
        "lapse_reason": None if reason is None else reason.value,
        "withdrawn": withdrawn_text(consent.withdrawn),
        "visit": consent.visit.value,
        "gives_limit": consent.gives_limit,
        "clinical": (
            None if consent.clinical is None else " ".join(sorted(consent.clinical))
        ),
    }


def consent_of(row: Row[tuple[object, ...]]) -> Consent:
    """The consent of one row."""
    return Consent(
        id=row.id,
        person_id=row.person_id,
        institution_code=row.institution_code,
        category=TreatmentCategory(row.category),
        kinds=frozenset(ConsentKind(kind) for kind in row.kinds.split()),
        prescription=(
            None if row.prescription is None else Prescription(row.prescription)
        ),
        given_at=row.given_at,
        channel=row.channel,
        examination_date=row.examination_date,
        lapsed_at=row.lapsed_at,
        lapse_reason=(
            None if row.lapse_reason is None else LapseReason(row.lapse_reason)
        ),
        withdrawn=(
            () if row.withdrawn is None else _WITHDRAWN.validate_json(row.withdrawn)
        ),
        visit=VisitForm(row.visit),
        gives_limit=row.gives_limit,
        clinical=(
            None
            if row.clinical is None
            else frozenset(ClinicalKind(kind) for kind in row.clinical.split())
        ),
    )
