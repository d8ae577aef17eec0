"""Long lists come in pages of a hundred, each with an address of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.model import Persona
from oqs_stub.stub import Stub
from oqs_stub.terminal.paging import PER_PAGE, part_of

from .staff import consent, log_in, post, soup

PEOPLE = 2 * PER_PAGE + 1


@pytest.fixture
def crowd(stub: Stub, make_persona: Callable[..., Persona]) -> None:
    """More people than two pages hold, who have all consented."""
    names = [f"p{number:03d}" for number in range(PEOPLE)]
    stub.registry.add_all(
        make_persona(name, serial=5000 + at) for at, name in enumerate(names)
    )
    with stub.database.begin():
        for name in names:
            consent(stub, person_id=name)


@pytest.fixture
def address(web: FlaskClient, crowd: None, request: pytest.FixtureRequest) -> str:
    """Where a list of them all is shown."""
    log_in(web, "viewer")
    if request.param == "patients":
        return "/terminal/patients"
    days = {"since": "2026-04-10", "until": "2026-04-10"}
    fields = {"category": "hv", "way": "consent", **days}
    return post(web, "/terminal/consented", fields).headers["Location"]


LISTS = pytest.mark.parametrize("address", ["patients", "results"], indirect=True)


def rows(answer: TestResponse) -> list[str]:
    return [str(row) for row in soup(answer).select("thead ~ tbody tr")]


def link(answer: TestResponse, rel: str) -> str | None:
    found = soup(answer).select_one(f"nav.pages a[rel={rel}]")
    return None if found is None else str(found["href"])


@LISTS
def test_the_pages_together_show_everybody_once(web: FlaskClient, address: str) -> None:
    seen: list[list[str]] = []
    page: str | None = address
    while page is not None:
        answer = web.get(page)
        seen.append(rows(answer))
        page = link(answer, "next")

    assert [len(each) for each in seen] == [PER_PAGE, PER_PAGE, 1]
    told = soup(answer).select("main [role=status]")[0].get_text()
    assert told.startswith(f"{PEOPLE}件")
    assert told.endswith("：201〜201件目")


@LISTS
def test_a_page_has_an_address_to_come_back_to(web: FlaskClient, address: str) -> None:
    first = web.get(address)
    second = web.get(link(first, "next") or "")

    back = web.get(link(second, "prev") or "")

    assert rows(back) == rows(first)
    assert rows(web.get(second.request.path + "?page=2")) == rows(second)
    current = soup(second).select("nav.pages [aria-current=page]")
    assert [one.get_text() for one in current] == ["2ページ"]
    title = soup(second).title
    assert title is not None
    assert "101〜200件目" in title.get_text()


@LISTS
def test_any_page_that_is_asked_for_leads_to_one_that_there_is(
    web: FlaskClient, address: str
) -> None:
    asked = {"9999": "3", "0": "1", "二": "1", "-1": "1", "9" * 5000: "1"}

    answers = [web.get(address, query_string={"page": page}) for page in asked]

    assert {answer.status_code for answer in answers} == {200}
    shown = [soup(one).select("nav.pages [aria-current=page]") for one in answers]
    assert [[one.get_text() for one in numbers] for numbers in shown] == [
        [f"{number}ページ"] for number in asked.values()
    ]


def test_a_short_list_has_no_pages(web: FlaskClient, stub: Stub) -> None:
    consent(stub)
    log_in(web, "viewer")

    answer = web.get("/terminal/patients")

    assert len(rows(answer)) == 1
    assert soup(answer).select("nav.pages") == []


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        pytest.param("1", [1, 2, 3, None, 20], id="first"),
        pytest.param("4", [1, 2, 3, 4, 5, 6, None, 20], id="near-the-first"),
        pytest.param("10", [1, None, 8, 9, 10, 11, 12, None, 20], id="middle"),
        pytest.param("20", [1, None, 18, 19, 20], id="last"),
    ],
)
def test_of_many_pages_both_ends_and_the_near_ones_are_linked(
    page: str, numbers: list[int | None]
) -> None:
    assert part_of(range(2000), page).numbers == numbers
