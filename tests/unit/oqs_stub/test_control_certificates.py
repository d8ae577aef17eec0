"""高齢受給者証, 限度額適用認定証 and 特定疾病療養受療証 by the 制御ページ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from card_profiles.model import LimitCertificate, Persona
from oqs_stub.stub import Stub

from .control_forms import AID, COVER, send, wrong_fields

ELDERLY = {"elderly_ratio": "020", "elderly_until": "2026-07-31"}
LIMIT = {
    "limit_classification": "01",
    "limit_flag": "A03",
    "limit_until": "2026-07-31",
    "limit_long_term": "2026-04-02",
}
DISEASE = {
    "disease_category": "2",
    "disease_self_pay": "10000",
    "disease_from": "2026-04-03",
}


def test_a_limit_and_a_specific_disease_go_with_a_cover(
    page: FlaskClient, stub: Stub
) -> None:
    answer = send(page, "add-coverage", COVER | LIMIT | DISEASE)

    assert answer.status_code == 303
    new = stub.changes.person("sakura").coverages[-1]
    assert new.elderly is None
    assert new.limit == LimitCertificate(
        classification="01",
        classification_flag="A03",
        issued_on=date(2026, 4, 1),
        valid_from=date(2026, 4, 1),
        valid_until=date(2026, 7, 31),
        long_term_on=date(2026, 4, 2),
    )
    (disease,) = new.specific_diseases
    assert (disease.category, disease.self_pay) == ("2", 10_000)
    assert (disease.valid_from, disease.valid_until) == (date(2026, 4, 3), None)
    shown = page.get("/control/", query_string={"person": "sakura"}).text
    assert "限度額適用認定証 A03" in shown
    assert "特定疾病 先天性血液凝固因子障害" in shown


def test_who_is_seventy_has_a_certificate_and_its_ratio(
    page: FlaskClient, stub: Stub, make_persona: Callable[..., Persona]
) -> None:
    persona = make_persona("seventy", serial=701)
    born = replace(persona.person, birthdate=date(1956, 3, 15))
    stub.people.add([replace(persona, person=born)])

    answer = send(
        page,
        "add-coverage",
        COVER | ELDERLY | {"person": "seventy"},
    )

    assert answer.status_code == 303
    elderly = stub.changes.person("seventy").coverages[-1].elderly
    assert elderly is not None
    assert (elderly.contribution_ratio, elderly.valid_from) == (
        "020",
        date(2026, 4, 1),
    )


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"limit_flag": "A03"}, "limit_classification", "両方を選んで"),
        ({"limit_classification": "01"}, "limit_flag", "両方を選んで"),
        (LIMIT | {"limit_flag": "C01"}, "limit_flag", "一覧から"),
        (LIMIT | {"limit_until": "2026-03-01"}, "limit_until", "2026-04-01 以後"),
        ({"limit_from": "2026-04-01"}, "limit_from", "「なし」のまま"),
        ({"elderly_ratio": "070"}, "elderly_ratio", "一覧から"),
        ({"elderly_until": "2026-05-01"}, "elderly_until", "「なし」のまま"),
        (DISEASE | {"disease_self_pay": "1"}, "disease_self_pay", "一覧から"),
        (DISEASE | {"disease_from": "あす"}, "disease_from", "日付として"),
        ({"disease_from": "2026-04-01"}, "disease_from", "「なし」のまま"),
    ],
)
def test_a_slip_in_a_certificate_is_told_beside_its_field(
    page: FlaskClient, stub: Stub, change: dict[str, str], field: str, told: str
) -> None:
    before = stub.changes.person("sakura")

    answer = send(page, "add-coverage", COVER | change)

    assert answer.status_code == 409
    assert told in wrong_fields(answer)[field]
    assert stub.changes.person("sakura") == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(AID | LIMIT, "医療扶助に高齢受給者証・限度額", id="medical-aid"),
        pytest.param(COVER | ELDERLY, "高齢受給者証は20", id="too-young"),
        pytest.param(
            COVER | LIMIT | {"limit_flag": "B01"}, "適用区分は A01", id="flag-of-70"
        ),
        pytest.param(
            COVER | LIMIT | {"limit_flag": "A05"}, "低所得の適用区分は", id="reduced"
        ),
        pytest.param(
            COVER
            | LIMIT
            | {"limit_flag": "B01", "limit_from": "2026-09-01", "limit_until": ""},
            "適用区分は A01",
            id="later",
        ),
        pytest.param(
            COVER | DISEASE | {"disease_self_pay": "20000"},
            "2万円は70歳未満で",
            id="self-pay",
        ),
    ],
)
def test_certificates_that_cannot_be_together_are_refused_in_words(
    page: FlaskClient, stub: Stub, change: dict[str, str], told: str
) -> None:
    before = stub.changes.person("sakura")

    answer = send(page, "add-coverage", change)

    assert answer.status_code == 409
    assert told in answer.text
    assert "まだ何も変わっていません" in answer.text
    assert stub.changes.person("sakura") == before


@pytest.mark.parametrize(
    ("act", "fields", "told"),
    [
        ("set-clock", {"now": "あす"}, "「あす」は日時"),
        ("lose-coverage", {"on": "あす", "reason": "01"}, "「あす」は日付"),
        ("lose-coverage", {"on": "2026-04-01", "reason": "77"}, "事由を一覧から"),
        ("lapse", {"category": "9", "reason": "1"}, "「9」は診療区分"),
    ],
)
def test_a_slip_in_another_form_is_told_in_japanese(
    page: FlaskClient, act: str, fields: dict[str, str], told: str
) -> None:
    answer = send(page, act, fields)

    assert answer.status_code == 409
    assert told in answer.text
