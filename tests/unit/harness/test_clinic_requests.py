"""The requests the receipt computer writes, as the published tables want them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest

from harness.clinic import requests
from harness.clinic.dates import months_before
from harness.clinic.requests import InsuredNumbers, Sender
from harness.results import Eligibility

SENDER = Sender(institution_code="9930000014", file_identifier="OQSsiquc01-1")
HANAKO = InsuredNumbers(
    insurer_number="01990019",
    symbol="１２３",
    number="4567",
    branch="01",
    birthdate=date(1980, 2, 17),
)
DAY = date(2025, 11, 21)


def spelled(root: ET.Element) -> list[str]:
    """Every leaf as `path=value`, in order."""
    return [
        f"{part.tag}/{leaf.tag}={leaf.text}"
        for part in root
        for leaf in part.iter()
        if leaf is not part and not len(leaf)
    ]


def test_eligibility_check_has_the_published_elements_in_order() -> None:
    root = requests.eligibility_check(SENDER, HANAKO, on=DAY)

    assert spelled(root) == [
        "MessageHeader/QualificationConfirmationDate=20251121",
        "MessageHeader/MedicalInstitutionCode=9930000014",
        "MessageHeader/ArbitraryFileIdentifier=OQSsiquc01-1",
        "MessageBody/InsurerNumber=01990019",
        "MessageBody/InsuredCardSymbol=１２３",
        "MessageBody/InsuredIdentificationNumber=4567",
        "MessageBody/InsuredBranchNumber=01",
        "MessageBody/Birthdate=19800217",
        "MessageBody/LimitApplicationCertificateRelatedConsFlg=1",
    ]
    assert root.find("MessageBody/QualificationConfirmSearchInfo") is not None


def test_reinquiry_adds_home_visit_to_the_search() -> None:
    search = requests.reinquiry(SENDER, HANAKO, on=DAY).find(
        "MessageBody/QualificationConfirmSearchInfo"
    )

    assert search is not None
    assert search.findtext("MedicalTreatmentFlag") == "2"
    assert search.findtext("Birthdate") == "19800217"


def test_branch_and_symbol_that_do_not_exist_are_not_written() -> None:
    elderly = replace(HANAKO, symbol=None, branch=None)

    names = spelled(requests.eligibility_check(SENDER, elderly, on=DAY))

    assert not any("Symbol" in name or "Branch" in name for name in names)


@pytest.mark.parametrize(
    ("number", "written"),
    [("01990019", "01990019"), ("139999", "  139999"), (" 139999 ", "  139999")],
)
def test_insurer_number_is_filled_with_spaces_to_eight(
    number: str, written: str
) -> None:
    assert requests.padded(number) == written


def test_consented_list_asks_by_consent_day_and_form_of_care() -> None:
    root = requests.consented_list(SENDER, since=date(2025, 11, 19), until=DAY)

    assert spelled(root)[2:] == [
        "MessageBody/ConsentDateFrom=20251119",
        "MessageBody/ConsentDateTo=20251121",
        "MessageBody/MedicalTreatmentFlag=2",
    ]


def test_result_of_a_reception_is_asked_by_its_number_alone() -> None:
    root = requests.list_result(SENDER, reception_number="123")

    assert spelled(root) == [
        "MessageHeader/MedicalInstitutionCode=9930000014",
        "MessageBody/ReceptionNumber=123",
    ]


def test_medication_uses_its_own_header_names_and_the_home_visit_flag() -> None:
    known = Eligibility(
        validity="1", insurer_number="139999", symbol="記", number="7", branch="02"
    )

    root = requests.medication(SENDER, known, since=date(2022, 11, 1), until=DAY)

    assert spelled(root) == [
        "MessageHeader/MedicalInstitutionCode=9930000014",
        "MessageHeader/InsurerNumber=  139999",
        "MessageHeader/InsuranceCardSymbol=記",
        "MessageHeader/InsuredPersonIdentificationNumber=7",
        "MessageHeader/BranchNumber=02",
        "MessageHeader/ArbitraryFileIdentifier=OQSsiquc01-1",
        "MessageBody/StartDate=202211",
        "MessageBody/EndDate=202511",
        "MessageBody/FileCategory=2",
        "MessageBody/PrDiInfClassification=1",
        "MessageBody/MedicalTreatmentFlag=2",
    ]


@pytest.mark.parametrize(
    ("count", "first"),
    [(0, date(2025, 1, 1)), (1, date(2024, 12, 1)), (36, date(2022, 1, 1))],
)
def test_months_are_counted_across_years(count: int, first: date) -> None:
    assert months_before(date(2025, 1, 31), count) == first
