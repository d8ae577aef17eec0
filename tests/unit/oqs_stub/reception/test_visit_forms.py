"""What the care is, asked on the page: 往診, 通常とは異なる動線, the window."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.records import InstitutionState, LapseReason, TreatmentCategory, VisitForm
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
    finish,
    identify,
    post,
    register,
    soup,
    view,
)

TODAY = "2026-04-10"


@pytest.fixture
def asking(stub: Stub) -> Stub:
    """The dental clinic's pages ask what the care is."""
    stub.changes.change_institution(DENTAL, asks_visit_form=True)
    return stub


def _asked(web: FlaskClient, path: str) -> list[str]:
    return [one.get_text() for one in soup(web.get(path)).select("fieldset > legend")]


def test_nobody_asks_by_default(stub: Stub, web: FlaskClient) -> None:
    for category in (HOME, ONLINE):
        legends = _asked(web, f"{entrance(stub, category)}/consents")
        assert not {"訪問の種別", "受診の種別"} & set(legends)


@pytest.mark.parametrize(
    ("category", "legend", "labels"),
    [
        (HOME, "訪問の種別", ["訪問診療", "往診"]),
        (
            ONLINE,
            "受診の種別",
            [
                "オンライン診療等",
                "外来診療等（通常とは異なる動線）",
                "窓口（カードリーダーの故障など）",
            ],
        ),
    ],
    ids=["home visit", "online"],
)
def test_each_url_asks_for_its_own_forms(
    asking: Stub,
    web: FlaskClient,
    category: TreatmentCategory,
    legend: str,
    labels: list[str],
) -> None:
    page = soup(web.get(f"{entrance(asking, category)}/consents"))

    group = page.select_one("#visit-form")
    assert group is not None
    assert group.legend is not None
    assert group.legend.get_text() == legend
    assert [one.get_text(strip=True) for one in group.select("label")] == labels
    assert "本エミュレーター独自" in group.get_text()


def test_a_house_call_is_shown_on_every_page_and_stored(
    asking: Stub, web: FlaskClient, card: Card
) -> None:
    done = register(web, entrance(asking), card, **{"visit-form": "house-call"})

    (consent,) = consents(asking)
    (check,) = asking.consents.card_checks("sakura", DENTAL, HOME)
    assert (consent.visit, check.visit) == (VisitForm.HOUSE_CALL,) * 2
    assert "往診" in soup(web.get(done)).get_text()
    assert "往診" in soup(web.get(view(web, entrance(asking), card))).get_text()


def test_a_house_call_stays_one_on_every_page_of_its_change(
    asking: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(asking), card, **{"visit-form": "house-call"})
    shown = view(web, entrance(asking), card)

    kept = post(web, edit_path(soup(web.get(shown))), prescription="1")
    change = kept.headers["Location"]
    pages = [web.get(change)]
    pages.append(web.get(post(web, change).headers["Location"]))

    for page, heading in zip(pages, ("変更内容の確認", "更新完了"), strict=True):
        seen = soup(page).get_text(" ", strip=True)
        assert heading in seen
        assert "訪問の種別 往診" in seen
    (consent,) = consents(asking)
    assert consent.visit is VisitForm.HOUSE_CALL


def test_after_a_house_call_the_consent_of_the_same_day_counts_again(
    asking: Stub, web: FlaskClient, card: Card, clock: SettableClock
) -> None:
    register(web, entrance(asking), card, **{"visit-form": "visit"})
    clock.set(clock.now() + timedelta(minutes=1))
    register(web, entrance(asking), card, **{"visit-form": "house-call"})

    counting = [
        asking.care.current("sakura", DENTAL, HOME, at=clock.now() + later)
        for later in (timedelta(0), timedelta(days=1))
    ]

    assert [one and one.visit for one in counting] == [
        VisitForm.HOUSE_CALL,
        VisitForm.REGULAR,
    ]


def _visited_and_called(stub: Stub, web: FlaskClient, card: Card) -> None:
    """訪問診療 with every kind, a minute later 往診 with 薬剤情報 alone."""
    register(web, entrance(stub), card, **{"visit-form": "visit", **ALL_KINDS})
    assert isinstance(stub.clock, SettableClock)
    stub.clock.set(stub.clock.now() + timedelta(minutes=1))
    fields = {"visit-form": "house-call", "consent-YZK": "1"}
    register(web, entrance(stub), card, **fields)


def test_both_consents_of_one_day_are_shown_and_either_can_be_changed(
    asking: Stub, web: FlaskClient, card: Card
) -> None:
    _visited_and_called(asking, web, card)
    page = soup(web.get(view(web, entrance(asking), card)))
    links = page.select(".card a.button")
    edit = str(links[0]["href"])

    asked = soup(web.get(edit)).get_text(" ", strip=True)
    review = post(web, edit, prescription="1").headers["Location"]
    post(web, review)

    headings = [found.get_text() for found in page.select(".card h2")]
    assert headings == ["訪問診療の同意", "往診の同意"]
    assert [link.get_text() for link in links] == [
        "訪問診療の同意内容を変更する",
        "往診の同意内容を変更する",
    ]
    assert "訪問の種別（この画面では変更できません） 訪問診療" in asked
    assert {one.visit: len(one.kinds) for one in consents(asking)} == {
        VisitForm.REGULAR: 0,
        VisitForm.HOUSE_CALL: 1,
    }


def test_cancelling_all_shows_ends_and_counts_both_consents_of_one_day(
    asking: Stub, web: FlaskClient, card: Card
) -> None:
    _visited_and_called(asking, web, card)
    shown = finish(web, identify(web, entrance(asking), "cancel"), card)
    headings = [found.get_text() for found in soup(web.get(shown)).select(".card h2")]

    post(web, f"{shown}/cancel", page=shown)

    assert headings == ["訪問診療の同意", "往診の同意"]
    reasons = [one.lapse_reason for one in consents(asking)]
    assert reasons == [LapseReason.BY_PATIENT] * 2
    assert "2件" in [entry.detail for entry in asking.ledger.entries()]


def test_an_examination_ahead_outlives_a_registration_for_today(
    asking: Stub, web: FlaskClient, card: Card
) -> None:
    for form, day in (("visit", "2026-04-15"), ("other-route", TODAY)):
        register(
            web,
            entrance(asking, ONLINE),
            card,
            **{"visit-form": form, "examination-date": day},
        )

    assert {(one.visit, one.examination_date) for one in consents(asking)} == {
        (VisitForm.REGULAR, date(2026, 4, 15)),
        (VisitForm.OTHER_ROUTE, date(2026, 4, 10)),
    }


def test_the_question_must_be_answered(asking: Stub, web: FlaskClient) -> None:
    answer = post(web, f"{entrance(asking)}/consents", prescription="1")

    assert answer.status_code == 422
    assert "種別をひとつ選んでください" in answer.text


def test_a_form_of_the_other_url_is_no_answer(asking: Stub, web: FlaskClient) -> None:
    answer = post(
        web,
        f"{entrance(asking)}/consents",
        **{"prescription": "1", "visit-form": "window"},
    )

    assert answer.status_code == 422


def test_what_is_not_asked_is_not_read(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    register(web, entrance(stub), card, **{"visit-form": "house-call"})

    (consent,) = consents(stub)
    assert consent.visit is VisitForm.REGULAR


@pytest.mark.parametrize("form", ["other-route", "window"])
def test_cardless_lanes_are_for_today(
    asking: Stub, web: FlaskClient, card: Card, form: str
) -> None:
    path = f"{entrance(asking, ONLINE)}/consents"
    fields = {"prescription": "1", "visit-form": form}

    tomorrow = post(web, path, **fields, **{"examination-date": "2026-04-11"})
    register(
        web,
        entrance(asking, ONLINE),
        card,
        **fields,
        **{"examination-date": TODAY},
    )

    assert tomorrow.status_code == 422
    assert "今日の日付を入力" in tomorrow.text
    (consent,) = consents(asking)
    assert (consent.visit, consent.examination_date) == (form, date(2026, 4, 10))


@pytest.mark.parametrize(
    ("form", "day", "told"),
    [
        ("other-route", "2024-10-31", "2024年11月1日に始まります"),
        ("window", "2025-03-31", "2025年4月1日に始まります"),
    ],
)
def test_before_its_first_day_a_form_is_refused_on_the_page(
    asking: Stub, web: FlaskClient, clock: SettableClock, form: str, day: str, told: str
) -> None:
    clock.set(datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=JST))

    answer = post(
        web,
        f"{entrance(asking, ONLINE)}/consents",
        **{"prescription": "1", "visit-form": form, "examination-date": day},
    )

    assert answer.status_code == 422
    assert told in answer.text


def test_correcting_shows_what_was_chosen(asking: Stub, web: FlaskClient) -> None:
    start = entrance(asking)
    answer = post(
        web,
        f"{start}/consents",
        **{"prescription": "1", "visit-form": "house-call"},
    )
    session = answer.headers["Location"].removesuffix("/confirm")

    assert "往診" in web.get(f"{session}/confirm").text
    checked = soup(web.get(f"{session}/consents")).select_one(
        "input[name=visit-form][checked]"
    )
    assert checked is not None
    assert checked["value"] == "house-call"


@pytest.mark.parametrize("state", ["test-period", "exempt", "not-enrolled"])
def test_who_no_longer_operates_receives_nobody(
    stub: Stub, web: FlaskClient, state: str
) -> None:
    stub.changes.change_institution(DENTAL, state=InstitutionState(state))

    answer = web.get(entrance(stub))

    assert answer.status_code == 403
    assert "運用していません" in answer.text
