"""What the steps about the national side check, and what they must not pass on."""

from __future__ import annotations

from collections.abc import Callable

from harness.journal import HTTPExchange
from scenarios.encounter import Encounter
from scenarios.steps import faults

from . import stage
from .case import Case

_LATER = "outage"


def _told(*kinds: str) -> Callable[[], Encounter]:
    entries = [
        {"face": "fault", "action": kind, "detail": "接続できない"} for kind in kinds
    ]
    other = {"face": "exchange", "action": _LATER, "detail": ""}
    return lambda: stage.encounter(ledger=[*entries, other])


def _refused(message: str) -> Callable[[], Encounter]:
    def make() -> Encounter:
        encounter = stage.encounter()
        encounter.refuse("再照会", "message", message)
        return encounter

    return make


def _answered(*bodies: str) -> Callable[[], Encounter]:
    def make() -> Encounter:
        encounter = stage.encounter()
        encounter.bench.journal.http.extend(
            HTTPExchange(
                step=1,
                method="POST",
                url="http://localhost/webapi/search",
                status=200,
                request_headers=(),
                request_body="",
                response_headers=(),
                response_body=body,
                started_at=0,
                ms=0,
            )
            for body in bodies
        )
        return encounter

    return make


SERVER_CASES = [
    Case(
        faults.webapi_answer_has,
        _answered('{"Name": "1"}', '{"Name": null}'),
        (_answered('{"Name": null}', '{"Name": "1"}'), _answered()),
        {"trait": "null"},
    ),
    Case(
        faults.server_fault_has_happened,
        _told("slow", _LATER, "slow"),
        (_told(), _told(_LATER, _LATER), _told("slow")),
        {"fault": "停止", "times": 1},
    ),
    Case(
        faults.clinic_gives_up,
        _refused("STUB0601 接続できません。"),
        (_refused("STUB0603 異常終了"), stage.encounter),
        {"text": "接続できません"},
    ),
    Case(
        faults.found_by_number,
        lambda: stage.encounter(imported=[stage.record(reference_number="K-1")]),
        (
            lambda: stage.encounter(imported=[stage.record(reference_number="K-2")]),
            stage.encounter,
        ),
        {"number": "K-1"},
    ),
    Case(
        faults.earlier_eligibility_is_kept,
        lambda: stage.encounter(known=stage.record()),
        (lambda: stage.encounter(known=stage.record("2")), stage.encounter),
    ),
]
