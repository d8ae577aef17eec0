"""An institution has one name, in the list and in everything that tells of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from card_profiles import loader, synth
from card_profiles.model import Persona
from oqs_stub.database import Database
from oqs_stub.institutions import Institutions


@pytest.fixture
def names(database: Database) -> dict[str, str]:
    return {one.code: one.name for one in Institutions(database).all()}


def _told(persona: Persona) -> set[tuple[str | None, str | None]]:
    tickets = [ticket for one in persona.coverages for ticket in one.tickets]
    return {
        *((one.pharmacy_code, one.pharmacy_name) for one in persona.dispensings),
        *((one.prescriber_code, one.prescriber_name) for one in persona.dispensings),
        *((one.institution_code, one.institution_name) for one in persona.treatments),
        *((one.institution_code, one.institution_name) for one in tickets),
        *((one.prescriber_code, one.prescriber_name) for one in tickets),
    }


def test_histories_and_tickets_name_institutions_as_the_list_does(
    names: dict[str, str], now: datetime
) -> None:
    people = [*loader.load_all(now=now), *synth.generate(300, seed=1, now=now)]

    told = {one for persona in people for one in _told(persona)}

    wrong = {(code, name) for code, name in told if names.get(code or "", name) != name}
    assert wrong == set()
    assert {code for code, _ in told} & set(names)
