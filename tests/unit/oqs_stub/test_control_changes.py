"""Changes in the middle of a scenario, by the control API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.model import Persona
from card_profiles.numbers import check_digit
from oqs_stub.clock import SettableClock
from oqs_stub.records import (
    InstitutionState,
    TreatmentCategory,
)
from oqs_stub.stub import Stub

from .conftest import DENTAL, TestCard

HOME = TreatmentCategory.HOME_VISIT

Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(web: FlaskClient) -> Ask:
    def send(method: str, path: str, body: object = None) -> TestResponse:
        headers = {"Authorization": "Bearer token-of-the-tests"}
        return web.open(path, method=method, json=body, headers=headers)

    return send


def person(ask: Ask, name: str = "sakura") -> dict[str, Any]:
    document: dict[str, Any] = ask("GET", f"/control/people/{name}").get_json()
    return document


def test_a_person_of_ones_own_is_registered_by_a_file_and_replaced_by_it(
    ask: Ask, tmp_path: Path
) -> None:
    own = tmp_path / "jiro.toml"
    ready = (files("card_profiles") / "people" / "taro.toml").read_text("utf-8")
    for number in ("7007", "7008"):
        own.write_text(ready.replace('"2002"', f'"{number}"'), "utf-8")

        answer = ask("POST", "/control/people", {"persona": str(own)})

        assert (answer.status_code, answer.get_json()) == (201, {"ids": ["jiro"]})
        (cover,) = person(ask, "jiro")["coverages"]
        assert cover["number"] == number


def test_the_pages_of_an_institution_may_ask_what_the_care_is(
    ask: Ask, stub: Stub
) -> None:
    path = f"/control/institutions/{DENTAL}"

    asked = ask("PUT", path, {"asks_visit_form": True})
    kept = ask("PUT", path, {"region": "西日本"})
    wrong = ask("PUT", path, {"asks_visit_form": "yes"})

    assert asked.get_json()["asks_visit_form"] is True
    assert kept.get_json()["asks_visit_form"] is True
    assert stub.institutions.get(DENTAL).asks_visit_form
    assert wrong.status_code == 400
    assert "true か false" in wrong.get_data(as_text=True)


def test_the_pages_of_an_institution_may_ask_about_clinical_information(
    ask: Ask, stub: Stub
) -> None:
    path = f"/control/institutions/{DENTAL}"

    asked = ask("PUT", path, {"asks_clinical_information": True})
    kept = ask("PUT", path, {"asks_visit_form": True})

    assert asked.get_json()["asks_clinical_information"] is True
    assert kept.get_json()["asks_clinical_information"] is True
    institution = stub.institutions.get(DENTAL)
    assert (institution.asks_clinical_information, institution.asks_visit_form) == (
        True,
        True,
    )


def test_a_person_is_told_whole_but_for_the_individual_number(ask: Ask) -> None:
    told = person(ask)

    assert told["coverages"][0]["number"] == "0000123"
    assert told["insurance_use_registered"] is True
    assert told["certificate"] == {"serial_number": "3e9", "revoked_at": None}
    assert "999999900018" not in str(told)


def test_a_coverage_is_added_and_all_are_replaced(ask: Ask, stub: Stub) -> None:
    (own,) = person(ask)["coverages"]
    other = {
        **own,
        "number": "999",
        "insurer_number": "0613001" + check_digit("0613001"),
    }
    assert ask("POST", "/control/people/sakura/coverages", own).status_code == 200

    refused = ask("POST", "/control/people/sakura/coverages", other)
    assert (refused.status_code, "99" in refused.get_json()["error"]) == (409, True)
    assert len(person(ask)["coverages"]) == 2

    ask("PUT", "/control/people/sakura/coverages", {"coverages": [own]})
    assert person(ask)["coverages"] == [own]
    entry = stub.ledger.entries()[-1]
    assert (entry.action, entry.person_id) == ("資格の置き換え", "sakura")


@pytest.mark.parametrize("field", ["symbol", "number"])
def test_a_coverage_that_no_message_can_carry_is_refused(ask: Ask, field: str) -> None:
    (own,) = person(ask)["coverages"]

    longest = ask("POST", "/control/people/sakura/coverages", {**own, field: "9" * 20})
    refused = ask("POST", "/control/people/sakura/coverages", {**own, field: "9" * 21})

    assert longest.status_code == 200, longest.text
    assert refused.status_code == 409
    assert "20文字以内" in refused.get_json()["error"]
    assert len(person(ask)["coverages"]) == 2


REVERSED = {
    "資格": ("valid_until", {"valid_until": "2019-01-01"}),
    "資格喪失": ("lost_on", {"lost_on": "2019-01-01", "reason_of_loss": "99"}),
    "高齢受給者証": (
        "elderly.valid_until",
        {
            "elderly": {
                "issued_on": "2026-04-01",
                "valid_from": "2026-04-01",
                "valid_until": "2026-03-31",
                "contribution_ratio": "020",
            }
        },
    ),
    "特定疾病": (
        "specific_diseases[0].valid_until",
        {
            "specific_diseases": [
                {
                    "category": "1",
                    "issued_on": "2026-04-01",
                    "valid_from": "2026-04-01",
                    "valid_until": "2026-03-31",
                    "self_pay": 10000,
                }
            ]
        },
    ),
}


@pytest.mark.parametrize(
    ("place", "change"), REVERSED.values(), ids=list(REVERSED.keys())
)
def test_a_coverage_that_ends_before_it_begins_is_refused(
    ask: Ask, place: str, change: dict[str, object]
) -> None:
    (own,) = person(ask)["coverages"]

    refused = ask("POST", "/control/people/sakura/coverages", {**own, **change})

    assert refused.status_code == 409, refused.text
    assert place in refused.get_json()["error"]
    assert "以後の日" in refused.get_json()["error"]
    assert person(ask)["coverages"] == [own]


def test_a_ticket_needs_medical_aid(ask: Ask) -> None:
    own = person(ask)["coverages"][0]
    ticket = {
        "ticket_type": "01",
        "valid_from": "2026-04-01",
        "valid_until": "2026-04-30",
        "issue_number": "1",
        "treatment_month": "202604",
        "institution_code": DENTAL,
        "institution_name": "マイナベンチ歯科診療所",
        "treatment_type": "03",
        "self_pay": 0,
        "single_or_combined": "01",
    }
    assert ask("POST", "/control/people/sakura/tickets", ticket).status_code == 409

    number = "1299001" + check_digit("1299001")
    aid = {**own, "classification": "A1", "insurer_number": number, "branch": None}
    assert ask("POST", "/control/people/sakura/coverages", aid).status_code == 200
    ask("POST", "/control/people/sakura/tickets", ticket)
    assert [len(one["tickets"]) for one in person(ask)["coverages"]] == [0, 1]

    ask("DELETE", "/control/people/sakura/tickets/202604")
    assert [len(one["tickets"]) for one in person(ask)["coverages"]] == [0, 0]


def test_registration_of_the_card_as_insurance_card_comes_and_goes(ask: Ask) -> None:
    path = "/control/people/sakura/insurance-use"

    assert ask("PUT", path, {"registered": False}).status_code == 200
    assert person(ask)["insurance_use_registered"] is False
    assert ask("PUT", path, {"registered": "no"}).status_code == 400


def test_a_certificate_is_revoked_and_reinstated_at_the_issuer(
    ask: Ask,
    stub: Stub,
    now: datetime,
    issue_card: Callable[[Persona], TestCard],
    make_persona: Callable[..., Persona],
) -> None:
    issue_card(make_persona())
    path = "/control/people/sakura/certificate"

    assert ask("PUT", path, {"state": "revoked"}).status_code == 200
    assert stub.pki.auth.revoked()[1001] == now
    assert person(ask)["certificate"]["revoked_at"] is not None

    assert ask("PUT", path, {"state": "in-force"}).status_code == 200
    assert 1001 not in stub.pki.auth.revoked()
    assert ask("PUT", path, {"state": "lost"}).status_code == 400


def test_a_card_that_was_never_made_cannot_be_revoked(
    ask: Ask, stub: Stub, make_persona: Callable[..., Persona]
) -> None:
    stub.registry.add(make_persona("new", serial=987654321))

    answer = ask("PUT", "/control/people/new/certificate", {"state": "revoked"})

    assert answer.status_code == 409


def test_an_institution_leaves_service_and_moves_to_another_region(
    ask: Ask, stub: Stub, clock: SettableClock
) -> None:
    path = f"/control/institutions/{DENTAL}"

    answer = ask("PUT", path, {"state": "exempt", "region": "西日本"})
    clock.set(clock.now() + timedelta(seconds=1))

    assert answer.get_json()["region"] == "西日本"
    institution = stub.institutions.get(DENTAL)
    assert (institution.state, institution.region) == (
        InstitutionState.EXEMPT,
        "西日本",
    )
    assert institution in stub.institutions.all()
    assert ask("PUT", path, {"state": "gone"}).status_code == 400
    assert ask("PUT", path, {"region": "東 日本"}).status_code == 400
    assert ask("PUT", "/control/institutions/9", {"state": "exempt"}).status_code == 404


def test_settings_change_at_once_and_only_those_that_are_named(
    ask: Ask, stub: Stub
) -> None:
    path = f"/control/institutions/{DENTAL}/settings"
    before = stub.institutions.settings(DENTAL)

    assert ask("PUT", path, {"home_visit": False}).get_json()["home_visit"] is False

    after = stub.institutions.settings(DENTAL)
    assert (after.home_visit, after.online) == (False, before.online)
    assert ask("PUT", path, {"home_vist": True}).status_code == 400
    assert ask("PUT", path, {"home_visit": "perhaps"}).status_code == 400
    ask("PUT", f"/control/institutions/{DENTAL}", {"state": "test-period"})
    assert ask("PUT", path, {"home_visit": True}).status_code == 409


def test_a_stranger_cannot_be_changed(ask: Ask) -> None:
    assert ask("GET", "/control/people/nobody").status_code == 404
    assert (
        ask("PUT", "/control/people/nobody/certificate", {"state": "revoked"})
    ).status_code == 404
