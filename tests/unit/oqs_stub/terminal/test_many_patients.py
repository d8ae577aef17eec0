"""The patients' lists ask the database no more often for many patients than for few."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from oqs_stub.records import CardCheck
from oqs_stub.stub import Stub

from .staff import ONLINE, Maker, consent, log_in, post, soup

FEW, MANY = 2, 12


@pytest.fixture
def visited(stub: Stub, make_persona: Maker) -> Callable[[int], None]:
    """Let so many patients have been visited in all."""

    def visit(count: int) -> None:
        for number in range(count):
            name = f"p{number}"
            stub.registry.add(make_persona(name, serial=5000 + number))
            given = consent(stub, person_id=name)
            stub.consents.add_card_check(
                CardCheck(
                    person_id=name,
                    institution_code=given.institution_code,
                    category=given.category,
                    at=given.given_at,
                )
            )

    return visit


@pytest.mark.parametrize(
    ("address", "each"),
    [
        pytest.param("/terminal/patients", "tbody tr", id="patients"),
        pytest.param("/terminal/reinquiry", "tbody tr", id="reinquiry"),
        pytest.param("/terminal/bulk-check", "[name=patient]", id="bulk-check"),
        pytest.param("/terminal/cancel", "[name=patient]", id="cancel"),
    ],
)
def test_a_list_of_many_costs_no_more_queries(
    web: FlaskClient,
    visited: Callable[[int], None],
    address: str,
    each: str,
) -> None:
    log_in(web, "viewer")
    seen = []
    for count in (FEW, MANY):
        visited(count)
        with _asked() as asked:
            shown = web.get(address)
        assert len(soup(shown).select(each)) == count
        seen.append(len(asked))

    few, many = seen
    assert many - few < MANY - FEW  # What is looked up for each would be a query more.


@pytest.mark.parametrize("category", ["hv", "on"])
@pytest.mark.parametrize("suffix", ["", ".xml"], ids=["page", "file"])
def test_the_result_of_a_consented_list_of_many_costs_no_more_queries(
    web: FlaskClient,
    stub: Stub,
    visited: Callable[[int], None],
    category: str,
    suffix: str,
) -> None:
    log_in(web, "viewer")
    seen = []
    for count in (FEW, MANY):
        visited(count)
        for number in range(count):
            consent(stub, person_id=f"p{number}", category=ONLINE)
        days = {"since": "2026-04-10", "until": "2026-04-10"}
        fields = {"category": category, "way": "consent", **days}
        accepted = post(web, "/terminal/consented", fields)
        web.get(accepted.headers["Location"] + suffix)  # Notes whom it told what.
        with _asked() as asked:
            shown = web.get(accepted.headers["Location"] + suffix)
        assert shown.text.count("髙﨑") >= count
        seen.append(len(asked))

    few, many = seen
    assert many - few < MANY - FEW


def test_one_patient_is_found_without_the_others(
    web: FlaskClient, visited: Callable[[int], None]
) -> None:
    log_in(web, "viewer")
    visited(MANY)
    link = soup(web.get("/terminal/patients")).select("tbody th a")[0]["href"]

    with _asked() as asked:
        web.get(str(link))
        post(web, "/terminal/cancel", {"patient": "p3"})
        post(web, "/terminal/reinquiry/patients", {"patient": "p4"})

    named = set(re.findall("'(p[0-9]+)'", repr(asked)))
    assert {"p3", "p4"} <= named
    assert len(named) == 3


@contextmanager
def _asked() -> Iterator[list[object]]:
    """The statements that the database is sent, with their values."""
    seen: list[object] = []

    def listen(
        _connection: object,
        _cursor: object,
        statement: str,
        parameters: object,
        *_rest: object,
    ) -> None:
        seen.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
