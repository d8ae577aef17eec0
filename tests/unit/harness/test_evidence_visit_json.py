"""visit.json: what it holds, what may differ, and that its reference page is true."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from harness.evidence import VisitResult, stable, visit_document
from harness.evidence.result import ArmedFault, ServerFault
from harness.journal import CardFault
from harness.results import Eligibility, Reason

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "visit-json.md"

VisitMaker = Callable[..., VisitResult]


def test_registered_visit_tells_what_it_was_for(make_visit: VisitMaker) -> None:
    document = visit_document(make_visit())

    assert document["schema"] == "mynabench.visit/1"
    assert (document["outcome"], document["reason"]) == ("registered", None)
    assert document["bench"] == {
        "card": "virtual",
        "reader": "none",
        "phone": "html",
        "app": "stand-in",
        "server": "stub",
        "clinic": "reference",
    }
    assert document["now"] == "2025-11-21T14:05:00+09:00"
    assert document["signature_verified"] is True
    assert document["eligibility"]["validity"] == "1"
    assert document["eligibility"]["insurer_number"] == "01990019"
    assert document["eligibility"]["ratio"] == 30
    assert document["consents"]["YZK"]["flag"] == "1"
    assert document["consents"]["SHJ"]["flag_text"] == "同意なし"
    assert document["reinquiry"]["changed"] == "0"
    assert document["medication"]["drugs"][0]["dispensed_on"] == "2025-10-03"


def test_refused_visit_has_its_reason_and_nothing_it_did_not_reach(
    refused_visit: VisitResult,
) -> None:
    document = visit_document(refused_visit)

    assert (document["outcome"], document["reason"]) == ("refused", "pin_blocked")
    assert document["eligibility"] is None
    assert document["consents"] == {}
    assert document["reinquiry"] is None
    assert document["medication"] is None
    assert document["signature_verified"] is None


def test_steps_carry_lane_actor_and_success(make_visit: VisitMaker) -> None:
    visit = make_visit()
    visit.journal.steps[2].ok = False

    steps = visit_document(visit)["steps"]

    assert [step["layer"] for step in steps] == [
        "phone",
        "app",
        "card",
        "clinic",
        "clinic",
    ]
    assert [step["ok"] for step in steps] == [True, True, False, True, True]
    assert (steps[0]["name"], steps[0]["actor"]) == ("同意内容を登録する", "患者")


def test_files_are_named_with_where_they_lie_and_their_hash(
    make_visit: VisitMaker,
) -> None:
    visit = make_visit()

    found = visit_document(visit)["files"][0]

    content = visit.journal.files[0].content
    assert found == {
        "path": "files/req/OQSmuhvq01req_202511210001.xml",
        "folder": "req",
        "name": "OQSmuhvq01req_202511210001.xml",
        "step": 4,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def test_two_runs_differ_only_in_what_is_listed_as_volatile(
    make_visit: VisitMaker,
) -> None:
    visit = make_visit()
    first = visit_document(visit)
    for step in visit.journal.steps:
        step.ms += 17.0
        step.detail += " http://127.0.0.1:50999/"
    second = visit_document(visit)

    assert first != second
    assert json.dumps(stable(first)) == json.dumps(stable(second))
    assert "ms" not in stable(first)["steps"][0]
    assert "name" in stable(first)["steps"][0]
    assert "ms" in first["steps"][0]


def test_further_records_of_a_person_are_kept_apart(
    make_visit: VisitMaker, eligibility: Eligibility
) -> None:
    aid = replace(eligibility, classification="A1", medical_aid=({"TicketType": "01"},))

    document = visit_document(make_visit(eligibility=(eligibility, aid)))

    assert document["eligibility"]["classification"] == "01"
    (further,) = document["further_eligibility"]
    assert further["medical_aid"] == [{"TicketType": "01"}]


@pytest.mark.parametrize(
    ("given", "because"),
    [
        ({"outcome": "maybe"}, "outcome"),
        ({"reason": "pin_wrong"}, "cannot have the reason"),
        ({"outcome": "refused"}, "cannot have the reason"),
        ({"now": datetime(2025, 11, 21)}, "aware"),  # noqa: DTZ001 - the naive one.
    ],
)
def test_result_that_contradicts_itself_cannot_be_made(
    make_visit: VisitMaker, given: dict[str, Any], because: str
) -> None:
    with pytest.raises(ValueError, match=because):
        make_visit(**given)


def test_reference_page_names_every_field_and_no_other(
    make_visit: VisitMaker, eligibility: Eligibility
) -> None:
    visit = make_visit(
        eligibility=(eligibility, eligibility),
        armed_faults=(ArmedFault(fault="mute", kind="mute", happened=1),),
        server_faults=(ServerFault(kind="slow", institution="", person="", text=""),),
        armed_server_faults=(ArmedFault(fault="slow", kind="slow", happened=1),),
    )
    fault = CardFault(step=1, apdu=2, kind="mute", fault="mute", sentence="答えない")
    visit.journal.faults.append(fault)
    document = visit_document(visit)
    text = REFERENCE.read_text(encoding="utf-8")

    documented = set(re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE))

    assert documented == {field for field in fields(document) if not repeats(field)}


def test_reference_page_lists_every_reason() -> None:
    text = REFERENCE.read_text(encoding="utf-8")

    for reason in Reason:
        assert f"| {reason.value} |" in text


def test_example_on_the_reference_page_has_real_fields(make_visit: VisitMaker) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    example = json.loads(text.partition("```json")[2].partition("```")[0])

    document = visit_document(make_visit())

    assert set(example) == set(document)
    assert set(example["steps"][0]) == set(document["steps"][0])
    assert set(example["eligibility"]) == set(document["eligibility"])
    assert example["volatile"] == document["volatile"]


def repeats(field: str) -> bool:
    """Tell whether a field only repeats the shape of one described elsewhere."""
    if field.startswith(("further_eligibility[]", "reinquiry.consents")):
        return True
    return field.startswith("reinquiry.") and field != "reinquiry.changed"


MAPS_BY_CODE = ("consents", "reinquiry.consents", "bench")


def fields(value: object, path: str = "") -> Iterator[str]:
    """Every path of a document; keys that are codes are written `<…>`."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            name = "<code>" if path in MAPS_BY_CODE[:2] else key
            if path == MAPS_BY_CODE[2]:
                name = "<layer>"
            yield from fields(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                yield from fields(inner, f"{path}[]")
