"""The control face: only with its token, and only what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from card_profiles.dates import JST
from card_profiles.model import Coverage, Persona
from card_profiles.numbers import require_insurer_number
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.stub import Stub, StubConfig

TOKEN = {"Authorization": "Bearer token-of-the-tests"}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"Authorization": "Bearer wrong"}, id="wrong"),
        pytest.param({"Authorization": "token-of-the-tests"}, id="not-a-bearer"),
        pytest.param({"Authorization": "Bearer é"}, id="not-ascii"),
    ],
)
def test_without_the_token_nothing_is_told(
    web: FlaskClient, headers: dict[str, str]
) -> None:
    answer = web.get("/control/ledger", headers=headers)

    assert answer.status_code == 401


def test_without_a_configured_token_there_is_no_control_face(
    tmp_path: Path, pki: PKI
) -> None:
    stub = Stub(StubConfig(state_dir=tmp_path, people=()), pki=pki)
    web = create_app(stub).test_client()

    answer = web.get("/control/ledger", headers=TOKEN)
    stub.close()

    assert answer.status_code == 404


def test_the_clock_can_be_set(web: FlaskClient, stub: Stub) -> None:
    answer = web.put(
        "/control/clock", json={"now": "2026-08-01T00:30:00+00:00"}, headers=TOKEN
    )

    assert answer.get_json()["now"] == "2026-08-01T09:30:00+09:00"
    assert stub.clock.now() == datetime(2026, 8, 1, 9, 30, tzinfo=JST)
    assert web.get("/control/clock", headers=TOKEN).get_json() == answer.get_json()


def test_a_ready_persona_is_registered_by_name(web: FlaskClient, stub: Stub) -> None:
    answer = web.post("/control/people", json={"persona": "hanako"}, headers=TOKEN)

    assert (answer.status_code, answer.get_json()) == (201, {"ids": ["hanako"]})
    assert stub.registry.get("hanako") is not None


def test_generated_people_are_the_same_for_the_same_seed(
    web: FlaskClient, stub: Stub
) -> None:
    body = {"synthetic": {"count": 3, "seed": 7}}

    first = web.post("/control/people", json=body, headers=TOKEN).get_json()["ids"]
    again = web.post("/control/people", json=body, headers=TOKEN).get_json()["ids"]

    assert len(first) == 3
    assert first == again
    assert stub.registry.count() == 4


def test_generated_people_live_in_the_invented_prefecture_where_that_is_asked(
    web: FlaskClient, stub: Stub
) -> None:
    body = {"synthetic": {"count": 1, "seed": 7, "addresses": "invented"}}

    (name,) = web.post("/control/people", json=body, headers=TOKEN).get_json()["ids"]

    registered = stub.registry.get(name)
    assert registered is not None
    assert registered.person.address.startswith("架空県")


def test_an_unknown_kind_of_addresses_is_refused(web: FlaskClient) -> None:
    body = {"synthetic": {"count": 1, "seed": 7, "addresses": "real"}}

    answer = web.post("/control/people", json=body, headers=TOKEN)

    assert answer.status_code == 400
    assert "prefectures, invented" in answer.get_data(as_text=True)


def test_lost_coverage_ends_on_that_day(web: FlaskClient, stub: Stub) -> None:
    answer = web.post(
        "/control/people/sakura/lose-coverage",
        json={"on": "2026-05-01", "reason": "01"},
        headers=TOKEN,
    )

    person = stub.registry.get("sakura")
    assert answer.status_code == 200
    assert person is not None
    (coverage,) = person.coverages
    assert coverage.covers(date(2026, 4, 30))
    assert not coverage.covers(date(2026, 5, 1))
    assert coverage.reason_of_loss == "01"


def test_an_insurer_that_comes_only_later_is_not_left_before(
    web: FlaskClient, stub: Stub
) -> None:
    def ask(what: str, **body: str) -> int:
        address = f"/control/people/sakura/{what}"
        return web.post(address, json=body, headers=TOKEN).status_code

    assert ask("move-coverage", on="2026-05-10") == 200
    before = stub.registry.get("sakura")

    assert ask("move-coverage", on="2026-05-01") == 409
    assert stub.registry.get("sakura") == before
    assert ask("lose-coverage", on="2026-05-01", reason="01") == 200
    person = stub.registry.get("sakura")
    assert person is not None
    assert person.coverages[0].lost_on == date(2026, 5, 1)
    assert person.coverages[-1].lost_on is None


def test_a_move_leaves_no_day_without_and_none_with_two(
    web: FlaskClient, stub: Stub
) -> None:
    web.post(
        "/control/people/sakura/move-coverage", json={"on": "2026-05-01"}, headers=TOKEN
    )

    person = stub.registry.get("sakura")
    assert person is not None
    for day, insurer in ((date(2026, 4, 30), "01990019"), (date(2026, 5, 1), None)):
        (coverage,) = [one for one in person.coverages if one.covers(day)]
        assert (coverage.insurer_number == "01990019") is (insurer is not None)
    assert person.coverages[0].reason_of_loss == "03"
    new = person.coverages[-1].insurer_number
    assert require_insurer_number(new)
    assert new[2:4] == "99"


def test_patients_who_move_on_one_day_are_told_apart(
    stub: Stub, make_persona: Callable[..., Persona]
) -> None:
    stub.registry.add(make_persona("taro", serial=2))

    for person_id in ("sakura", "taro"):
        stub.people.move_coverage(person_id, on=date(2026, 5, 1))
    found = []
    for person_id in ("sakura", "taro"):
        person = stub.registry.get(person_id)
        assert person is not None
        new = person.coverages[-1]
        found += stub.registry.find(
            insurer_number=new.insurer_number, symbol=new.symbol, number=new.number
        )

    assert [person.person_id for person, _ in found] == ["sakura", "taro"]


def test_a_second_move_goes_to_another_insurer(stub: Stub) -> None:
    stub.people.move_coverage("sakura", on=date(2026, 5, 1))
    stub.people.move_coverage("sakura", on=date(2026, 6, 1))

    person = stub.registry.get("sakura")
    assert person is not None
    numbers = [coverage.insurer_number for coverage in person.coverages]
    assert len(set(numbers)) == 3
    assert len([one for one in person.coverages if one.covers(date(2026, 6, 2))]) == 1


def test_coverage_that_ended_before_keeps_its_end(
    stub: Stub, make_persona: Callable[..., Persona]
) -> None:
    persona = make_persona("ended", serial=700)
    ended: Coverage = replace(
        persona.coverages[0], lost_on=date(2026, 1, 1), reason_of_loss="02"
    )
    stub.people.add([replace(persona, coverages=(ended,))])

    stub.people.lose_coverage("ended", on=date(2026, 5, 1), reason="99")

    person = stub.registry.get("ended")
    assert person is not None
    assert person.coverages == (ended,)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        pytest.param("PUT", "clock", {"now": "2026-08-01"}, 400, id="no-zone"),
        pytest.param("PUT", "clock", {"now": "soon"}, 400, id="no-time"),
        pytest.param("PUT", "clock", None, 400, id="no-body"),
        pytest.param("POST", "people", {}, 400, id="nobody"),
        pytest.param("POST", "people", {"persona": "hanaka"}, 404, id="unknown-name"),
        pytest.param(
            "POST", "people", {"synthetic": {"count": 0, "seed": 1}}, 400, id="none"
        ),
        pytest.param(
            "POST", "people", {"synthetic": {"count": True, "seed": 1}}, 400, id="true"
        ),
        pytest.param(
            "POST",
            "people/nobody/lose-coverage",
            {"on": "2026-05-01", "reason": "01"},
            404,
            id="unknown-person",
        ),
        pytest.param(
            "POST",
            "people/sakura/lose-coverage",
            {"on": "tomorrow", "reason": "01"},
            400,
            id="no-day",
        ),
        pytest.param(
            "POST", "people/nobody/move-coverage", {"on": "2026-05-01"}, 404, id="moved"
        ),
        pytest.param("GET", "institutions/9930000022/url", None, 404, id="institution"),
    ],
)
def test_a_wrong_request_is_answered_with_what_was_expected(
    web: FlaskClient, method: str, path: str, body: object, status: int
) -> None:
    answer = web.open(f"/control/{path}", method=method, json=body, headers=TOKEN)

    assert answer.status_code == status
    assert answer.get_json()["error"]


def test_the_ledger_and_the_consents_can_be_read(web: FlaskClient, stub: Stub) -> None:
    stub.ledger.record(face="test", action="look", result="ok")

    ledger = web.get("/control/ledger", headers=TOKEN).get_json()["ledger"]
    later = web.get(
        f"/control/ledger?after={ledger[-1]['id']}", headers=TOKEN
    ).get_json()["ledger"]

    assert ledger[-1]["action"] == "look"
    assert ledger[-1]["at"] == "2026-04-10T10:00:00+09:00"
    assert later == []
    assert web.get("/control/consents", headers=TOKEN).get_json() == {"consents": []}


def test_both_urls_of_an_institution_are_told(web: FlaskClient, stub: Stub) -> None:
    urls = web.get("/control/institutions/9930000014/url", headers=TOKEN).get_json()

    assert web.get(urls["home_visit"]).status_code == 200
    assert web.get(urls["online"]).status_code == 200
    assert urls["home_visit"] != urls["online"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param(
            "PUT",
            "/control/clock",
            {"now": "9999-12-31T23:59:59+00:00"},
            id="clock-beyond-the-calendar",
        ),
        pytest.param(
            "PUT", "/control/clock", {"now": "0001-01-01T00:00:00+09:00"}, id="year-1"
        ),
        pytest.param(
            "POST",
            "/control/people",
            {"synthetic": {"count": 1, "seed": -1}},
            id="negative-seed",
        ),
        pytest.param(
            "POST",
            "/control/people/sakura/lose-coverage",
            {"on": "2026-04-01", "reason": "77"},
            id="reason-that-no-code-table-has",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    web: FlaskClient, method: str, path: str, body: dict[str, object]
) -> None:
    answer = web.open(path, method=method, json=body, headers=TOKEN)

    assert answer.status_code == 400
    assert answer.get_json()["code"] == "request-invalid"


def test_the_ledger_after_any_number_is_a_list(web: FlaskClient) -> None:
    answer = web.get(f"/control/ledger?after={10**30}", headers=TOKEN)

    assert answer.get_json() == {"ledger": []}
