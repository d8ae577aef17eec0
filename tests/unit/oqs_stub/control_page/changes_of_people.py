"""What can be changed of one person, their consents and their care, in both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from card_profiles.model import Coverage
from oqs_stub.records import CardCheck, Consent, ConsentKind, TreatmentCategory
from oqs_stub.stub import Stub

from ..conftest import DENTAL
from .change import PLACE, Change

SAKURA = {"person": "sakura"}

_HOME = TreatmentCategory.HOME_VISIT
_PERSON = "/control/people/<person_id>"
_CARE = "/control/care/<code>/<person_id>"
_CONSENT = "/control/consents/<institution>/<person_id>/<category>"
_COVER: dict[str, Any] = {
    "classification": "01",
    "insurer_number": "01990019",
    "insurer_name": "全国健康保険協会架空支部",
    "symbol": "９９",
    "number": "4711",
    "branch": "02",
    "relation": "2",
    "insured_name": "架空　太郎",
    "qualified_on": "2026-04-01",
    "issued_on": "2026-04-01",
    "valid_from": "2026-04-01",
    "valid_until": "2027-03-31",
}
_AID = _COVER | {
    "classification": "A1",
    "insurer_number": "12990016",
    "symbol": None,
    "number": "0021212",
    "branch": None,
    "relation": "1",
}
_TICKET: dict[str, Any] = {
    "ticket_type": "01",
    "valid_from": "2026-04-01",
    "valid_until": "2026-04-30",
    "issue_number": "990000021",
    "treatment_month": "202604",
    "institution_code": DENTAL,
    "institution_name": "マイナベンチ歯科診療所",
    "treatment_type": "03",
    "self_pay": 1500,
    "single_or_combined": "02",
    "injuries": ["う蝕"],
}


def visited(stub: Stub) -> None:
    """Their card was checked at a visit, and they agreed."""
    now = stub.clock.now()
    whose: dict[str, Any] = {
        "person_id": "sakura",
        "institution_code": DENTAL,
        "category": _HOME,
    }
    stub.consents.add_card_check(CardCheck(**whose, at=now))
    stub.consents.record(
        Consent(
            **whose,
            kinds=frozenset({ConsentKind.DRUGS}),
            prescription=None,
            given_at=now,
            channel="zaitaku-web",
        )
    )


def aided(stub: Stub) -> None:
    """They live on 医療扶助, with a ticket."""
    aid = TypeAdapter(Coverage).validate_python(_AID | {"tickets": [_TICKET]})
    stub.changes.replace_coverages("sakura", [aid])


OF_PEOPLE: Mapping[str, Change] = {
    "persona": Change(
        rule="POST /control/people",
        path="people",
        body={"persona": "hanako"},
        act="add-person",
        fields={"persona": "hanako"},
    ),
    "generated": Change(
        rule="POST /control/people",
        path="people",
        body={"synthetic": {"count": 2, "seed": 7, "addresses": "prefectures"}},
        act="add-people",
        fields={"count": "2", "seed": "7", "addresses": "prefectures"},
    ),
    "lose": Change(
        rule=f"POST {_PERSON}/lose-coverage",
        path="people/sakura/lose-coverage",
        body={"on": "2026-04-12", "reason": "01"},
        act="lose-coverage",
        fields=SAKURA | {"on": "2026-04-12", "reason": "01"},
    ),
    "move": Change(
        rule=f"POST {_PERSON}/move-coverage",
        path="people/sakura/move-coverage",
        body={"on": "2026-04-12"},
        act="move-coverage",
        fields=SAKURA | {"on": "2026-04-12"},
    ),
    "cover": Change(
        rule=f"POST {_PERSON}/coverages",
        path="people/sakura/coverages",
        body=_COVER,
        act="add-coverage",
        fields=SAKURA | {n: v for n, v in _COVER.items() if n[-3:] != "_on"},
    ),
    "covers": Change(
        rule=f"PUT {_PERSON}/coverages",
        path="people/sakura/coverages",
        body={"coverages": [_COVER, _AID | {"tickets": [_TICKET]}]},
        act="replace-coverages",
        fields=SAKURA
        | {"coverages": json.dumps([_COVER, _AID | {"tickets": [_TICKET]}])},
    ),
    "ticket": Change(
        rule=f"POST {_PERSON}/tickets",
        path="people/sakura/tickets",
        body=_TICKET | {"issue_number": "990000022"},
        act="add-ticket",
        fields=SAKURA
        | PLACE
        | {
            "ticket_type": "01",
            "month": "202604",
            "issue_number": "990000022",
            "treatment_type": "03",
            "self_pay": "1500",
            "single_or_combined": "02",
            "injuries": "う蝕",
        },
        before=aided,
    ),
    "no-tickets": Change(
        rule=f"DELETE {_PERSON}/tickets/<month>",
        path="people/sakura/tickets/202604",
        act="take-tickets",
        fields=SAKURA | {"month": "202604"},
        before=aided,
    ),
    "insurance-use": Change(
        rule=f"PUT {_PERSON}/insurance-use",
        path="people/sakura/insurance-use",
        body={"registered": False},
        act="insurance-use",
        fields=SAKURA | {"registered": "no"},
    ),
    "revoked": Change(
        rule=f"PUT {_PERSON}/certificate",
        path="people/sakura/certificate",
        body={"state": "revoked", "at": "2026-04-09T12:00:00+09:00"},
        act="revoke",
        fields=SAKURA | {"at": "2026-04-09T12:00"},
    ),
    "in-force": Change(
        rule=f"PUT {_PERSON}/certificate",
        path="people/sakura/certificate",
        body={"state": "in-force"},
        act="reinstate",
        fields=SAKURA,
        before=lambda stub: stub.changes.revoke_certificate("sakura"),
    ),
    "lapse": Change(
        rule=f"POST {_CONSENT}/lapse",
        path=f"consents/{DENTAL}/sakura/2/lapse",
        body={"reason": "1"},
        act="lapse",
        fields=SAKURA | PLACE | {"category": "2", "reason": "1"},
        before=visited,
    ),
    "kinds": Change(
        rule=f"PUT {_CONSENT}/kinds",
        path=f"consents/{DENTAL}/sakura/2/kinds",
        body={"kinds": ["TKK", "SRJ"]},
        act="change-kinds",
        fields=SAKURA | PLACE | {"category": "2", "kind": ["TKK", "SRJ"]},
        before=visited,
    ),
    "face": Change(
        rule=f"POST {_PERSON}/face",
        path="people/sakura/face",
        body={
            "institution": DENTAL,
            "kinds": ["YZK", "TKK"],
            "prescription": "2",
            "held": "phone",
        },
        act="face",
        fields=SAKURA
        | PLACE
        | {"kind": ["YZK", "TKK"], "prescription": "2", "held": "phone"},
    ),
    "months": Change(
        rule=f"PUT {_CARE}/months",
        path=f"care/{DENTAL}/sakura/months",
        body={"months": ["2026-02", "2026-03"]},
        act="prove-months",
        fields=SAKURA | PLACE | {"months": "2026-02\n2026-03"},
    ),
    "visit": Change(
        rule=f"PUT {_CARE}/visits/<on>",
        path=f"care/{DENTAL}/sakura/visits/2026-04-10",
        body={"form": "house-call"},
        act="mark-visit",
        fields=SAKURA | PLACE | {"on": "2026-04-10", "form": "house-call"},
        before=visited,
    ),
    "use": Change(
        rule=f"POST {_CARE}/change-use",
        path=f"care/{DENTAL}/sakura/change-use",
        body={"category": "2"},
        act="change-use",
        fields=SAKURA | PLACE | {"category": "2"},
        before=visited,
    ),
}
