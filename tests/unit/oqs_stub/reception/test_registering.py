"""A registration from the first page to 登録完了, and what is kept of it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from oqs_stub.records import (
    ConsentKind,
    Prescription,
)
from oqs_stub.stub import Stub

from .visitor import (
    ALL_KINDS,
    DENTAL,
    HOME,
    Card,
    Issue,
    Maker,
    choose,
    consents,
    entrance,
    finish,
    heading,
    launch,
    marker,
    opened_app,
    press_launch,
    read,
    register,
    soup,
)


def test_a_whole_registration_is_stored(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    start = entrance(stub)
    assert web.get(start).status_code == 200

    session = choose(web, start, **{"consent-YZK": "1", "consent-SHJ": "0"})
    accepted = read(web, launch(web, session), card)
    done = web.get(accepted.get_json()["return"])

    assert accepted.status_code == 200
    assert accepted.get_json()["result"] == "accepted"
    assert heading(done) == "登録完了"
    assert marker(done, "outcome") == "registered"
    (consent,) = consents(stub)
    assert consent.person_id == "sakura"
    assert consent.kinds == {ConsentKind.DRUGS}
    assert consent.prescription is Prescription.ELECTRONIC
    assert consent.channel == "zaitaku-web"
    assert len(stub.consents.card_checks("sakura", DENTAL, HOME)) == 1


def test_the_last_page_shows_institution_time_and_number_but_no_eligibility(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    done = register(web, entrance(stub), card)

    text = soup(web.get(done)).get_text()

    assert "マイナベンチ歯科診療所" in text
    assert "2026年4月10日 10時00分" in text
    assert "20260410-000001" in text
    assert "本エミュレーター独自" in text
    assert "01990019" not in text
    assert "さくら" not in text


def test_nothing_is_registered_before_the_card_is_read(
    stub: Stub, web: FlaskClient
) -> None:
    session = choose(web, entrance(stub))
    launch(web, session)

    waiting = web.get(session)

    assert consents(stub) == []
    assert heading(waiting) == "まだ登録されていません"
    link = soup(waiting).find("a", string="マイナポータルアプリを開く")
    assert link is not None
    assert str(link["href"]).startswith("mynabench-app://authenticate?")


def test_the_page_opens_the_app_by_itself_once(stub: Stub, web: FlaskClient) -> None:
    session = choose(web, entrance(stub))
    press_launch(web, session)

    arrived, reloaded = web.get(session), web.get(session)
    press_launch(web, session)
    again = web.get(session)

    link = soup(arrived).find("a", string="マイナポータルアプリを開く")
    assert link is not None
    assert heading(arrived) == "マイナポータルアプリを開きます"
    assert opened_app(arrived) == link["href"]
    assert soup(arrived).find("a", string="登録状況を確認する") is not None
    assert heading(reloaded) == "まだ登録されていません"
    assert opened_app(reloaded) is None
    assert opened_app(again) == opened_app(arrived)


def test_the_command_names_the_stubs_own_directory(
    stub: Stub, web: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        stub, "config", replace(stub.config, state_dir=Path("my state"))
    )
    session = choose(web, entrance(stub))
    press_launch(web, session)

    page = soup(web.get(session))

    command, link = page.select_one("pre.command"), page.select_one("a.button")
    assert command is not None
    assert link is not None
    assert shlex.split(command.get_text()) == [
        *("mynabench", "app", "--state", str(tmp_path / "my state")),
        *("--persona", "hanako", link["href"]),
    ]


def test_the_app_may_return_to_a_browser_that_began_nothing(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    done = register(web, entrance(stub), card)

    other_browser = web.application.test_client()

    assert heading(other_browser.get(done)) == "登録完了"
    assert heading(other_browser.get(done)) == "登録完了"


def test_the_browser_left_behind_can_ask_for_the_state(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))
    page = soup(web.get(f"{session}/confirm"))
    read(web, launch(web, session), card)

    link = page.find("a", string="登録状況を確認する")

    assert link is not None
    assert heading(web.get(str(link["href"]), follow_redirects=True)) == "登録完了"


def test_two_registrations_of_one_day_make_one_consent(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    for fields in ({"consent-YZK": "1"}, {"consent-SRJ": "1"}):
        register(web, entrance(stub), card, **fields)

    (consent,) = consents(stub)

    assert consent.kinds == {ConsentKind.DIAGNOSIS}


def test_the_card_decides_whose_consent_it_is(
    stub: Stub, web: FlaskClient, issue_card: Issue, make_persona: Maker
) -> None:
    other = make_persona("momo", serial=605)
    stub.people.add([other])
    session = choose(web, entrance(stub))

    read(web, launch(web, session), issue_card(other))

    assert [consent.person_id for consent in consents(stub)] == ["momo"]


def test_the_next_patient_starts_with_an_empty_page(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    done = register(web, entrance(stub), card, **ALL_KINDS)
    link = soup(web.get(done)).find("a", string="次の患者さんの受付へ")

    assert link is not None
    page = soup(web.get(f"{link['href']}/consents"))

    assert page.select("input[checked]") == []


def test_every_page_says_that_it_is_an_emulator_and_loads_nothing(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))
    pages = [
        web.get("/"),
        web.get(entrance(stub)),
        web.get(f"{entrance(stub)}/consents"),
        web.get(f"{session}/confirm"),
        web.get(session),
        web.get("/zaitaku/hv/made-up"),
        web.get("/no-such-page"),
    ]
    pages.append(web.get(finish(web, launch(web, session), card)))

    for page in pages:
        document = soup(page)
        assert document.html is not None
        assert document.html["lang"] == "ja"
        assert "これはエミュレーターです" in document.get_text()
        assert document.select("script, link[rel=stylesheet], img[src^=http]") == []
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"


def test_the_ledger_tells_who_came_and_what_came_of_it(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))
    started = launch(web, session)
    read(web, started, card)
    read(web, started, card)

    lines = [
        (entry.action, entry.person_id, entry.result)
        for entry in stub.ledger.entries()
        if entry.face == "reception"
    ]

    assert lines == [
        ("同意登録 診療区分2", "sakura", "ok"),
        ("同意登録 診療区分2", "", "challenge_invalid"),
    ]
