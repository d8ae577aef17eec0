"""6情報 of 電子カルテ情報共有: asked where the institution's pages do [G-11]."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from oqs_stub.records import ClinicalKind, TreatmentCategory
from oqs_stub.stub import Stub

from ..terminal.staff import log_in
from .visitor import (
    ALL_KINDS,
    DENTAL,
    HOME,
    ONLINE,
    Card,
    choose,
    consents,
    entrance,
    finish,
    launch,
    post,
    read,
    register,
    soup,
    update,
    view,
)

TESTS, ALLERGIES = ClinicalKind.TESTS, ClinicalKind.ALLERGIES
ANSWERS = {f"consent-{TESTS}": "1", f"consent-{ALLERGIES}": "0"}


@pytest.fixture
def asking(stub: Stub) -> Stub:
    """The dental clinic's pages ask about the 6情報."""
    stub.changes.change_institution(DENTAL, asks_clinical_information=True)
    return stub


def _legends(web: FlaskClient, path: str) -> list[str]:
    return [one.get_text() for one in soup(web.get(path)).select("fieldset > legend")]


@pytest.mark.parametrize("category", [HOME, ONLINE])
def test_they_are_asked_only_where_the_institution_says_so(
    web: FlaskClient, stub: Stub, category: TreatmentCategory
) -> None:
    path = f"{entrance(stub, category)}/consents"
    before = _legends(web, path)
    stub.changes.change_institution(DENTAL, asks_clinical_information=True)

    new = [legend for legend in _legends(web, path) if legend not in before]

    assert new == [
        "傷病名",
        "感染症",
        "その他アレルギー等",
        "薬剤アレルギー等",
        "検査",
        "処方",
    ]


def test_what_is_agreed_to_is_shown_and_stored(
    web: FlaskClient, asking: Stub, card: Card
) -> None:
    session = choose(web, entrance(asking), **ANSWERS)
    confirmed = soup(web.get(f"{session}/confirm"))
    answer = read(web, launch(web, session), card)

    assert answer.status_code == 200, answer.text
    shown = dict(
        zip(
            (one.get_text() for one in confirmed.select("dl.pairs dt")),
            (one.get_text() for one in confirmed.select("dl.pairs dd")),
            strict=True,
        )
    )
    assert (shown["検査"], shown["その他アレルギー等"], shown["処方"]) == (
        "同意する",
        "同意しない",
        "同意しない",
    )
    (consent,) = consents(asking)
    assert consent.clinical == {TESTS}


def test_where_they_are_not_asked_nothing_is_stored_whatever_was_posted(
    web: FlaskClient, stub: Stub, card: Card
) -> None:
    session = choose(web, entrance(stub), **ANSWERS)
    confirmed = web.get(f"{session}/confirm").text
    finish(web, launch(web, session), card)

    assert "傷病名" not in confirmed
    (consent,) = consents(stub)
    assert consent.clinical is None


def test_an_answer_that_the_institution_no_longer_wants_is_not_stored(
    web: FlaskClient, asking: Stub, card: Card
) -> None:
    started = launch(web, choose(web, entrance(asking), **ANSWERS))
    asking.changes.change_institution(DENTAL, asks_clinical_information=False)

    finish(web, started, card)

    (consent,) = consents(asking)
    assert consent.clinical is None


def test_agreeing_to_all_agrees_to_all_six(web: FlaskClient, asking: Stub) -> None:
    page = soup(post(web, f"{entrance(asking)}/consents", **{"agree-all": "1"}))

    chosen = {
        str(one["name"]) for one in page.select("input[checked]") if one["value"] == "1"
    }
    assert {f"consent-{kind}" for kind in ClinicalKind} <= chosen


def test_they_can_be_changed_and_stay_once_they_are_no_longer_asked(
    web: FlaskClient, asking: Stub, card: Card
) -> None:
    register(web, entrance(asking), card, **ALL_KINDS, **ANSWERS)
    changed = {f"consent-{TESTS}": "0", f"consent-{ALLERGIES}": "1"}
    update(web, view(web, entrance(asking), card), **ALL_KINDS, **changed)
    (after,) = consents(asking)
    asking.changes.change_institution(DENTAL, asks_clinical_information=False)

    update(web, view(web, entrance(asking), card), **ALL_KINDS)

    (consent,) = consents(asking)
    assert after.clinical == {ALLERGIES}
    assert consent.clinical == {ALLERGIES}
    assert consent.id == after.id


def test_the_terminal_shows_them_with_the_other_consents(
    web: FlaskClient, asking: Stub, card: Card
) -> None:
    register(web, entrance(asking), card, **ANSWERS)
    (consent,) = consents(asking)
    log_in(web, "viewer")

    page = soup(web.get(f"/terminal/patients/{consent.id}"))

    rows = {
        row.select("th")[0].get_text(): row.select("td")[0].get_text()
        for row in page.select("table tbody tr")
    }
    assert (rows["検査"], rows["その他アレルギー等"]) == ("同意あり", "同意なし")
