"""Faults by the control API."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select, update

from oqs_stub.database import metadata
from oqs_stub.stub import Stub

TOKEN = {"Authorization": "Bearer token-of-the-tests"}


def test_faults_are_armed_told_and_taken_away(web: FlaskClient) -> None:
    armed = web.post(
        "/control/faults", json={"fault": "通信エラー", "seed": 3}, headers=TOKEN
    )
    assert armed.status_code == 201
    (row,) = armed.get_json()["faults"]
    assert (row["fault"], row["in_force"]) == ("connection-error", True)

    told = web.get("/control/faults", headers=TOKEN).get_json()
    assert told == armed.get_json() | {"unreadable": []}
    web.delete(f"/control/faults/{row['id']}", headers=TOKEN)

    told = web.get("/control/faults", headers=TOKEN).get_json()
    assert told == {"faults": [], "unreadable": []}


def test_all_faults_are_taken_away_at_once(web: FlaskClient) -> None:
    web.post("/control/faults", json={"fault": "announced-outage"}, headers=TOKEN)

    told = web.delete("/control/faults", headers=TOKEN).get_json()
    assert told == {"faults": [], "unreadable": []}


def test_a_misspelt_fault_is_told_in_words(web: FlaskClient) -> None:
    answer = web.post("/control/faults", json={"fault": "slwo"}, headers=TOKEN)

    assert answer.status_code == 400
    assert "slow" in answer.get_json()["error"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("err:patient=sakura+hanakoo", ["patient=hanakoo という人は"]),
        ("err:institution=9999999999", ["institution=9999999999 という医療機関等は"]),
        ("outage:region=西日本", ["region=西日本 の医療機関等は"]),
        ("err:patient=sakura,institution=9930000014,region=架空", []),
        ("revocation-slow", []),
    ],
)
def test_a_fault_says_whom_it_names_in_vain(
    web: FlaskClient, fault: str, told: list[str]
) -> None:
    armed = web.post("/control/faults", json={"fault": fault}, headers=TOKEN)

    (row,) = armed.get_json()["faults"]
    assert len(row["named_in_vain"]) == len(told)
    for said, words in zip(row["named_in_vain"], told, strict=True):
        assert words in said


def test_it_is_not_said_any_more_once_somebody_is_there(web: FlaskClient) -> None:
    web.post("/control/faults", json={"fault": "err:patient=hanako"}, headers=TOKEN)

    web.post("/control/people", json={"persona": "hanako"}, headers=TOKEN)

    (row,) = web.get("/control/faults", headers=TOKEN).get_json()["faults"]
    assert row["named_in_vain"] == []


def test_a_fault_that_is_not_there_cannot_be_taken_away(web: FlaskClient) -> None:
    assert web.delete("/control/faults/99", headers=TOKEN).status_code == 404


def test_the_catalogue_can_be_asked_for(web: FlaskClient) -> None:
    told = web.get("/control/faults/catalogue", headers=TOKEN).get_json()

    assert "outage" in [one["name"] for one in told["faults"]]
    assert "announced-outage" in [one["name"] for one in told["profiles"]]


def test_nobody_without_the_token_arms_anything(web: FlaskClient) -> None:
    assert web.post("/control/faults", json={"fault": "slow"}).status_code == 401


@pytest.fixture
def outdated(stub: Stub) -> int:
    """A fault that an earlier version took, and this one would refuse."""
    (armed,) = stub.faults.arm("err:patient=sakura")
    table = metadata.tables["armed_faults"]
    with stub.database.begin() as connection:
        connection.execute(update(table).values(fault="err:on=NOSUCHMESSAGE"))
    stub.faults.arm("slow:seconds=0")  # Also lets the old one be read anew.
    return armed.id


def test_a_stored_fault_that_cannot_be_read_any_more_stops_nothing(
    web: FlaskClient, outdated: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert web.get("/").status_code == 200
    assert web.get("/").status_code == 200

    told = web.get("/control/faults", headers=TOKEN).get_json()
    assert [one["fault"] for one in told["faults"]] == ["slow:seconds=0"]
    warned = [one for one in caplog.messages if f"番号 {outdated} の障害は" in one]
    assert len(warned) == 1


@pytest.mark.parametrize("which", ["/{id}", ""], ids=["by its id", "with all"])
def test_a_stored_fault_that_cannot_be_read_any_more_is_taken_away(
    web: FlaskClient, stub: Stub, outdated: int, which: str
) -> None:
    path = f"/control/faults{which.format(id=outdated)}"

    assert web.delete(path, headers=TOKEN).status_code == 200

    with stub.database.read() as connection:
        left = connection.scalars(select(metadata.tables["armed_faults"].c.id)).all()
    assert outdated not in left


def test_a_stored_fault_that_cannot_be_read_any_more_is_told_with_what_to_do(
    web: FlaskClient, outdated: int
) -> None:
    told = web.get("/control/faults", headers=TOKEN).get_json()

    (row,) = told["unreadable"]
    assert (row["id"], row["fault"]) == (outdated, "err:on=NOSUCHMESSAGE")
    assert "NOSUCHMESSAGE" in row["why"]
    assert f"番号 {outdated} を取り除き" in row["what_to_do"]
    assert row["armed_at"] == "2026-04-10T10:00:00+09:00"


def test_a_stored_fault_that_cannot_be_read_any_more_is_taken_away_by_page(
    page: FlaskClient, stub: Stub, outdated: int
) -> None:
    shown = BeautifulSoup(page.get("/control/").text, "html.parser")
    form = next(
        one
        for one in shown.select("form[action$='/take-fault']")
        if "NOSUCHMESSAGE" in one.get_text()
    )
    assert f"番号 {outdated} を取り除き" in form.get_text()

    page.post(
        str(form["action"]),
        data={str(one["name"]): str(one["value"]) for one in form.select("input")},
    )

    assert stub.faults.unreadable() == ()
    assert len(stub.faults.all()) == 1
    assert "NOSUCHMESSAGE" not in page.get("/control/").text
