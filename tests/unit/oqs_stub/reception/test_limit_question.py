"""限度額: asked on the page up to 2024-10-06, given without a question since [G-09]."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.records import Consent, ConsentForm
from oqs_stub.rules.consent_view import ConsentTerms
from oqs_stub.rules.reception import ReceptionTerms
from oqs_stub.stub import Stub

from .visitor import (
    ALL_KINDS,
    DENTAL,
    HOME,
    Card,
    choose,
    consents,
    edit_path,
    entrance,
    launch,
    post,
    read,
    register,
    soup,
    update,
    view,
)

LAST_DAY = datetime(2024, 10, 6, 10, 0, tzinfo=JST)
FIELD = "consent-limit"


@pytest.fixture
def asking(stub: Stub) -> Stub:
    """A stub whose page still asks, whatever day it is."""
    stub.reception._terms = ReceptionTerms(limit_asked_before=date(2030, 1, 1))
    return stub


DAYS = {
    "the last day": (LAST_DAY, True),
    "its last moment": (datetime(2024, 10, 6, 23, 59, 59, tzinfo=JST), True),
    "the day on which it went": (datetime(2024, 10, 7, tzinfo=JST), False),
    "today": (datetime(2026, 4, 10, tzinfo=JST), False),
}


@pytest.mark.parametrize(("now", "asked"), DAYS.values(), ids=DAYS.keys())
def test_the_page_asks_up_to_a_day(
    web: FlaskClient,
    stub: Stub,
    clock: SettableClock,
    now: datetime,
    asked: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    clock.set(now)

    page = web.get(f"{entrance(stub)}/consents")

    assert (f'name="{FIELD}"' in page.text) is asked
    assert ("限度額情報" in page.text) is asked


ANSWERS = {
    "agreed to": ({FIELD: "1"}, True, "同意する"),
    "refused": ({FIELD: "0"}, False, "同意しない"),
    "left open": ({}, False, "同意しない"),
}


@pytest.mark.parametrize(
    ("fields", "given", "shown"), ANSWERS.values(), ids=ANSWERS.keys()
)
def test_the_answer_is_shown_and_stored(
    web: FlaskClient,
    asking: Stub,
    card: Card,
    fields: dict[str, str],
    given: bool,  # noqa: FBT001 - a column of the table.
    shown: str,
) -> None:
    session = choose(web, entrance(asking), **fields)
    confirmed = soup(web.get(f"{session}/confirm"))
    answer = read(web, launch(web, session), card)

    assert answer.status_code == 200, answer.text
    assert _row(confirmed.get_text()) == shown
    (consent,) = consents(asking)
    assert consent.gives_limit is given


def test_agreeing_to_all_agrees_to_it_too(web: FlaskClient, asking: Stub) -> None:
    start = f"{entrance(asking)}/consents"

    page = soup(post(web, start, **{"agree-all": "1"}))

    chosen = page.select_one(f"#{FIELD} input[checked]")
    assert chosen is not None
    assert chosen["value"] == "1"


def test_where_it_is_not_asked_it_is_given_whatever_was_posted(
    web: FlaskClient, stub: Stub, card: Card
) -> None:
    done = register(web, entrance(stub), card, **{FIELD: "0"})

    (consent,) = consents(stub)
    assert consent.gives_limit
    assert "限度額情報" not in web.get(done).text


def test_it_can_be_changed_with_the_other_consents(
    web: FlaskClient, asking: Stub, card: Card
) -> None:
    register(web, entrance(asking), card, **ALL_KINDS, **{FIELD: "1"})

    updated = update(
        web, view(web, entrance(asking), card), **ALL_KINDS, **{FIELD: "0"}
    )

    (consent,) = consents(asking)
    assert not consent.gives_limit
    assert "同意しない" in web.get(updated, follow_redirects=True).text


def test_once_it_is_no_longer_asked_an_update_leaves_it_as_it_was(
    web: FlaskClient, asking: Stub, card: Card
) -> None:
    register(web, entrance(asking), card, **ALL_KINDS, **{FIELD: "0"})
    asking.reception._terms = ReceptionTerms()

    shown = view(web, entrance(asking), card)
    edit = edit_path(soup(web.get(shown)))
    assert FIELD not in web.get(edit).text
    update(web, shown, **ALL_KINDS)

    (consent,) = consents(asking)
    assert not consent.gives_limit


def _registered(stub: Stub, **chosen: object) -> Consent:
    form = replace(ConsentForm(), **chosen)  # type: ignore[arg-type]  # Any field.
    stub.registration.register(
        1001,
        institution_code=DENTAL,
        category=HOME,
        form=form,
        channel="tests",
        now=stub.clock.now(),
    )
    return consents(stub)[-1]


@pytest.mark.parametrize(
    ("first", "days", "then"),
    [
        pytest.param(True, 1, True, id="given-before"),
        pytest.param(False, 1, False, id="refused-before"),
        pytest.param(True, 200, False, id="given-but-lapsed"),
    ],
)
def test_with_take_over_an_open_question_stays_as_it_was(
    *, stub: Stub, clock: SettableClock, first: bool, days: int, then: bool
) -> None:
    stub.care.rules = replace(stub.rules, consent=ConsentTerms(take_over=True))
    _registered(stub, gives_limit=first)

    clock.set(clock.now() + timedelta(days=days))

    assert _registered(stub, gives_limit=None).gives_limit is then


def test_without_take_over_an_open_question_is_a_refusal(stub: Stub) -> None:
    _registered(stub, gives_limit=True)

    assert not _registered(stub, gives_limit=None).gives_limit


def _row(text: str) -> str:
    """What stands behind 「限度額情報」 in a summary."""
    return text.split("限度額情報", 1)[1].split()[0]
