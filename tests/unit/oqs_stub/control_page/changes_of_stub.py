"""What can be changed of the stub and its institutions, in both ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from oqs_stub.rules.disaster import Disaster
from oqs_stub.stub import Stub

from ..conftest import DENTAL
from .change import PLACE, Change

_MOMENT, _NEXT = "2026-04-10T12:00", "2026-04-11T12:00"
_ZONE = ":00+09:00"
_PLACE = "/control/institutions/<code>"


def declared(stub: Stub) -> None:
    now = stub.clock.now()
    until = now + timedelta(days=1)
    stub.disasters.declare(Disaster(name="大雨", since=now, until=until))


def traveled(stub: Stub) -> None:
    """Something has happened after the time to go back to."""
    stub.ledger.record(face="test", action="look", result="ok")


OF_THE_STUB: Mapping[str, Change] = {
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
    "institution": Change(
        rule=f"PUT {_PLACE}",
        path=f"institutions/{DENTAL}",
        body={
            "state": "exempt",
            "region": "西日本",
            "asks_visit_form": True,
            "asks_clinical_information": True,
        },
        act="institution",
        fields=PLACE
        | {
            "state": "exempt",
            "region": "西日本",
            "asks_visit_form": "on",
            "asks_clinical_information": "on",
        },
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
}
