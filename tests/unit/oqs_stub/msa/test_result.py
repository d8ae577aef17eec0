"""What the phone shows at the end: the fields of the app, dates in 和暦."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from card_profiles.eras import japanese_era_day
from card_profiles.model import LimitCertificate, Persona
from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub

from ..conftest import TestCard
from ..sakura import coverage
from .phone import Phone, refused

Issue = Callable[[Persona], TestCard]


@pytest.mark.parametrize(
    ("day", "written"),
    [
        pytest.param(date(2026, 4, 10), "令和8年4月10日", id="reiwa"),
        pytest.param(date(2019, 5, 1), "令和元年5月1日", id="first-day-of-reiwa"),
        pytest.param(date(2019, 4, 30), "平成31年4月30日", id="last-day-of-heisei"),
        pytest.param(date(1926, 12, 25), "昭和元年12月25日", id="first-day-of-showa"),
        pytest.param(date(1867, 1, 1), "1867年1月1日", id="before-meiji"),
    ],
)
def test_days_are_written_in_eras(day: date, written: str) -> None:
    assert japanese_era_day(day) == written


def shown(phone: Phone, card: TestCard) -> dict[str, object]:
    phone.up_to_card("visual")
    document: dict[str, object] = phone.read(card, signed=False).get_json()
    return document


def test_the_result_has_the_names_and_order_of_the_app(
    phone: Phone, issue_card: Issue, make_persona: Callable[..., Persona]
) -> None:
    document = shown(phone, issue_card(make_persona()))

    assert document["validity"] == "有効"
    (record,) = document["records"]  # type: ignore[misc]  # JSON
    assert [(row["label"], row["value"]) for row in record["rows"]] == [
        ("確認日", "令和8年4月10日"),
        ("氏名", "髙﨑　さくら"),
        ("フリガナ", "ﾀｶｻｷ ｻｸﾗ"),
        ("生年月日", "昭和55年2月17日"),
        ("性別", "女"),
        ("住所", "架空県架空市中央１－２－３"),
        ("保険者番号", "01990019"),
        ("保険者名", "架空健康保険協会"),
        ("記号", "０１０"),
        ("番号", "0000123"),
        ("枝番", "01"),
        ("本人・家族の別", "本人"),
        ("被保険者氏名", "髙﨑　さくら"),
        ("資格取得年月日", "令和2年4月1日"),
        ("有効開始日", "令和2年4月1日"),
    ]
    assert record["sections"] == []


def test_a_limit_certificate_has_a_section_of_its_own(
    stub: Stub, phone: Phone, issue_card: Issue, make_persona: Callable[..., Persona]
) -> None:
    limited = replace(
        coverage(),
        limit=LimitCertificate(
            classification="01",
            classification_flag="A03",
            issued_on=date(2026, 4, 1),
            valid_from=date(2026, 4, 1),
            valid_until=date(2026, 7, 31),
        ),
    )
    persona = make_persona("limited", serial=5005, coverages=(limited,))
    stub.people.add([persona])

    document = shown(phone, issue_card(persona))

    (record,) = document["records"]  # type: ignore[misc]  # JSON
    assert record["sections"] == [
        {
            "title": "限度額適用認定証",
            "rows": [
                {"label": "有効開始年月日", "value": "令和8年4月1日"},
                {"label": "有効終了年月日", "value": "令和8年7月31日"},
            ],
        }
    ]


def test_an_answer_that_was_lost_can_be_fetched_while_the_visit_lasts(
    phone: Phone,
    issue_card: Issue,
    make_persona: Callable[..., Persona],
    clock: SettableClock,
) -> None:
    document = shown(phone, issue_card(make_persona()))

    again = phone.get(f"/visits/{phone.visit}/result")
    clock.set(clock.now() + timedelta(minutes=15))
    late = phone.get(f"/visits/{phone.visit}/result")

    assert again.get_json() == document
    assert refused(late) == (410, "msa_visit_over")


def test_a_visit_without_a_card_has_no_result(phone: Phone) -> None:
    phone.up_to_card("visual")

    answer = phone.get(f"/visits/{phone.visit}/result")

    assert refused(answer) == (404, "msa_visit_unknown")
