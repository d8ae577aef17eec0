"""YZKsiquc01 with 診療情報 and 手術情報, each under its own consent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import Persona
from oqs_stub.messages import MedicineAnswer
from oqs_stub.messages.validate import check_values
from oqs_stub.records import ConsentKind

from .asking_records import with_history
from .world import World

DRUGS, DIAGNOSIS, OPERATION = (
    ConsentKind.DRUGS,
    ConsentKind.DIAGNOSIS,
    ConsentKind.OPERATION,
)
DRUG, TEST, SUTURE, INCISION = (
    "架空錠５ｍｇ",
    "架空血液検査",
    "架空縫合術",
    "架空切開術",
)


@pytest.fixture
def known(world: World, make_persona: Callable[..., Persona]) -> World:
    """sakura was treated; the dentist's uses every kind of consent."""
    world.registry.add(with_history(make_persona()))
    world.enable(kinds=frozenset(ConsentKind))
    return world


def _names(answer: MedicineAnswer) -> list[str | None]:
    """Every drug and treatment, in the order of the answer."""
    check_values(answer)
    assert answer.MessageHeader.ResultCode == "1"
    found: list[str | None] = []
    body = answer.MessageBody
    for month in () if body is None else body.MeTrMonthInf:
        for day in () if month.DiDateInfs is None else month.DiDateInfs.DiDateInf:
            drugs = () if day.DrugInfs is None else day.DrugInfs.DrugInf
            done = () if day.MeTrInfs is None else day.MeTrInfs.MeTrInf
            found += [drug.DrugN for drug in drugs]
            found += [one.SinInfN for one in done]
    return found


SEEN = {
    "all": ({DRUGS, DIAGNOSIS, OPERATION}, "4", [DRUG, TEST, SUTURE, INCISION]),
    "no operations": ({DRUGS, DIAGNOSIS}, "4", [DRUG, TEST]),
    "operations alone": ({OPERATION}, "4", [SUTURE, INCISION]),
    "no drugs": ({DIAGNOSIS}, "4", [TEST]),
    "drugs alone": ({DRUGS}, "4", [DRUG]),
    "only drugs asked for": ({DRUGS, DIAGNOSIS, OPERATION}, "2", [DRUG]),
}


@pytest.mark.parametrize(("kinds", "category", "names"), SEEN.values(), ids=SEEN.keys())
def test_what_is_shown_is_what_was_asked_for_and_agreed_to(
    known: World, kinds: set[ConsentKind], category: str, names: list[str]
) -> None:
    known.visit(kinds=frozenset(kinds))

    assert sorted(filter(None, _names(known.medicines(FileCategory=category)))) == (
        sorted(names)
    )


def test_a_treatment_has_every_particular_under_its_institution(known: World) -> None:
    known.visit(kinds=frozenset({DIAGNOSIS}))

    answer = known.medicines(FileCategory="4")

    assert answer.MessageBody is not None
    (month,) = answer.MessageBody.MeTrMonthInf
    assert (month.MeTrMonth, month.MeTrDiHCd) == ("202603", "9910000018")
    assert month.PrlsHCd is None
    assert month.PrIsOrg is None
    assert month.DiDateInfs is not None
    (day,) = month.DiDateInfs.DiDateInf
    assert (day.DiDate, day.DrugInfs) == ("20260303", None)
    assert day.MeTrInfs is not None
    (one,) = day.MeTrInfs.MeTrInf
    assert (one.SinInfCd, one.MeTrIdCl) == ("160000001", "60")
    assert (one.Qua1, one.Unit, one.Times) == ("1", "回", "2")


def test_the_newest_month_comes_first_whatever_is_in_it(
    known: World, make_persona: Callable[..., Persona]
) -> None:
    persona = with_history(make_persona())
    (first,) = persona.dispensings
    early = replace(first, dispensed_on=date(2026, 1, 5))
    known.registry.add(replace(persona, dispensings=(early,)))
    known.visit(kinds=frozenset({DRUGS, OPERATION}))

    answer = known.medicines(FileCategory="4")

    assert answer.MessageBody is not None
    months = [month.MeTrMonth for month in answer.MessageBody.MeTrMonthInf]
    assert months == ["202603", "202602", "202601"]


def test_only_the_months_asked_for_are_shown(known: World) -> None:
    known.visit(kinds=frozenset({DIAGNOSIS, OPERATION}))

    answer = known.medicines(FileCategory="4", StartDate="202602", EndDate="202602")

    assert _names(answer) == [INCISION]


def test_consent_to_treatments_does_not_open_the_drugs(known: World) -> None:
    known.visit(kinds=frozenset({DIAGNOSIS, OPERATION}))

    answer = known.medicines(FileCategory="2")

    assert answer.MessageHeader.ResultCode == "STUB0401"
    assert "薬剤情報" in (answer.MessageHeader.MessageContents or "")


def test_a_kind_the_institution_does_not_use_is_left_out(known: World) -> None:
    known.visit(kinds=frozenset({DRUGS, DIAGNOSIS, OPERATION}))
    known.enable(kinds=frozenset({DRUGS, DIAGNOSIS}))

    assert sorted(filter(None, _names(known.medicines(FileCategory="4")))) == (
        sorted([DRUG, TEST])
    )
