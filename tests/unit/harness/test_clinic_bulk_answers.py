"""What a receipt computer reads in the result of a 一括 message."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from harness.clinic.answers import read_bulk

from .answers_written import AID, HANAKO, answer, xml

TODAY = date(2025, 11, 21)


def bulk(*units: str) -> ET.Element:
    return xml(
        answer("".join(f"<BulkConfirmUnit>{unit}</BulkConfirmUnit>" for unit in units))
    )


OK = (
    "<ProcessingResultStatus>1</ProcessingResultStatus>"
    "<QualificationValidity>1</QualificationValidity>"
)
BAD = (
    "<ProcessingResultStatus>2</ProcessingResultStatus>"
    "<ProcessingResultCode>STUB3</ProcessingResultCode>"
)


@pytest.mark.parametrize("wrap", ["{}", "<ResultList>{}</ResultList>"])
def test_every_record_of_every_unit_is_a_person_s_eligibility(wrap: str) -> None:
    unnumbered = HANAKO.replace("000123", "")
    reference = "<ReferenceNumber>77</ReferenceNumber>"

    found = read_bulk(
        bulk(OK + reference + wrap.format(unnumbered + AID), OK), on=TODAY
    ).found

    assert [one.classification for one in found] == ["01", "A1", ""]
    assert [one.reference_number for one in found] == ["77", "77", ""]
    assert found[0].medical_aid == ()
    assert found[1].medical_aid != ()


def test_one_refused_person_does_not_hide_the_others() -> None:
    answered = read_bulk(bulk(BAD, OK + HANAKO), on=TODAY)

    assert [one.name for one in answered.found] == ["架空　花子"]
    assert [error.code for error in answered.errors] == ["STUB3"]


def test_period_without_consents_is_an_empty_list() -> None:
    assert read_bulk(bulk(), on=TODAY).found == ()
