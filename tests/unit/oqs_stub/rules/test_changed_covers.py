"""Tickets come to 医療扶助 and go; numbers that may be somebody's are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import CardClassification, Coverage, MedicalTicket
from card_profiles.numbers import NumberError
from oqs_stub.rules.changed_covers import (
    require_nobodys,
    with_ticket,
    without_tickets,
)

from ..sakura import coverage

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
