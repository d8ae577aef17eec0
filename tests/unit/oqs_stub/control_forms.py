"""Forms of the 制御ページ: what is typed into them, and what the page says of it."""

from __future__ import annotations

from collections.abc import Mapping

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

COVER = {
    "classification": "01",
    "insurer_number": "01990019",
    "insurer_name": "全国健康保険協会架空支部",
    "symbol": "９９",
    "number": "4711",
    "branch": "02",
    "relation": "2",
    "insured_name": "架空　太郎",
    "valid_from": "2026-04-01",
}
AID = COVER | {
    "classification": "A1",
    "insurer_number": "12990016",
    "insurer_name": "見本市福祉事務所",
    "symbol": "",
    "number": "0021212",
    "branch": "",
}


def send(page: FlaskClient, name: str, fields: Mapping[str, str]) -> TestResponse:
    shown = BeautifulSoup(
        page.get("/control/", query_string={"person": "sakura"}).text, "html.parser"
    )
    form = shown.select_one(f"form[action$='/acts/{name}']")
    assert form is not None
    sent = {
        str(one["name"]): str(one.get("value", ""))
        for one in form.select("input[type=hidden]")
    }
    return page.post(f"/control/acts/{name}", data=sent | dict(fields))


def wrong_fields(answer: TestResponse) -> dict[str, str]:
    """What the page says beside its fields, by their names."""
    shown = BeautifulSoup(answer.text, "html.parser")
    told = {}
    for field in shown.select("[aria-invalid=true]"):
        message = shown.select_one(f"#{field['id']}-error")
        assert isinstance(message, Tag)
        assert str(message["id"]) in str(field["aria-describedby"]).split()
        told[str(field["name"])] = message.get_text()
    return told
