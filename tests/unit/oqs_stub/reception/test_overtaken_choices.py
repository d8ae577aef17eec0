"""What was chosen on the page, overtaken by midnight or by the institution."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub

from .visitor import (
    DENTAL,
    ONLINE,
    Card,
    choose,
    consents,
    entrance,
    heading,
    launch,
    marker,
    post,
    read,
    soup,
    token,
)

BEFORE_MIDNIGHT = datetime(2026, 4, 10, 23, 57, tzinfo=JST)
AFTER_MIDNIGHT = datetime(2026, 4, 11, 0, 1, tzinfo=JST)
TODAY = {"examination-date": "2026-04-10"}


@pytest.mark.usefixtures("on_any_day")
def test_a_card_read_after_the_day_it_was_for_registers_nothing(
    stub: Stub, web: FlaskClient, card: Card, clock: SettableClock
) -> None:
    clock.set(BEFORE_MIDNIGHT)
    session = choose(web, entrance(stub, ONLINE), **TODAY)
    started = launch(web, session)
    clock.set(AFTER_MIDNIGHT)

    answer = read(web, started, card)
    page = web.get(session)

    assert answer.get_json()["reason"] == "examination_date_past"
    assert marker(page, "reason") == "examination_date_past"
    assert consents(stub) == []
    assert stub.consents.card_checks("sakura", DENTAL, ONLINE) == []
    assert "受診予定日を入力し直して" in soup(page).get_text()
    assert web.get(f"{session}/confirm").headers["Location"] == f"{session}/consents"


@pytest.mark.usefixtures("on_any_day")
def test_after_midnight_the_app_is_not_opened_for_yesterday(
    stub: Stub, web: FlaskClient, card: Card, clock: SettableClock
) -> None:
    clock.set(BEFORE_MIDNIGHT)
    session = choose(web, entrance(stub, ONLINE), **TODAY)
    shown = token(web.get(f"{session}/confirm"))
    clock.set(AFTER_MIDNIGHT)

    pressed = web.post(f"{session}/launch", data={"form-token": shown})
    told = web.get(pressed.headers["Location"])

    assert (pressed.status_code, heading(told)) == (303, "同意内容の入力")
    assert "過ぎた日付" in soup(told).select("[role=alert]")[0].get_text()
    mended = post(
        web,
        f"{session}/consents",
        **{"prescription": "1", "examination-date": "2026-04-11"},
    )
    assert mended.status_code == 303
    assert read(web, launch(web, session), card).status_code == 200
    assert len(consents(stub)) == 1


def test_a_question_that_the_institution_has_since_is_asked_before_the_app_opens(
    stub: Stub, web: FlaskClient
) -> None:
    _choose_prescriptions_at(stub, timing="1")
    session = choose(web, entrance(stub))
    shown = token(web.get(f"{session}/confirm"))
    _choose_prescriptions_at(stub, timing="2")

    pressed = web.post(f"{session}/launch", data={"form-token": shown})
    told = web.get(pressed.headers["Location"])

    assert "処方箋の発行形態" in soup(told).select("[role=alert]")[0].get_text()


def test_correcting_leaves_open_what_was_left_open(
    stub: Stub, web: FlaskClient
) -> None:
    session = choose(web, entrance(stub), **{"consent-YZK": "1", "consent-TKK": "0"})

    page = soup(web.get(f"{session}/consents"))

    checked = {
        (str(field["name"]), str(field["value"])) for field in page.select("[checked]")
    }
    assert checked == {
        ("consent-YZK", "1"),
        ("consent-TKK", "0"),
        ("prescription", "1"),
    }


def _choose_prescriptions_at(stub: Stub, *, timing: str) -> None:
    settings = stub.institutions.settings(DENTAL)
    stub.institutions.change_settings(
        DENTAL, replace(settings, prescription_timing=timing)
    )
    stub.institutions.apply_pending(DENTAL)
