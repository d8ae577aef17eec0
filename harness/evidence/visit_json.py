"""`visit.json`: what a visit came to, for programs to read."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from ..journal import CardFault, FileRecord, Step
from ..results import ConsentView, Eligibility, Medication
from . import words
from .paths import exchanged_path
from .result import VisitResult
from .version import version

SCHEMA = "mynabench.visit/1"

VOLATILE = ("steps[].ms", "steps[].detail", "notes")
"""What may differ between two visits with the same seed and clock: durations, and
details, which may name ports and one-time addresses. `[]` stands for every item."""


def visit_document(result: VisitResult) -> dict[str, Any]:
    """Return the document. Same seed and clock: same document but for `volatile`."""
    first = result.eligibility[0] if result.eligibility else None
    return {
        "schema": SCHEMA,
        "mynabench": version(),
        "outcome": result.outcome,
        "reason": result.reason,
        "persona": result.persona,
        "story": result.story,
        "bench_name": result.bench_name,
        "bench": dict(result.layers),
        "seed": result.seed,
        "now": result.now.isoformat(),
        "signature_verified": result.signature_verified,
        "prescription": result.prescription or None,
        "eligibility": None if first is None else _eligibility(first),
        "further_eligibility": [_eligibility(one) for one in result.eligibility[1:]],
        "consents": {} if first is None else _consents(first.consents),
        "reinquiry": None if result.reinquiry is None else _reinquiry(result.reinquiry),
        "medication": (
            None if result.medication is None else _medication(result.medication)
        ),
        "notes": list(result.notes),
        "card_faults": [_card_fault(fault) for fault in result.journal.faults],
        "armed_faults": [asdict(fault) for fault in result.armed_faults],
        "server_faults": [asdict(fault) for fault in result.server_faults],
        "armed_server_faults": [asdict(fault) for fault in result.armed_server_faults],
        "steps": [_step(step) for step in result.journal.steps],
        "files": [_file(record) for record in result.journal.files],
        "volatile": list(VOLATILE),
    }


def stable(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy without the fields that the document itself lists as volatile.

    Two visits with the same seed and clock are equal after this.
    """
    kept = copy.deepcopy(dict(document))
    for path in kept.get("volatile", ()):
        _remove(kept, path.replace("[]", ".[]").split("."))
    return kept


def _remove(value: Any, path: list[str]) -> None:  # noqa: ANN401 - any JSON value.
    key, *rest = path
    if key == "[]":
        for item in value if isinstance(value, list) else ():
            _remove(item, rest)
    elif isinstance(value, dict) and key in value:
        if rest:
            _remove(value[key], rest)
        else:
            del value[key]


def _eligibility(one: Eligibility) -> dict[str, Any]:
    return {
        "validity": one.validity,
        "validity_text": words.VALIDITY.get(one.validity, ""),
        "classification": one.classification,
        "insurer_number": one.insurer_number,
        "insurer_name": one.insurer_name,
        "symbol": one.symbol,
        "number": one.number,
        "branch": one.branch,
        "name": one.name,
        "name_kana": one.name_kana,
        "birthdate": _day(one.birthdate),
        "address": one.address,
        "ratio": one.ratio,
        "valid_from": _day(one.valid_from),
        "valid_until": _day(one.valid_until),
        "lost_on": _day(one.lost_on),
        "reason_of_loss": one.reason_of_loss,
        "prescription": one.prescription or None,
        "reference_number": one.reference_number,
        "medical_aid": [dict(ticket) for ticket in one.medical_aid],
    }


def _reinquiry(one: Eligibility) -> dict[str, Any]:
    return {
        **_eligibility(one),
        "changed": one.changed,
        "consents": _consents(one.consents),
    }


def _consents(consents: Mapping[str, ConsentView]) -> dict[str, Any]:
    return {
        kind: {
            "name": words.CONSENT_KIND.get(kind, ""),
            "flag": view.flag,
            "flag_text": words.CONSENT_FLAG.get(view.flag, ""),
            "consented_at": _day(view.consented_at),
            "available_until": _day(view.available_until),
        }
        for kind, view in consents.items()
    }


def _medication(medication: Medication) -> dict[str, Any]:
    return {
        "name": medication.name,
        "drugs": [
            {
                "dispensed_on": line.dispensed_on.isoformat(),
                "name": line.name,
                "quantity": line.quantity,
                "unit": line.unit,
                "times": line.times,
                "usage": line.usage,
                "pharmacy": line.pharmacy,
            }
            for line in medication.drugs
        ],
    }


def _card_fault(fault: CardFault) -> dict[str, Any]:
    return {
        "fault": fault.fault,
        "kind": fault.kind,
        "step": fault.step,
        "apdu": fault.apdu,
        "text": fault.sentence,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "index": step.index,
        "name": step.name,
        "layer": step.layer.value,
        "actor": step.actor,
        "ok": step.ok,
        "ms": round(step.ms, 1),
        "detail": step.detail,
    }


def _file(record: FileRecord) -> dict[str, Any]:
    return {
        "path": exchanged_path(record),
        "folder": record.folder,
        "name": record.name,
        "step": record.step,
        "bytes": len(record.content),
        "sha256": hashlib.sha256(record.content).hexdigest(),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
