"""同意照会・更新: the card first, then what is stored, and changing it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.records import ConsentKind, Prescription, Settings
from oqs_stub.stub import Stub

from .visitor import (
    ALL_KINDS,
    DENTAL,
    HOME,
    ONLINE,
    Card,
    consents,
    edit_path,
    entrance,
    heading,
    identify,
    marker,
    post,
    register,
    soup,
    token,
    update,
    view,
)


def test_the_menu_leads_to_both_functions(stub: Stub, web: FlaskClient) -> None:
    menu = soup(web.get(entrance(stub))).select("nav a")

    assert [link.get_text() for link in menu] == [
        "資格確認・同意登録",
        "同意照会・更新",
        "すべての同意を取消す",
    ]
    assert [web.get(str(link["href"])).status_code for link in menu] == [200] * 3


def test_the_app_is_told_what_the_card_is_for(stub: Stub, web: FlaskClient) -> None:
    assert identify(web, entrance(stub), "view")["mode"] == "view"
    assert identify(web, entrance(stub), "cancel")["mode"] == "cancel"


def test_stored_consents_are_shown_once_the_card_was_read(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **{"consent-YZK": "1"})

    page = soup(web.get(view(web, entrance(stub), card)))

    shown = {
        row.dt.get_text(): row.dd.get_text()
        for row in page.select("dl.pairs div")
        if row.dt is not None and row.dd is not None
    }
    assert shown == {
        "薬剤情報": "同意する",
        "診療情報": "同意しない",
        "手術情報": "同意しない",
        "特定健診等情報": "同意しない",
        "特定疾病療養受療証情報": "同意しない",
        "処方箋の発行形態": "電子処方箋",
    }
    assert "01990019" not in page.get_text()
    assert "さくら" not in page.get_text()


def test_looking_at_consents_registers_nothing(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **{"consent-YZK": "1"})
    before = consents(stub)

    web.get(view(web, entrance(stub), card))

    assert consents(stub) == before
    assert len(stub.consents.card_checks("sakura", DENTAL, HOME)) == 1


def test_before_the_card_nothing_is_shown(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    session = post(web, f"{entrance(stub)}/view").headers["Location"]

    waiting = web.get(session)

    assert heading(waiting) == "マイナポータルアプリを開きます"
    assert "同意する" not in soup(waiting).get_text()
    assert web.get(f"{session}/change").headers["Location"] == session
    (consent,) = consents(stub)
    sneaked = web.get(f"{session}/stored/{consent.id}")
    assert sneaked.headers["Location"] == session


@pytest.mark.usefixtures("on_any_day")
def test_a_kind_can_be_taken_back_and_given_again(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    without_drugs = {**ALL_KINDS, "consent-YZK": "0"}
    clock.set(clock.now() + timedelta(days=3))

    done = update(web, view(web, entrance(stub), card), **without_drugs)
    taken_back = consents(stub)
    update(web, view(web, entrance(stub), card), **ALL_KINDS)
    given_again = consents(stub)

    assert heading(web.get(done)) == "更新完了"
    assert marker(web.get(done), "outcome") == "updated"
    assert [one.kinds for one in taken_back] == [
        frozenset(ConsentKind) - {ConsentKind.DRUGS}
    ]
    assert [one.given_at for one in taken_back] == [clock.now()]
    assert [one.kinds for one in given_again] == [frozenset(ConsentKind)]


def test_nothing_changes_before_it_is_confirmed(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    edit = edit_path(soup(web.get(view(web, entrance(stub), card))))

    answer = post(web, edit, prescription="2")
    review = web.get(answer.headers["Location"])

    assert heading(review) == "変更内容の確認"
    assert "紙の処方箋" in review.text
    assert consents(stub)[0].prescription is Prescription.ELECTRONIC


def test_pressing_twice_updates_once(stub: Stub, web: FlaskClient, card: Card) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    edit = edit_path(soup(web.get(view(web, entrance(stub), card))))
    review = post(web, edit, prescription="2").headers["Location"]
    own = token(web.get(review))

    first = web.post(review, data={"form-token": own})
    second = web.post(review, data={"form-token": own})

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.headers["Location"] == first.headers["Location"]
    lines = [entry.action for entry in stub.ledger.entries()]
    assert lines.count("同意更新 診療区分2") == 1


def test_the_edit_page_begins_with_what_is_stored(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **{"consent-TKK": "1"})

    page = soup(web.get(edit_path(soup(web.get(view(web, entrance(stub), card))))))

    chosen = {field["name"] for field in page.select("input[value='1'][checked]")}
    assert chosen == {"consent-TKK", "prescription"}


def test_the_day_of_an_online_examination_is_read_only(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    start = entrance(stub, ONLINE)
    register(web, start, card, **{"examination-date": "2026-04-20", **ALL_KINDS})
    shown = view(web, start, card)
    page = soup(web.get(edit_path(soup(web.get(shown)))))

    update(web, shown, **{"examination-date": "2026-05-01", "consent-YZK": "1"})

    assert page.select("input[type=date]") == []
    assert "2026年4月20日" in page.get_text()
    (consent,) = consents(stub)
    assert consent.examination_date == date(2026, 4, 20)
    assert consent.kinds == {ConsentKind.DRUGS}


@pytest.mark.usefixtures("on_any_day")
def test_every_day_of_an_examination_ahead_has_its_own_consent(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    start = entrance(stub, ONLINE)
    for day in ("2026-04-20", "2026-04-11"):
        register(web, start, card, **{"examination-date": day})
        clock.set(clock.now() + timedelta(days=1))
    # By now it is the 12th: the examination of the 11th is over.
    register(web, start, card, **{"examination-date": "2026-04-15"})

    page = soup(web.get(view(web, start, card)))

    headings = [found.get_text() for found in page.select(".card h2")]
    assert headings == ["2026年4月15日 の受診の同意", "2026年4月20日 の受診の同意"]


@pytest.mark.usefixtures("on_any_day")
def test_who_registers_again_for_a_day_takes_the_former_back(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    start, day = entrance(stub, ONLINE), {"examination-date": "2026-04-20"}
    register(web, start, card, **{**day, **ALL_KINDS})
    clock.set(clock.now() + timedelta(days=1))
    register(web, start, card, **{**day, "consent-YZK": "1"})

    page = soup(web.get(view(web, start, card)))

    (shown,) = page.select(".card")
    assert shown.get_text().count("同意する") == 1


@pytest.mark.usefixtures("on_any_day")
def test_an_update_of_a_day_that_another_consent_has_takes_nothing_away(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    start = entrance(stub, ONLINE)
    register(web, start, card, **{"examination-date": "2026-04-20", **ALL_KINDS})
    clock.set(clock.now() + timedelta(days=1))
    register(web, start, card, **{"examination-date": "2026-04-25", **ALL_KINDS})
    shown = view(web, start, card)
    links = soup(web.get(shown)).select(".card a.button")
    answer = post(web, str(links[0]["href"]), prescription="1")
    post(web, answer.headers["Location"])

    assert {one.examination_date: len(one.kinds) for one in consents(stub)} == {
        date(2026, 4, 20): 0,
        date(2026, 4, 25): 5,
    }


def test_a_kind_not_asked_any_more_stays_as_it_was(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **ALL_KINDS)
    drugs = frozenset({ConsentKind.DRUGS})
    stub.institutions.change_settings(
        DENTAL, Settings(home_visit=True, consent_kinds=drugs)
    )
    stub.institutions.apply_pending(DENTAL)

    update(web, view(web, entrance(stub), card), **{"consent-YZK": "0"})

    assert consents(stub)[0].kinds == frozenset(ConsentKind) - drugs
