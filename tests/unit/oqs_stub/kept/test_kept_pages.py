"""Kept messages by page and by API: found, shown side by side, saved, never run."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from oqs_stub.app import create_app
from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN
from .test_kept_messages import REQUEST

TOKEN = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
NAME = "OQSsiquc01req_1.xml"
ID = "20260410/100000-00001"


@pytest.fixture
def looking(keeping: Stub) -> FlaskClient:
    """A browser at the 制御ページ of a stub that keeps; one message was answered."""
    (keeping.config.exchange_folder / "req" / NAME).write_bytes(REQUEST)
    keeping.exchange.run_once()
    web = create_app(keeping).test_client()
    web.post("/control/login", data={"token": CONTROL_TOKEN})
    return web


def _soup(web: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = web.get(path)
    assert answer.status_code == status, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def test_the_list_leads_to_the_message_and_that_to_its_files(
    looking: FlaskClient, keeping: Stub
) -> None:
    overview = _soup(looking, "/control/")
    link = overview.find("a", string="電文の控え")
    assert isinstance(link, Tag)
    listed = _soup(looking, str(link["href"]))
    (row,) = listed.select("tbody tr")
    assert "資格確認" in row.get_text()
    to_message = row.select_one("a")
    assert to_message is not None

    shown = _soup(looking, str(to_message["href"]))
    came, went = shown.select("section.card")

    assert "<Birthdate>19800217</Birthdate>" in came.get_text()
    assert "<QualificationValidity>1</QualificationValidity>" in went.get_text()
    for section, there in ((came, "req"), (went, "res")):
        save = section.select_one("a[href]")
        assert save is not None
        answer = looking.get(str(save["href"]), buffered=True)
        name = NAME.replace("req", there)
        path = keeping.config.exchange_folder / there / name
        kept = REQUEST if there == "req" else path.read_bytes()
        assert answer.data == kept
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_is_shown_as_it_was_where_that_is_asked(looking: FlaskClient) -> None:
    shown = _soup(looking, f"/control/messages/{ID}?as-it-is=1")

    code = shown.select_one("pre code")
    assert code is not None
    assert code.get_text() == REQUEST.decode()


def test_only_one_kind_is_listed_where_that_is_asked(looking: FlaskClient) -> None:
    there = _soup(looking, "/control/messages/?kind=OQSsiquc01").select("tbody tr")
    others = _soup(looking, "/control/messages/?kind=face")

    assert len(there) == 1
    assert others.select("tbody tr") == []
    chosen = others.select_one("option[selected]")
    assert chosen is not None
    assert chosen["value"] == "face"


def test_a_page_of_the_list_has_an_end_and_leads_on(
    looking: FlaskClient, kept: Path
) -> None:
    for number in range(2, 60):
        (kept / "20260410" / f"100000-{number:05}").mkdir()

    listed = _soup(looking, "/control/messages/")
    link = listed.find("a", string="もっと古い控えを見る")
    assert isinstance(link, Tag)
    rest = _soup(looking, str(link["href"]))

    assert len(listed.select("tbody tr")) == 50
    assert len(rest.select("tbody tr")) == 9


def test_markup_in_names_and_messages_is_only_shown(
    looking: FlaskClient, kept: Path
) -> None:
    name = "OQSsiquc01res_<img src=x>&'\"\n.xml"
    (kept / ID / name).write_bytes(b"</code></pre><script>alert(1)</script>")

    listed = looking.get("/control/messages/")
    shown = looking.get(f"/control/messages/{ID}")

    for page in (listed, shown):
        soup = BeautifulSoup(page.text, "html.parser")
        assert soup.select("script, img") == []
        assert "<img src=x>" in soup.get_text()
    save = BeautifulSoup(shown.text, "html.parser").select("section a[href]")[-1]
    saved = looking.get(str(save["href"]), buffered=True)
    assert saved.data == b"</code></pre><script>alert(1)</script>"
    assert "\n" not in saved.headers["Content-Disposition"]


def test_half_a_character_in_json_is_shown(looking: FlaskClient, kept: Path) -> None:
    (kept / ID / "OQSsiquc01req.json").write_bytes(b'{"a": "\\ud800"}')

    shown = looking.get(f"/control/messages/{ID}")

    assert shown.status_code == 200
    assert "\\ud800" in shown.text


@pytest.mark.parametrize("face", ["messages", "kept"])
@pytest.mark.parametrize(
    "path",
    [
        "20260410/100000-00002",
        "20260410/100000-00001/nothing.xml",
        "20260410/100000-00001/..%2f..%2f..%2foqs.sqlite3",
        "..%2f..%2f/oqs",
        "%2e%2e/%2e%2e/oqs.sqlite3",
    ],
)
def test_what_is_not_kept_is_not_given_out(
    looking: FlaskClient, face: str, path: str
) -> None:
    answer = looking.get(f"/control/{face}/{path}", headers=TOKEN)

    assert answer.status_code == 404
    assert b"SQLite" not in answer.data


@pytest.mark.parametrize("path", ["", f"{ID}", f"{ID}/{NAME}"])
def test_strangers_see_no_message(looking: FlaskClient, path: str) -> None:
    stranger = looking.application.test_client()

    for face in ("messages", "kept"):
        address = f"/control/{face}/{path}" if path else f"/control/{face}"
        answer = stranger.get(address, follow_redirects=True)
        assert answer.status_code == 401
        assert "19800217" not in answer.text


def test_the_api_tells_the_same(looking: FlaskClient, keeping: Stub) -> None:
    told = looking.get("/control/kept?kind=OQSsiquc01", headers=TOKEN).get_json()
    one = looking.get(f"/control/kept/{ID}", headers=TOKEN).get_json()
    file = f"/control/kept/{ID}/{NAME}"
    data = looking.get(file, headers=TOKEN, buffered=True).data

    assert told == {"kept": [one], "older": None}
    assert one["id"] == ID
    assert one["at"] == "2026-04-10T10:00:00+09:00"
    assert (one["kind"], one["title"]) == ("OQSsiquc01", "資格確認")
    assert one["requests"] == [{"name": NAME, "size": len(REQUEST)}]
    assert [file["name"] for file in one["answers"]] == ["OQSsiquc01res_1.xml"]
    assert data == REQUEST


def test_the_api_gives_no_more_than_was_asked_for_and_goes_on(
    looking: FlaskClient, kept: Path
) -> None:
    (kept / "20260410" / "100000-00002").mkdir()

    first = looking.get("/control/kept?most=1", headers=TOKEN).get_json()
    rest = looking.get(f"/control/kept?before={first['older']}", headers=TOKEN)

    assert [one["id"] for one in first["kept"]] == ["20260410/100000-00002"]
    assert [one["id"] for one in rest.get_json()["kept"]] == [ID]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("kind=x", "OQSsiquc01, "),
        ("before=../..", "20261121/140000-00001 のような"),
        ("most=0", "1から200"),
        ("most=201", "1から200"),
        ("most=９", "1から200"),
    ],
)
def test_the_api_says_what_may_be_asked(
    looking: FlaskClient, query: str, told: str
) -> None:
    answer = looking.get(f"/control/kept?{query}", headers=TOKEN)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "request-invalid")
    assert told in answer.get_json()["error"]


def test_where_nothing_is_kept_page_and_api_say_how_to_keep(page: FlaskClient) -> None:
    shown = page.get("/control/messages/")
    told = page.get("/control/kept", headers=TOKEN)

    assert shown.status_code == 200
    assert "--keep-messages" in shown.text
    assert page.get(f"/control/messages/{ID}").status_code == 404
    assert (told.status_code, told.get_json()["code"]) == (409, "kept-off")
    assert "--keep-messages" in told.get_json()["error"]


def test_a_directory_that_cannot_be_read_is_told(keeping: Stub, kept: Path) -> None:
    kept.write_text("a file where the directory should be")
    web = create_app(keeping).test_client()
    web.post("/control/login", data={"token": CONTROL_TOKEN})

    shown = web.get("/control/messages/")
    told = web.get("/control/kept", headers=TOKEN)

    assert "を読めません" in shown.text
    assert (told.status_code, told.get_json()["code"]) == (503, "kept-unreadable")
