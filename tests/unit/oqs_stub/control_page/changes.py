"""Every change of the control API, and the same change by a form of the 制御ページ."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from card_profiles.model import Coverage
from oqs_stub.records import CardCheck, Consent, ConsentKind, TreatmentCategory
from oqs_stub.rules.disaster import Disaster
from oqs_stub.stub import Stub

from ..conftest import DENTAL

HOME = TreatmentCategory.HOME_VISIT
PLACE = {"institution": DENTAL}
SAKURA = {"person": "sakura"}

Fields = Mapping[str, str | list[str]]


def nothing(_stub: Stub) -> None:
    """The stub as it is."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change, asked for in both ways; `rule` is how the API knows the address.

    The bodies of a rule have together everything that the API reads of them.
    """

    rule: str
    path: str
    body: object = None
    act: str
    fields: Fields = field(default_factory=dict)
    before: Callable[[Stub], object] = nothing

    @property
    def method(self) -> str:
        return self.rule.partition(" ")[0]


def visited(stub: Stub) -> None:
    """Their card was checked at a visit, and they agreed."""
    now = stub.clock.now()
    whose: dict[str, Any] = {
        "person_id": "sakura",
        "institution_code": DENTAL,
        "category": HOME,
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


def declared(stub: Stub) -> None:
    now = stub.clock.now()
    until = now + timedelta(days=1)
    stub.disasters.declare(Disaster(name="大雨", since=now, until=until))


def traveled(stub: Stub) -> None:
    """Something has happened after the time to go back to."""
    stub.ledger.record(face="test", action="look", result="ok")


def aided(stub: Stub) -> None:
    """They live on 医療扶助, with a ticket."""
    aid = TypeAdapter(Coverage).validate_python(_AID | {"tickets": [_TICKET]})
    stub.changes.replace_coverages("sakura", [aid])


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

_MOMENT, _NEXT = "2026-04-10T12:00", "2026-04-11T12:00"
_ZONE = ":00+09:00"
_PERSON = "/control/people/<person_id>"
_CARE = "/control/care/<code>/<person_id>"
_CONSENT = "/control/consents/<institution>/<person_id>/<category>"
_PLACE = "/control/institutions/<code>"

CHANGES: Mapping[str, Change] = {
    "clock": Change(
        rule="PUT /control/clock",
        path="clock",
        body={"now": _NEXT + _ZONE, "back": False},
        act="set-clock",
        fields={"now": _NEXT},
    ),
    "clock-back": Change(
        rule="PUT /control/clock",
        path="clock",
        body={"now": "2026-04-09T12:00:00+09:00", "back": True},
        act="set-clock",
        fields={"now": "2026-04-09T12:00", "back": "yes"},
        before=traveled,
    ),
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
    "institution": Change(
        rule=f"PUT {_PLACE}",
        path=f"institutions/{DENTAL}",
        body={"state": "exempt", "region": "西日本", "asks_visit_form": True},
        act="institution",
        fields=PLACE | {"state": "exempt", "region": "西日本", "asks_visit_form": "on"},
    ),
    "settings": Change(
        rule=f"PUT {_PLACE}/settings",
        path=f"institutions/{DENTAL}/settings",
        body={
            "home_visit": False,
            "online": True,
            "medical_aid": True,
            "consent_kinds": ["SRJ"],
            "electronic_prescription": "3",
            "prescription_timing": "1",
        },
        act="settings",
        fields=PLACE
        | {
            "online": "on",
            "medical_aid": "on",
            "kind": ["SRJ"],
            "electronic_prescription": "3",
            "prescription_timing": "1",
        },
    ),
    "reboot": Change(
        rule=f"PUT {_PLACE}/terminal",
        path=f"institutions/{DENTAL}/terminal",
        body={"needs_reboot": True},
        act="needs-reboot",
        fields=PLACE | {"needed": "yes"},
    ),
    "accounts": Change(
        rule=f"DELETE {_PLACE}/accounts",
        path=f"institutions/{DENTAL}/accounts",
        act="reset-accounts",
        fields=PLACE,
        before=lambda stub: stub.accounts.set_password(DENTAL, "user", "changed-one"),
    ),
    "fault": Change(
        rule="POST /control/faults",
        path="faults",
        body={"fault": "slow:seconds=1", "seed": 7},
        act="arm-fault",
        fields={"fault": "slow:seconds=1", "seed": "7"},
    ),
    "no-fault": Change(
        rule="DELETE /control/faults/<int:fault_id>",
        path="faults/1",
        act="take-fault",
        fields={"id": "1"},
        before=lambda stub: [stub.faults.arm(name) for name in ("slow", "err")],
    ),
    "no-faults": Change(
        rule="DELETE /control/faults",
        path="faults",
        act="clear-faults",
        before=lambda stub: stub.faults.arm("slow"),
    ),
    "drifts": Change(
        rule="PUT /control/drifts",
        path="drifts",
        body={"on": ["shuffled", "crlf"]},
        act="set-drifts",
        fields={"drift": ["shuffled", "crlf"]},
    ),
    "reception": Change(
        rule="PUT /control/reception",
        path="reception",
        body={
            "condition": "maintenance",
            "since": _MOMENT + _ZONE,
            "until": _NEXT + _ZONE,
        },
        act="set-reception",
        fields={"condition": "maintenance", "since": _MOMENT, "until": _NEXT},
    ),
    "disaster": Change(
        rule="PUT /control/disasters/<name>",
        path="disasters/大雨",
        body={
            "since": _MOMENT + _ZONE,
            "until": _NEXT + _ZONE,
            "regions": ["99", DENTAL],
        },
        act="declare-disaster",
        fields={
            "name": "大雨",
            "since": _MOMENT,
            "until": _NEXT,
            "regions": f"99　{DENTAL}",
        },
    ),
    "no-disaster": Change(
        rule="DELETE /control/disasters/<name>",
        path="disasters/大雨",
        act="lift-disaster",
        fields={"name": "大雨"},
        before=declared,
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

WITHOUT_FORM: Mapping[str, str] = {
    "DELETE /control/clock": (
        "the clock of these tests stands still and cannot come home: the form is "
        "compared by test_a_journey_in_time_ends_by_page_as_by_api"
    ),
}
"""Changes of the API that no form is compared with here, and why."""
