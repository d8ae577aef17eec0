"""The app's page for a person: every screen, and nobody else's forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from harness.drivers.virtual_card import VirtualCardHolder
from harness.msa.stand_in import MSAScreen, StandInMSA
from harness.msa_page import create_page

from .server import Server, no


@dataclass
class Phone:
    """What the page needs of a phone."""

    app: StandInMSA
    holder: VirtualCardHolder
    server: str = "http://127.0.0.1:8085"

    def hold_card(self, persona: str) -> MSAScreen:
        return self.app.read_card(self.holder.present(persona))


@pytest.fixture
def web(app: StandInMSA, holder: VirtualCardHolder) -> Iterator[FlaskClient]:
    app.open()
    page = create_page(
        Phone(app, holder),  # type: ignore[arg-type]  # no drawer and no stub here
        cards={"hanako": "保険　花子", "shizu": "顔認　静"},
    )
    with page.test_client() as client:
        yield client


def press(web: FlaskClient, label: str, **typed: object) -> TestResponse:
    """Press a button as it is shown, with what its form holds and *typed*."""
    shown = BeautifulSoup(web.get("/").text, "html.parser")
    button = shown.find("button", string=label)
    assert button is not None, f"{label}: {shown.get_text()}"
    form = button.find_parent("form")
    assert form is not None
    fields: dict[str, object] = {
        str(one["name"]): one.get("value", "")
        for one in form.select("input[type=hidden]")
    }
    fields[str(button["name"])] = str(button["value"])
    return web.post("/", data=fields | typed, follow_redirects=True)


def test_a_person_receives_a_patient_by_sight(web: FlaskClient, server: Server) -> None:
    asked = press(web, "目視確認")
    assert "012345" in asked.text
    chosen = press(web, "顔写真と本人が一致", passcode="012345")
    assert "薬剤情報" in chosen.text
    press(web, "同意内容を登録する", kind=["YZK"], prescription="1")

    result = press(web, "読み取り開始", card="shizu")

    assert "保険　花子" in result.text
    assert server.last("consents") == {"kinds": ["YZK"], "prescription": "1"}
    assert server.last("visual-check")["passcode"] == "012345"
    assert "花子" not in press(web, "閉じる").text


def test_a_pin_is_typed_and_shown_nowhere(
    web: FlaskClient, holder: VirtualCardHolder
) -> None:
    holder.reset_tries("hanako")
    press(web, "暗証番号")
    press(web, "同意内容を登録する", prescription="1")
    waiting = press(web, "次へ", pin="9999")

    refused = press(web, "読み取り開始", card="hanako")

    assert "9999" not in waiting.text + refused.text
    assert "あと2回" in refused.text


def test_another_person_is_a_refusal(web: FlaskClient, server: Server) -> None:
    server.answers["visual-check"] = no("identity_mismatch")
    press(web, "目視確認")

    refused = press(web, "一致しない")

    assert BeautifulSoup(refused.text, "html.parser").select_one("[role=alert]")
    assert press(web, "はじめから").status_code == 200


def test_a_stale_button_leads_to_the_start(web: FlaskClient) -> None:
    token = BeautifulSoup(web.get("/").text, "html.parser").select_one(
        "[name=form-token]"
    )
    assert token is not None

    answer = web.post(
        "/",
        data={"form-token": token["value"], "act": "card", "card": "hanako"},
        follow_redirects=True,
    )

    assert "目視確認" in answer.text


def test_a_card_of_nobody_leads_to_the_start(web: FlaskClient) -> None:
    press(web, "目視確認")
    press(web, "顔写真と本人が一致", passcode="012345")
    press(web, "同意内容を登録する", prescription="1")

    assert "本人確認の方法" in press(web, "読み取り開始", card="../x").text


@pytest.mark.parametrize("token", [None, "", "x", "トークン"])
def test_other_sites_cannot_press_buttons(web: FlaskClient, token: str | None) -> None:
    data = {"act": "start", "check": "visual"}

    answer = web.post(
        "/", data=data if token is None else {**data, "form-token": token}
    )

    assert answer.status_code == 403


def test_other_names_are_not_answered(web: FlaskClient) -> None:
    assert web.get("/", headers={"Host": "evil.example:8086"}).status_code == 421


def test_the_page_loads_nothing_and_is_kept_nowhere(web: FlaskClient) -> None:
    headers = web.get("/").headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
