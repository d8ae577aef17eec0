"""The consent page: what is asked, and what an answer means."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from oqs_stub.records import (
    ConsentKind,
    Prescription,
    Settings,
)
from oqs_stub.stub import Stub

from .visitor import (
    ALL_KINDS,
    DENTAL,
    HOME,
    ONLINE,
    PHARMACY,
    Card,
    choose,
    consents,
    entrance,
    launch,
    post,
    read,
    soup,
)


def test_nothing_is_selected_beforehand(stub: Stub, web: FlaskClient) -> None:
    page = soup(web.get(f"{entrance(stub)}/consents"))

    assert len(page.select("input[type=radio]")) == 12
    assert page.select("input[checked]") == []


def test_every_choice_has_a_legend_and_every_field_a_label(
    stub: Stub, web: FlaskClient
) -> None:
    page = soup(web.get(f"{entrance(stub, ONLINE)}/consents"))

    legends = [legend.get_text() for legend in page.select("fieldset > legend")]
    unlabelled = [
        field
        for field in page.select("input:not([type=hidden])")
        if field.find_parent("label") is None
        and page.find("label", attrs={"for": field.get("id")}) is None
    ]
    assert legends == [
        "薬剤情報",
        "診療情報",
        "手術情報",
        "特定健診等情報",
        "特定疾病療養受療証情報",
        "処方箋の発行形態",
    ]
    assert unlabelled == []


def test_agreeing_to_all_selects_everything_and_registers_nothing(
    stub: Stub, web: FlaskClient
) -> None:
    answer = post(
        web, f"{entrance(stub)}/consents", **{"agree-all": "1", "prescription": "2"}
    )

    chosen = {
        field["name"]: field["value"] for field in soup(answer).select("input[checked]")
    }
    assert answer.status_code == 200
    assert chosen == {**ALL_KINDS, "prescription": "2"}


def test_what_was_not_answered_is_not_agreed_to(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    session = choose(web, entrance(stub))
    read(web, launch(web, session), card)

    (consent,) = consents(stub)

    assert consent.kinds == frozenset()


def test_a_kind_that_the_institution_does_not_use_cannot_be_agreed_to(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    kinds = frozenset({ConsentKind.DRUGS})
    stub.institutions.change_settings(
        DENTAL, Settings(home_visit=True, consent_kinds=kinds)
    )
    stub.institutions.apply_pending(DENTAL)

    page = web.get(f"{entrance(stub)}/consents")
    session = choose(web, entrance(stub), **ALL_KINDS)
    read(web, launch(web, session), card)

    assert "手術情報" not in soup(page).get_text()
    assert consents(stub)[0].kinds == kinds


def test_the_prescription_has_to_be_chosen_where_it_is_asked(
    stub: Stub, web: FlaskClient
) -> None:
    answer = post(web, f"{entrance(stub)}/consents", **{"consent-YZK": "1"})

    assert answer.status_code == 422
    assert "処方箋の発行形態" in soup(answer).select("[role=alert]")[0].get_text()
    assert soup(answer).select("input[checked]")[0]["name"] == "consent-YZK"


def test_a_pharmacy_asks_for_no_prescription(stub: Stub, web: FlaskClient) -> None:
    stub.institutions.change_settings(PHARMACY, Settings(home_visit=True))
    stub.institutions.apply_pending(PHARMACY)
    start = entrance(stub, code=PHARMACY)

    page = web.get(f"{start}/consents")
    answer = post(web, f"{start}/consents", prescription="1")

    assert "発行形態" not in soup(page).get_text()
    assert answer.status_code == 303
    confirm = web.get(answer.headers["Location"])
    assert "発行形態" not in soup(confirm).get_text()


def test_corrected_choices_count(stub: Stub, web: FlaskClient, card: Card) -> None:
    session = choose(web, entrance(stub), **{"consent-YZK": "1"})
    form = soup(web.get(f"{session}/consents"))
    kept = {field["name"] for field in form.select("input[value='1'][checked]")}

    post(web, f"{session}/consents", **{"consent-SRJ": "1", "prescription": "2"})
    read(web, launch(web, session), card)

    assert kept == {"consent-YZK", "prescription"}
    (consent,) = consents(stub)
    assert consent.kinds == {ConsentKind.DIAGNOSIS}
    assert consent.prescription is Prescription.PAPER


def test_the_online_url_asks_for_a_date_and_registers_online_care(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    start = entrance(stub, ONLINE)
    page = soup(web.get(f"{start}/consents"))
    session = choose(web, start, **{"examination-date": "2026-04-20"})
    read(web, launch(web, session), card)

    label = page.find("label", attrs={"for": "examination-date"})
    (consent,) = consents(stub)

    assert label is not None
    assert label.get_text(strip=True) == "受診予定日"
    assert consent.category is ONLINE
    assert consent.examination_date == date(2026, 4, 20)
    assert stub.consents.card_checks("sakura", DENTAL, HOME) == []


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        pytest.param("2026-04-10", True, id="today"),
        pytest.param("2026/4/10", True, id="with-slashes"),
        pytest.param("20260410", True, id="digits-only"),
        pytest.param("２０２６－０４－１０", True, id="full-width"),
        pytest.param("2026年4月10日", True, id="in-words"),
        pytest.param("令和8年4月10日", True, id="of-an-era"),
        pytest.param("昭和8年4月10日", False, id="of-an-era-gone-by"),
        pytest.param("2026-07-09", True, id="ninety-days-ahead"),
        pytest.param("2026-07-10", False, id="too-far"),
        pytest.param("2026-04-09", False, id="yesterday"),
        pytest.param("2026-02-30", False, id="no-day"),
        pytest.param("あした", False, id="words"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_the_date_is_today_or_soon(
    stub: Stub,
    web: FlaskClient,
    typed: str,
    taken: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    answer = post(
        web,
        f"{entrance(stub, ONLINE)}/consents",
        **{"prescription": "1", "examination-date": typed},
    )

    assert answer.status_code == (303 if taken else 422)
    if not taken:
        assert "受診予定日" in soup(answer).select("[role=alert]")[0].get_text()


def test_the_home_url_asks_for_no_date(stub: Stub, web: FlaskClient) -> None:
    assert "受診予定日" not in web.get(f"{entrance(stub)}/consents").text
