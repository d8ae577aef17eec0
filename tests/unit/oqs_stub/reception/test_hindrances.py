"""Maintenance, a blocked line, a busy validation: what is said, what still works."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub
from oqs_stub.web_condition import Condition

from ..msa.phone import Phone, enrol, issue_code
from .visitor import (
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
)


@pytest.mark.parametrize(
    ("condition", "reason", "words"),
    [
        pytest.param(
            Condition.MAINTENANCE, "maintenance", "資格情報のお知らせ", id="maintenance"
        ),
        pytest.param(
            Condition.LINE_BLOCKED, "connection_error", "OQC-OWSE0900000", id="line"
        ),
    ],
)
def test_a_hindrance_has_a_page_that_says_what_to_do(
    stub: Stub, web: FlaskClient, condition: Condition, reason: str, words: str
) -> None:
    session = choose(web, entrance(stub))
    stub.web_condition.set(condition)

    for path in (entrance(stub), f"{entrance(stub)}/consents", session):
        page = web.get(path)
        assert (page.status_code, marker(page, "reason")) == (503, reason)
        assert page.headers["Retry-After"] == "300"
        assert words in page.text
        assert "次にすること" in page.text
        assert "全額をご負担いただくことはありません" in page.text
        assert "0800-080-4583" in page.text


def test_a_blocked_line_speaks_in_the_words_of_the_real_page(
    stub: Stub, web: FlaskClient
) -> None:
    stub.web_condition.set(Condition.LINE_BLOCKED)

    page = web.get(entrance(stub))

    assert heading(page) == "通信エラーが発生しました。"
    assert "携帯回線に切り替え" in page.text


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (Condition.MAINTENANCE, "maintenance"),
        (Condition.LINE_BLOCKED, "connection_error"),
        (Condition.BUSY, "certificate_check_busy"),
    ],
)
def test_a_hindrance_spends_no_challenge(
    stub: Stub, web: FlaskClient, card: Card, condition: Condition, reason: str
) -> None:
    started = launch(web, choose(web, entrance(stub)))
    stub.web_condition.set(condition)
    hindered = read(web, started, card)
    stub.web_condition.set(Condition.OPEN)

    again = read(web, started, card)

    assert (hindered.status_code, hindered.get_json()["reason"]) == (503, reason)
    assert again.status_code == 200
    assert len(consents(stub)) == 1


def test_a_busy_validation_shows_the_code_of_the_app_and_leaves_the_pages_open(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    stub.web_condition.set(Condition.BUSY)
    session = choose(web, entrance(stub))

    answer = read(web, launch(web, session), card).get_json()

    assert "電子証明書の検証に失敗しました" in answer["message"]
    assert "(EI123-2303)-(MPA-IS-I05)" in answer["message"]
    assert web.get(session).status_code == 200


def test_a_condition_holds_from_its_beginning_to_its_end(
    stub: Stub, web: FlaskClient, clock: SettableClock
) -> None:
    begins = clock.now() + timedelta(hours=1)
    stub.web_condition.set(
        Condition.MAINTENANCE, since=begins, until=begins + timedelta(hours=2)
    )
    seen = []
    for hours in (0, 1, 2, 3):
        clock.set(begins + timedelta(hours=hours - 1))
        seen.append(web.get(entrance(stub)).status_code)

    assert seen == [200, 503, 503, 200]


def test_a_bookmark_of_a_reception_says_that_it_is_none(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    session = choose(web, entrance(stub))
    clock.set(clock.now() + timedelta(days=2))
    choose(web, entrance(stub))  # Those of yesterday are dropped by now.

    page = web.get(f"{session}/confirm")

    assert (page.status_code, marker(page, "reason")) == (404, "session_unknown")
    assert "同意取得済み患者一覧" in page.text
    assert "登録はされていません" not in page.text


def test_agreeing_to_nothing_is_pointed_out_before_the_card(
    stub: Stub, web: FlaskClient
) -> None:
    nothing = web.get(f"{choose(web, entrance(stub))}/confirm")
    something = web.get(
        f"{choose(web, entrance(stub), **{'consent-YZK': '1'})}/confirm"
    )

    assert "どの情報にも同意していません" in nothing.text
    assert "どの情報にも同意していません" not in something.text


def test_errors_are_listed_first_and_take_the_focus(
    stub: Stub, web: FlaskClient
) -> None:
    start = f"{entrance(stub)}/consents"

    page = soup(post(web, start, prescription=""))

    (summary,) = page.select("[role=alert]")
    assert summary.has_attr("autofocus")
    assert summary["tabindex"] == "-1"
    (link,) = summary.select("a")
    assert page.select_one(str(link["href"])) is not None
    assert page.title is not None
    assert page.title.get_text().startswith("入力の確認：")


@pytest.mark.parametrize(
    "body",
    [
        {"condition": "maintenance"},
        {"condition": "line-blocked", "until": "2026-04-10T12:00:00+09:00"},
    ],
)
def test_the_control_face_switches_the_condition(
    stub: Stub, web: FlaskClient, body: dict[str, str]
) -> None:
    headers = {"Authorization": "Bearer token-of-the-tests"}

    answer = web.put("/control/reception", json=body, headers=headers)

    assert answer.status_code == 200
    assert answer.get_json()["condition"] == body["condition"]
    assert web.get(entrance(stub)).status_code == 503
    opened = web.put("/control/reception", json={"condition": "open"}, headers=headers)
    assert opened.status_code == 200
    assert web.get(entrance(stub)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"condition": "closed"},
        {"condition": 1},
        {"condition": "maintenance", "until": "tomorrow"},
        {"condition": "maintenance", "until": "2026-04-10T12:00:00"},
        {"condition": "maintenance", "extra": 1},
        {
            "condition": "maintenance",
            "since": "2026-04-10T12:00:00+09:00",
            "until": "2026-04-10T11:00:00+09:00",
        },
    ],
)
def test_the_control_face_says_what_it_expected(
    stub: Stub, web: FlaskClient, body: dict[str, object]
) -> None:
    headers = {"Authorization": "Bearer token-of-the-tests"}

    answer = web.put("/control/reception", json=body, headers=headers)

    assert answer.status_code == 400
    assert answer.get_json()["error"]
    assert web.get(entrance(stub)).status_code == 200


@pytest.mark.parametrize(
    "condition",
    [Condition.MAINTENANCE, Condition.LINE_BLOCKED, Condition.BUSY],
)
def test_a_condition_of_the_page_spares_the_other_app(
    stub: Stub, web: FlaskClient, condition: Condition
) -> None:
    phone = Phone(web, enrol(web, issue_code(stub)).get_json()["token"])

    stub.web_condition.set(condition)

    assert phone.start("pin").status_code == 201


def test_a_condition_is_one_of_the_armed_faults(stub: Stub, web: FlaskClient) -> None:
    stub.faults.arm("slow:seconds=0.01,face=terminal")
    stub.web_condition.set(Condition.MAINTENANCE)
    stub.web_condition.set(Condition.LINE_BLOCKED)

    armed = [one.fault.text for one in stub.faults.all()]
    assert armed[1:] == ["connection-error:face=reception+appgate,times=0"]

    stub.web_condition.set(Condition.OPEN)
    assert [one.fault.text for one in stub.faults.all()] == armed[:1]

    stub.web_condition.set(Condition.LINE_BLOCKED)
    stub.faults.clear()
    assert web.get(entrance(stub)).status_code == 200
