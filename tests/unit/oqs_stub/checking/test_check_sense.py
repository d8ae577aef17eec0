"""What fits its own form but not the rest of the message."""

from __future__ import annotations

import pytest

from oqs_stub.checking import Level

from .files import ANSWER, ANSWER_NAME, check

SENSE = {
    "wrong encoding told": (
        "Identifier>1<",
        "Identifier>0<",
        "CharacterCodeIdentifier",
        Level.WRONG,
    ),
    "count": (
        "Result>1</NumberOf",
        "Result>2</NumberOf",
        "NumberOfProcessingResult",
        Level.WRONG,
    ),
    "failed without a code": (
        "SegmentOfResult>1<",
        "SegmentOfResult>9<",
        "SegmentOfResult",
        Level.NOTICE,
    ),
    "person refused without a code": (
        "Status>1<",
        "Status>2<",
        "ProcessingResultStatus",
        Level.NOTICE,
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "element", "level"), SENSE.values(), ids=SENSE.keys()
)
def test_what_does_not_fit_the_rest_of_an_answer_is_told(
    old: str, new: str, element: str, level: Level
) -> None:
    assert old in ANSWER
    found = check(ANSWER.replace(old, new, 1), ANSWER_NAME, codec="cp932")

    (finding,) = found.findings
    assert finding.path.endswith(f"/{element}")
    assert finding.level is level


LISTS = {
    "days": ("20260402", "20260401", "2", "ConsentDateFrom"),
    "kind of care": ("20260401", "20260402", "3", "MedicalTreatmentFlag"),
}


@pytest.mark.parametrize(
    ("first", "last", "flag", "element"), LISTS.values(), ids=LISTS.keys()
)
def test_a_list_that_would_be_refused_is_wrong(
    first: str, last: str, flag: str, element: str
) -> None:
    text = (
        "<XmlMsg><MessageHeader><MedicalInstitutionCode>9930000014"
        "</MedicalInstitutionCode></MessageHeader><MessageBody>"
        "<QualificationConfirmSearchInfo>"
        f"<ConsentDateFrom>{first}</ConsentDateFrom>"
        f"<ConsentDateTo>{last}</ConsentDateTo>"
        f"<MedicalTreatmentFlag>{flag}</MedicalTreatmentFlag>"
        "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>"
    )

    (finding,) = check(text, "OQSmuhvq01req_1.xml").findings

    assert finding.level is Level.WRONG
    assert finding.path.endswith(element)


def test_a_given_consent_without_its_time_is_told() -> None:
    text = ANSWER.replace(
        "</BulkConfirmUnit>",
        "<ResultOfQualificationConfirmation>"
        "<InsuredCardClassification>01</InsuredCardClassification><Name>髙　さ</Name>"
        "<Sex1>1</Sex1><Birthdate>19800217</Birthdate><InsurerName>x</InsurerName>"
        "<PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg>"
        "</ResultOfQualificationConfirmation></BulkConfirmUnit>",
    )

    (finding,) = check(text, ANSWER_NAME, codec="cp932").findings

    assert finding.level is Level.NOTICE
    assert "PharmacistsInfoConsTime" in finding.expected
