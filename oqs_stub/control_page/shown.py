"""What the 制御ページ shows: everything that its forms can change, as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..faults import CATALOGUE, PROFILES
from ..labels import ELECTRONIC_PRESCRIPTION_LABELS, PRESCRIPTION_TIMING_LABELS
from ..messages.code_tables import table_values
from ..messages.drift import DRIFTS
from ..records import InstitutionState, LapseReason
from ..registry import InsuredPerson
from ..service.fault_targets import named_in_vain
from ..stub import Stub
from .care import VISIT_FORMS, care_of
from .certificates import SELF_PAYS
from .conditions import CONDITIONS
from .consents import CATEGORIES, consents_of
from .disasters import disasters_of
from .institutions import institutions_of
from .people import ADDRESSES
from .whole_covers import as_text
from .window import HELD

_CODE_TABLES = {
    "classification": table_values("OQSCD010"),
    "relation": table_values("OQSCD009"),
    "limit_classification": table_values("OQSCD011"),
    "limit_flag": {
        code: f"{code} {meaning}" for code, meaning in table_values("OQSCD012").items()
    },
    "disease_category": table_values("OQSCD013"),
    "disease_self_pay": SELF_PAYS,
    "ratio": {"010": "1割", "020": "2割", "030": "3割"},
    "ticket_type": table_values("OQSCD018"),
    "treatment_type": table_values("OQSCD019"),
    "single_or_combined": table_values("OQSCD020"),
}
_MOST_PEOPLE = 50
_MOST_ENTRIES = 50

CHOICES: Mapping[str, object] = MappingProxyType(
    {
        "states": list(InstitutionState),
        "code_tables": _CODE_TABLES,
        "categories": CATEGORIES,
        "electronic_prescriptions": ELECTRONIC_PRESCRIPTION_LABELS,
        "prescription_timings": PRESCRIPTION_TIMING_LABELS,
        "losses": table_values("OQSCD008"),
        "lapses": [(one.value, one.name) for one in LapseReason],
        "conditions": CONDITIONS,
        "held": HELD,
        "visit_forms": VISIT_FORMS,
        "addresses": ADDRESSES,
        "catalogue": [*CATALOGUE.values(), *PROFILES.values()],
        "drifts": DRIFTS.values(),
    }
)
"""What can be chosen in the forms; the same for every stub."""


def state_of(stub: Stub) -> dict[str, object]:
    """The stub as it is now."""
    now = stub.clock.now()
    return {
        "now": now,
        "ahead": getattr(stub.clock, "ahead", None),
        "people": stub.registry.first_ids(_MOST_PEOPLE),
        "people_count": stub.registry.count(),
        "institutions": institutions_of(stub),
        "armed": [
            (
                one,
                one.in_force(now),
                named_in_vain(
                    one.fault, registry=stub.registry, institutions=stub.institutions
                ),
            )
            for one in stub.faults.all()
        ],
        "unreadable": stub.faults.unreadable(),
        "condition": stub.web_condition.at(now),
        "disasters": disasters_of(stub),
        "drifting": stub.drifting.names(),
        "ledger": stub.ledger.last(_MOST_ENTRIES),
    }


def person_shown(stub: Stub, person: InsuredPerson | None) -> dict[str, object]:
    """The one person whom the page is about; nothing of anybody where that is none."""
    if person is None:
        return {"person": None}
    return {
        "person": person,
        "certificate": stub.changes.certificate(person.person_id),
        "consents": consents_of(stub, person.person_id),
        "care": care_of(stub, person.person_id),
        "coverages_text": as_text(person.coverages),
    }
