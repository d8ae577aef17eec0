"""Tickets come to 医療扶助 and go; numbers that may be somebody's are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_profiles.cover_rules import misfits
from card_profiles.model import (
    CardClassification,
    Coverage,
    MedicalTicket,
    Person,
    Relation,
)
from card_profiles.numbers import NumberError
from oqs_stub.rules.changed_covers import (
    ended,
    moved,
    require_nobodys,
    with_ticket,
    without_tickets,
)

from ..sakura import coverage, sakura

TICKET = MedicalTicket(
    ticket_type="01",
    valid_from=date(2026, 4, 1),
    valid_until=date(2026, 4, 30),
    issue_number="1",
    treatment_month="202604",
    institution_code="9930000014",
    institution_name="歯科",
    treatment_type="03",
    self_pay=0,
    single_or_combined="01",
)
MAY = replace(TICKET, treatment_month="202605")
MOVE = date(2026, 5, 1)
INSURED = coverage()
AID = replace(
    INSURED,
    classification=CardClassification.MEDICAL_AID,
    insurer_number="12990016",
    number="0000018",
    tickets=(TICKET,),
)


def test_a_ticket_comes_to_medical_aid_alone_and_behind_the_others() -> None:
    insured, aid = with_ticket((INSURED, AID), MAY)

    assert insured == INSURED
    assert aid.tickets == (TICKET, MAY)


def test_tickets_of_the_month_go_and_others_stay() -> None:
    insured, aid = without_tickets(
        (INSURED, replace(AID, tickets=(TICKET, MAY, TICKET))), month="202604"
    )

    assert insured == INSURED
    assert aid.tickets == (MAY,)


REAL = {
    "保険者番号": replace(INSURED, insurer_number="01130012"),
    "公費負担者番号": replace(AID, insurer_number="12130019"),
    "保険者番号 in place of 公費": replace(INSURED, insurer_number="12130019"),
    "the institution of a ticket": replace(
        AID, tickets=(TICKET, replace(TICKET, institution_code="1310000011"))
    ),
}


@pytest.mark.parametrize("one", REAL.values(), ids=REAL.keys())
def test_a_number_that_may_be_somebodys_is_refused(one: Coverage) -> None:
    with pytest.raises(NumberError):
        require_nobodys((INSURED, one))


def test_numbers_of_prefecture_99_are_nobodys() -> None:
    require_nobodys((INSURED, AID))


def _person(birthdate: date) -> Person:
    return replace(sakura().person, birthdate=birthdate)


def _moved(person: Person, *coverages: Coverage, on: date = MOVE) -> list[Coverage]:
    return moved("sakura", person, coverages, on=on)


GROWN, CHILD = date(1980, 2, 17), date(2021, 6, 1)
OLD, VERY_OLD = date(1953, 2, 17), date(1940, 2, 17)
LATE = replace(
    INSURED,
    insurer_number="39990015",
    symbol=None,
    number="00000018",
    branch=None,
    contribution_ratio="020",
)
MOVES = {
    "a grown-up": (GROWN, INSURED, "06", None, False),
    "a child": (CHILD, INSURED, "06", None, True),
    "from 70 on": (OLD, INSURED, "06", "020", False),
    "75 and over": (VERY_OLD, LATE, "39", None, False),
    "who was on 医療扶助 alone": (GROWN, AID, "06", None, False),
}


@pytest.mark.parametrize(
    ("birthdate", "before", "law", "elderly", "preschool"),
    MOVES.values(),
    ids=MOVES.keys(),
)
def test_the_new_insurer_is_one_that_insures_people_of_that_age(
    *,
    birthdate: date,
    before: Coverage,
    law: str,
    elderly: str | None,
    preschool: bool,
) -> None:
    old, new = _moved(_person(birthdate), before)

    require_nobodys((old, new))
    assert (old.lost_on, old.reason_of_loss) == (MOVE, "03")
    assert new.insurer_number[:2] == law
    assert new.valid_from == new.qualified_on == MOVE
    ratio = None if new.elderly is None else new.elderly.contribution_ratio
    assert (ratio, new.preschool) == (elderly, preschool)
    assert list(misfits(new, birthdate=birthdate, on=MOVE)) == []


def test_who_has_both_keeps_medical_aid_beside_the_new_insurer() -> None:
    old, aid, new = _moved(_person(GROWN), INSURED, AID)

    assert old.lost_on == MOVE
    assert aid == AID
    assert new.covers(MOVE)


def test_family_stays_family() -> None:
    family = replace(
        INSURED, relation=Relation.FAMILY, branch="02", insured_name="架空　太郎"
    )

    *_, new = _moved(_person(CHILD), family)

    assert (new.relation, new.branch) == (Relation.FAMILY, "02")
    assert new.insured_name == "架空　太郎"


@pytest.mark.parametrize("birthdate", [GROWN, VERY_OLD])
def test_a_second_move_goes_to_yet_another_insurer(birthdate: date) -> None:
    before = LATE if birthdate is VERY_OLD else INSURED
    once = _moved(_person(birthdate), before)

    twice = _moved(_person(birthdate), *once, on=date(2026, 6, 1))

    assert len({one.insurer_number for one in twice}) == 3
    assert [one.covers(date(2026, 6, 1)) for one in twice] == [False, False, True]
    assert twice[1].lost_on == date(2026, 6, 1)


def test_each_move_of_somebody_old_gives_another_number() -> None:
    covers: list[Coverage] = [LATE]
    for month in (6, 7, 8):
        covers = _moved(_person(VERY_OLD), *covers, on=date(2026, month, 1))

    assert len({(one.insurer_number, one.number) for one in covers}) == 4


def test_what_begins_only_later_is_not_lost_before_it_begins() -> None:
    later = replace(INSURED, valid_from=date(2026, 6, 1))

    assert ended(later, on=date(2026, 5, 31), reason="01") == later
    assert ended(later, on=date(2026, 6, 1), reason="01").lost_on == date(2026, 6, 1)


def test_what_was_lost_before_keeps_its_end() -> None:
    gone = replace(INSURED, lost_on=date(2026, 4, 1), reason_of_loss="99")

    assert _moved(_person(GROWN), gone)[0] == gone


def test_two_patients_never_get_the_same_numbers() -> None:
    one, other = (
        moved(name, _person(GROWN), (INSURED,), on=MOVE)[-1]
        for name in ("sakura", "taro")
    )

    assert one.number != other.number


def test_what_the_person_was_last_goes_on_whatever_was_before() -> None:
    once = replace(
        INSURED,
        relation=Relation.FAMILY,
        valid_from=date(2010, 4, 1),
        lost_on=date(2020, 4, 1),
        insured_name="架空　太郎",
    )

    for covers in ((once, INSURED), (INSURED, once)):
        *_, new = _moved(_person(GROWN), *covers)
        assert new.relation is Relation.INSURED
