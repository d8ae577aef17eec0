"""What an answer says: who it is for, whether it went well, and what it found."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from datetime import date

from ..results import ClinicError, Eligibility
from .errors import AnswerError
from .records import MEDICAL_AID, read_record
from .requests import Sender
from .xml_form import text_of

DONE, WORKING = "1", "2"  # SegmentOfResult, OQSCD003; 9 is 異常終了.
_OK = "1"  # ProcessingResultStatus, OQSCD004.


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAnswer:
    """The units of a `02res`, and those the server could not answer."""

    found: tuple[Eligibility, ...]
    errors: tuple[ClinicError, ...]


def expect_for(root: ET.Element, sender: Sender) -> None:
    """Check that an answer belongs to our request.

    Clients in the field recognise an answer by the echoed `ArbitraryFileIdentifier`
    alone, so it must be ours wherever it stands; so must the institution's code.
    """
    header = root.find("MessageHeader")
    for name, ours in (
        ("MedicalInstitutionCode", sender.institution_code),
        ("ArbitraryFileIdentifier", sender.file_identifier),
    ):
        echoed = text_of(header, name)
        if echoed != ours:
            raise AnswerError(
                f"別の要求への回答です: {name}は「{ours}」のはずですが、"
                f"「{echoed}」です。"
            )


def segment(root: ET.Element) -> str:
    """Return 処理結果区分: `DONE` or `WORKING`.

    Raises `ClinicError` of level "message" for 9 異常終了, with the server's code. An
    acceptance (`01res`) states no segment unless it failed; that counts as done.
    """
    header = root.find("MessageHeader")
    value = text_of(header, "SegmentOfResult") or DONE
    if value in (DONE, WORKING):
        return value
    raise ClinicError(
        "message", text_of(header, "ErrorCode"), text_of(header, "ErrorMessage")
    )


def reception_number(root: ET.Element) -> str:
    """Return 受付番号 of an acceptance; without one the job has failed."""
    number = text_of(root.find("MessageBody"), "ReceptionNumber")
    if not number:
        raise AnswerError("受付結果に受付番号（ReceptionNumber）がありません。")
    return number


def read_single(root: ET.Element, *, on: date) -> Eligibility:
    """Read the answer for one person, `OQSsiquc01res` or `OQSsihvq01res`.

    A person with 医療保険 and 医療扶助 comes as two records: the insurance is returned,
    with the tickets of both. Where nobody can be told (該当資格なし, 複数該当), only
    the validity is. Raises `ClinicError` of level "person" for a refusal.
    """
    if segment(root) != DONE:
        raise AnswerError("1件の照会に「処理中」（SegmentOfResult 2）が返りました。")
    body = _found(root, "MessageBody")
    refusal = _refusal(body)
    if refusal is not None:
        raise refusal
    validity = _validity(body)
    records = [
        read_record(
            record,
            validity=validity,
            prescription=text_of(body, "PrescriptionIssueSelect"),
            reference_number="",
            on=on,
        )
        for record in body.iterfind("ResultList/ResultOfQualificationConfirmation")
    ]
    if not records or validity == "5":
        return Eligibility(validity=validity)
    insured = [one for one in records if one.classification != MEDICAL_AID]
    tickets = tuple(ticket for one in records for ticket in one.medical_aid)
    return replace((insured or records)[0], medical_aid=tickets)


def read_outcome(root: ET.Element) -> None:
    """Read an answer that only says whether it was done, as `OQSsiimm01res`.

    Raises `ClinicError` of level "person" for a refusal.
    """
    segment(root)
    refusal = _refusal(_found(root, "MessageBody"))
    if refusal is not None:
        raise refusal


def read_bulk(root: ET.Element, *, on: date) -> BulkAnswer:
    """Read a finished `02res`: one 資格情報 for each record of each unit."""
    found: list[Eligibility] = []
    errors: list[ClinicError] = []
    for unit in root.iterfind("MessageBody/BulkConfirmUnit"):
        refusal = _refusal(unit)
        if refusal is None:
            found.extend(_unit(unit, on=on))
        else:
            errors.append(refusal)
    return BulkAnswer(found=tuple(found), errors=tuple(errors))


def _unit(unit: ET.Element, *, on: date) -> list[Eligibility]:
    validity = _validity(unit)
    # Some producers wrap the records of a unit in a ResultList.
    records = list(unit.iter("ResultOfQualificationConfirmation"))
    if not records:
        return [Eligibility(validity=validity)]
    return [
        read_record(
            record,
            validity=validity,
            prescription=text_of(unit, "PrescriptionIssueSelect"),
            reference_number=text_of(unit, "ReferenceNumber"),
            on=on,
        )
        for record in records
    ]


def _validity(element: ET.Element) -> str:
    value = text_of(element, "QualificationValidity")
    if not value:
        raise AnswerError("資格有効性（QualificationValidity）がありません。")
    return value


def _refusal(element: ET.Element) -> ClinicError | None:
    status = text_of(element, "ProcessingResultStatus")
    if status == _OK:
        return None
    if not status:
        return AnswerError("処理結果状況（ProcessingResultStatus）がありません。")
    return ClinicError(
        "person",
        text_of(element, "ProcessingResultCode"),
        text_of(element, "ProcessingResultMessage"),
    )


def _found(root: ET.Element, path: str) -> ET.Element:
    element = root.find(path)
    if element is None:
        raise AnswerError(f"回答に{path}がありません。")
    return element
