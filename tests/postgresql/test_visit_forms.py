"""PostgreSQL holds columns to their width: every form of care fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from card_profiles.dates import JST
from oqs_stub.consents import Consents
from oqs_stub.database import Database
from oqs_stub.institutions import Institutions
from oqs_stub.records import CardCheck, Consent, TreatmentCategory, VisitForm

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
DENTIST = "9930000014"
HOME = TreatmentCategory.HOME_VISIT


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.mark.parametrize("form", VisitForm)
def test_every_form_of_care_is_kept(database: Database, form: VisitForm) -> None:
    consents = Consents(database)
    consents.add_card_check(
        CardCheck(
            person_id="sakura",
            institution_code=DENTIST,
            category=HOME,
            at=NOON,
            visit=form,
        )
    )
    consents.record(
        Consent(
            person_id="sakura",
            institution_code=DENTIST,
            category=HOME,
            kinds=frozenset(),
            prescription=None,
            given_at=NOON,
            channel="test",
            visit=form,
        )
    )

    (consent,) = consents.everything()
    (check,) = consents.card_checks("sakura", DENTIST, HOME)
    assert (consent.visit, check.visit) == (form, form)


def test_that_pages_ask_what_the_care_is_is_kept(database: Database) -> None:
    institutions = Institutions(database)
    asking = replace(institutions.get(DENTIST), asks_visit_form=True)

    institutions.change(asking)

    assert Institutions(database).get(DENTIST) == asking
