"""資格有効性 by number and by card: one table for each way of asking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_profiles.model import (
    CardClassification,
    Coverage,
    MedicalTicket,
    Relation,
)
from oqs_stub.rules.eligibility import Validity, Viewer, by_card, by_number

TODAY = date(2026, 4, 10)
SEES_AID = Viewer(medical_aid=True)
NO_AID = Viewer(medical_aid=False)

CURRENT = Coverage(
    classification=CardClassification.GENERAL,
    insurer_number="01990019",
    insurer_name="架空健康保険協会",
    symbol="010",
    number="123",
    branch="01",
    relation=Relation.INSURED,
    insured_name="架空　花",
    qualified_on=date(2020, 4, 1),
    issued_on=date(2020, 4, 1),
    valid_from=date(2020, 4, 1),
)
LOST = replace(CURRENT, number="9", lost_on=date(2026, 2, 1), reason_of_loss="03")
LOST_EARLIER = replace(CURRENT, number="8", lost_on=date(2021, 2, 1))
EXPIRED = replace(CURRENT, number="7", valid_until=date(2026, 4, 9))
FROM_TODAY = replace(CURRENT, valid_from=TODAY)
REGISTERED_LATER = replace(CURRENT, registered_on=date(2026, 4, 25))
FUTURE = replace(CURRENT, number="6", valid_from=date(2026, 4, 11))
NEWER = replace(CURRENT, number="5", valid_from=date(2026, 2, 1))
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
AID = replace(
    CURRENT,
    classification=CardClassification.MEDICAL_AID,
    insurer_number="12990016",
    number="18",
    tickets=(TICKET,),
)
AID_WITHOUT_TICKET = replace(AID, tickets=())
AID_LAST_MONTH = replace(AID, tickets=(replace(TICKET, treatment_month="202603"),))
AID_FOR_PHARMACY = replace(AID, tickets=(replace(TICKET, ticket_type="02"),))

BY_NUMBER = {
    "in force": ((CURRENT,), (), SEES_AID, "1", CURRENT),
    "lost, nothing newer": ((LOST,), (), SEES_AID, "2", LOST),
    "lost, a newer one": ((LOST,), (NEWER,), SEES_AID, "3", LOST),
    "lost, the newer one not begun": ((LOST,), (FUTURE,), SEES_AID, "2", LOST),
    "lost, then 医療扶助": ((LOST,), (AID,), SEES_AID, "3", LOST),
    "lost, then 医療扶助 unseen": ((LOST,), (AID,), NO_AID, "2", LOST),
    "its last day is over": ((EXPIRED,), (), SEES_AID, "2", EXPIRED),
    "not begun": ((FUTURE,), (), SEES_AID, "4", None),
    "nobody": ((), (), SEES_AID, "4", None),
    "the same number lost and renewed": ((LOST, NEWER), (), SEES_AID, "1", NEWER),
    "the same number lost twice": ((LOST, LOST_EARLIER), (), SEES_AID, "2", LOST),
    "lost twice, told the other way round": (
        (LOST_EARLIER, LOST),
        (),
        SEES_AID,
        "2",
        LOST,
    ),
    "the same number in force twice": ((CURRENT, NEWER), (), SEES_AID, "1", NEWER),
    "in force twice, told the other way round": (
        (NEWER, CURRENT),
        (),
        SEES_AID,
        "1",
        NEWER,
    ),
    "its first day": ((FROM_TODAY,), (), SEES_AID, "1", FROM_TODAY),
    "registered some day, where that does not matter": (
        (REGISTERED_LATER,),
        (),
        SEES_AID,
        "1",
        REGISTERED_LATER,
    ),
    "医療扶助 with a ticket": ((AID,), (), SEES_AID, "1", AID),
    "医療扶助 unseen": ((AID,), (), NO_AID, "4", None),
    "医療扶助 without a ticket": (
        (AID_WITHOUT_TICKET,),
        (),
        SEES_AID,
        "6",
        AID_WITHOUT_TICKET,
    ),
    "医療扶助, last month's ticket": (
        (AID_LAST_MONTH,),
        (),
        SEES_AID,
        "6",
        AID_LAST_MONTH,
    ),
    "医療扶助, a ticket for pharmacies": (
        (AID_FOR_PHARMACY,),
        (),
        SEES_AID,
        "6",
        AID_FOR_PHARMACY,
    ),
    "医療扶助, at the pharmacy": (
        (AID_FOR_PHARMACY,),
        (),
        Viewer(medical_aid=True, ticket_type="02"),
        "1",
        AID_FOR_PHARMACY,
    ),
}


@pytest.mark.parametrize(
    ("matched", "others", "viewer", "validity", "shown"),
    BY_NUMBER.values(),
    ids=BY_NUMBER.keys(),
)
def test_a_search_by_number_says_what_the_number_is_worth(
    matched: tuple[Coverage, ...],
    others: tuple[Coverage, ...],
    viewer: Viewer,
    validity: str,
    shown: Coverage | None,
) -> None:
    finding = by_number(matched, (*matched, *others), on=TODAY, viewer=viewer)

    assert finding.validity == validity
    assert finding.coverages == (() if shown is None else (shown,))


BY_CARD = {
    "one in force": ((CURRENT,), SEES_AID, "1", (CURRENT,)),
    "the newer one": ((LOST, NEWER), SEES_AID, "1", (NEWER,)),
    "its first day": ((FROM_TODAY,), SEES_AID, "1", (FROM_TODAY,)),
    "none in force": ((LOST_EARLIER, LOST), SEES_AID, "2", (LOST,)),
    "expired yesterday": ((LOST, EXPIRED), SEES_AID, "2", (EXPIRED,)),
    "both at once": ((AID, CURRENT), SEES_AID, "1", (CURRENT, AID)),
    "both, 医療扶助 unseen": ((AID, CURRENT), NO_AID, "1", (CURRENT,)),
    "both, no ticket": (
        (AID_WITHOUT_TICKET, CURRENT),
        SEES_AID,
        "1",
        (CURRENT, AID_WITHOUT_TICKET),
    ),
    "医療扶助 alone": ((AID,), SEES_AID, "1", (AID,)),
    "医療扶助 alone, no ticket": (
        (AID_WITHOUT_TICKET,),
        SEES_AID,
        "6",
        (AID_WITHOUT_TICKET,),
    ),
    "医療扶助 alone, unseen": ((AID,), NO_AID, "4", ()),
    "nothing yet": ((FUTURE,), SEES_AID, "4", ()),
    "nothing at all": ((), SEES_AID, "4", ()),
}


@pytest.mark.parametrize(
    ("coverages", "viewer", "validity", "shown"), BY_CARD.values(), ids=BY_CARD.keys()
)
def test_a_card_brings_what_is_in_force_or_what_ended_last(
    coverages: tuple[Coverage, ...],
    viewer: Viewer,
    validity: str,
    shown: tuple[Coverage, ...],
) -> None:
    finding = by_card(coverages, on=TODAY, viewer=viewer)

    assert finding.validity == validity
    assert finding.coverages == shown


def test_the_day_of_loss_is_the_first_without_cover() -> None:
    last_day = date(2026, 1, 31)

    assert by_card((LOST,), on=last_day, viewer=NO_AID).validity is Validity.VALID
    assert (
        by_card((LOST,), on=date(2026, 2, 1), viewer=NO_AID).validity
        is Validity.INVALID
    )
