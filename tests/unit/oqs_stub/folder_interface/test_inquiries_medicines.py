"""YZKsiquc01: 薬剤情報 under a consent, and never without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from card_profiles.dates import JST
from card_profiles.model import Persona
from oqs_stub.messages import MedicineAnswer
from oqs_stub.messages.validate import check_values
from oqs_stub.records import ConsentKind, LapseReason, TreatmentCategory

from .world import World

HOME = TreatmentCategory.HOME_VISIT


def _refusal(answer: MedicineAnswer) -> str:
    check_values(answer)
    assert answer.MessageBody is None
    assert answer.MessageHeader.QuaInf is None
    assert answer.MessageHeader.MessageContents
    assert answer.MessageHeader.ArbitraryFileIdentifier == "Kai-2026_04/10 #1"
    return answer.MessageHeader.ResultCode


def test_dispensed_drugs_come_by_month_pharmacy_and_day(world: World) -> None:
    world.visit()

    answer = world.medicines(StartDate="202603", EndDate="202603")

    check_values(answer)
    assert answer.MessageHeader.ResultCode == "1"
    assert answer.MessageHeader.QuaInf is not None
    assert answer.MessageHeader.QuaInf.Name == "髙﨑　さくら"
    assert answer.MessageBody is not None
    (month,) = answer.MessageBody.MeTrMonthInf
    assert month.MeTrMonth == "202603"
    assert month.MeTrDiHNm == "マイナベンチ薬局"
    assert month.PrlsHCd == "9910000018"
    assert month.PrIsOrg == "2"
    assert month.DiDateInfs is not None
    (day,) = month.DiDateInfs.DiDateInf
    assert day.DiDate == "20260302"
    assert day.DrugInfs is not None
    (drug,) = day.DrugInfs.DrugInf
    assert (drug.DrugN, drug.Qua1, drug.Unit, drug.Times) == (
        "架空錠５ｍｇ",
        "1",
        "錠",
        "28",
    )


def test_months_are_newest_first_and_those_of_one_pharmacy_together(
    world: World, make_persona: Callable[..., Persona]
) -> None:
    persona = make_persona()
    (first,) = persona.dispensings
    days = [first.dispensed_on + timedelta(days=shift) for shift in (-40, 0, 7)]
    world.registry.add(
        replace(
            persona,
            dispensings=tuple(replace(first, dispensed_on=day) for day in days),
        )
    )
    world.visit()

    answer = world.medicines()

    assert answer.MessageBody is not None
    months = answer.MessageBody.MeTrMonthInf
    assert [month.MeTrMonth for month in months] == ["202603", "202601"]
    assert months[0].DiDateInfs is not None
    assert len(months[0].DiDateInfs.DiDateInf) == 2


def test_a_month_without_drugs_is_an_empty_success(world: World) -> None:
    world.visit()

    answer = world.medicines(StartDate="202601", EndDate="202601")

    assert answer.MessageHeader.ResultCode == "1"
    assert answer.MessageBody is None


def test_without_a_visit_there_is_nothing_to_see(world: World) -> None:
    assert _refusal(world.medicines()) == "STUB0401"


def test_consent_to_other_kinds_does_not_open_the_drugs(world: World) -> None:
    world.visit(kinds=frozenset({ConsentKind.HEALTH_CHECKUP}))

    assert _refusal(world.medicines()) == "STUB0401"


def test_a_visit_elsewhere_opens_nothing_here(world: World) -> None:
    world.visit(code="9910000018")

    assert _refusal(world.medicines()) == "STUB0401"


def test_a_cancelled_consent_shows_nothing_more(world: World) -> None:
    world.visit()
    world.consents.lapse(
        "sakura",
        "9930000014",
        HOME,
        reason=LapseReason.BY_PATIENT,
        at=world.clock.now(),
    )

    assert _refusal(world.medicines()) == "STUB0402"


def test_the_consent_ends_with_the_care(world: World) -> None:
    world.visit()
    world.clock.set(datetime(2026, 7, 31, 23, 59, 59, tzinfo=JST))
    assert world.medicines().MessageHeader.ResultCode == "1"

    world.clock.set(datetime(2026, 8, 1, tzinfo=JST))

    assert _refusal(world.medicines()) == "STUB0402"


def test_a_kind_not_in_use_cannot_be_had(world: World) -> None:
    world.visit()
    world.enable(kinds=frozenset({ConsentKind.HEALTH_CHECKUP}))

    assert _refusal(world.medicines()) == "STUB0403"


REFUSED = {
    "外来 without its own consent": ({"MedicalTreatmentFlag": "1"}, "STUB0401"),
    "救急": ({"MedicalTreatmentFlag": "4"}, "STUB0404"),
    "online without its own consent": ({"MedicalTreatmentFlag": "3"}, "STUB0401"),
    "unknown number": ({"InsuredPersonIdentificationNumber": "9"}, "STUB0405"),
    "unknown institution": ({"MedicalInstitutionCode": "9999999999"}, "STUB0202"),
    "months the wrong way round": (
        {"StartDate": "202604", "EndDate": "202603"},
        "STUB0206",
    ),
    "the same as a PDF": (
        {"StartDate": "202604", "EndDate": "202603", "FileCategory": "1"},
        "STUB0206",
    ),
}


@pytest.mark.parametrize(("changes", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_request_that_cannot_be_met_says_why(
    world: World, changes: dict[str, str], code: str
) -> None:
    world.visit()

    assert _refusal(world.medicines(**changes)) == code


def test_twins_must_be_told_apart(
    world: World, make_persona: Callable[..., Persona]
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    twin = make_persona("futago", serial=2, coverages=(replace(coverage, branch="02"),))
    world.registry.add(twin)
    world.visit()

    assert _refusal(world.medicines()) == "STUB0406"
    assert world.medicines(BranchNumber="01").MessageHeader.ResultCode == "1"
    assert _refusal(world.medicines(BranchNumber="02")) == "STUB0401"


def test_when_the_clock_is_set_back_a_later_consent_opens_nothing(
    world: World,
) -> None:
    world.visit()
    world.clock.set(world.clock.now() - timedelta(days=40))
    world.visit(kinds=frozenset())  # This time nothing is agreed to.

    assert _refusal(world.medicines()) == "STUB0401"
