"""A laptop in place of a phone: a card reader, or a 二次元コード for a phone's app."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from oqs_stub.reception import hand_over
from oqs_stub.stub import Stub

from .visitor import (
    Card,
    choose,
    entrance,
    finish,
    heading,
    launch,
    opened_app,
    press_launch,
    soup,
)

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
    " (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.0 Safari/605.1.15"
PIXEL = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36"
    " (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari"
IPAD = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.mark.parametrize("agent", [WINDOWS, MAC])
def test_a_pc_chooses_between_two_ways_and_opens_nothing_by_itself(
    stub: Stub, web: FlaskClient, agent: str
) -> None:
    session = choose(web, entrance(stub))
    press_launch(web, session)

    page = web.get(session, headers={"User-Agent": agent})

    assert heading(page) == "本人確認の方法を選んでください"
    assert opened_app(page) is None
    links = {a.get_text(): str(a["href"]) for a in soup(page).select("a.button")}
    assert links["ICカードリーダライタ認証"].startswith("mynabench-app:")
    assert links["スマートフォン（二次元コード）認証"] == f"{session}/code"
    assert "PC版マイナポータルアプリ" in page.text


@pytest.mark.parametrize("agent", [PIXEL, IPHONE, IPAD, "", "Werkzeug/3.1"])
def test_a_phone_opens_the_app_at_once(
    stub: Stub, web: FlaskClient, agent: str
) -> None:
    session = choose(web, entrance(stub))
    press_launch(web, session)

    page = web.get(session, headers={"User-Agent": agent})

    assert opened_app(page) is not None


def test_the_code_starts_a_phone_that_has_nowhere_to_return_to(
    stub: Stub, web: FlaskClient, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = hand_over.qr_png

    def draw_and_note(url: str) -> bytes:
        drawn.append(url)
        return draw(url)

    monkeypatch.setattr(hand_over, "qr_png", draw_and_note)
    session = choose(web, entrance(stub))
    press_launch(web, session)
    page = soup(web.get(f"{session}/code"))
    picture = page.select_one("img.qr")
    assert picture is not None
    image = web.get(str(picture["src"]))
    scanned = {k: v for k, (v,) in parse_qs(urlsplit(drawn[0]).query).items()}

    finish(web, scanned, card)

    assert image.mimetype == "image/png"
    assert picture["alt"] == "アプリで読み取る二次元コード"
    assert scanned["device"] == "other"
    assert heading(web.get(session, follow_redirects=True)) == "登録完了"


def test_without_a_challenge_there_is_no_code(stub: Stub, web: FlaskClient) -> None:
    session = choose(web, entrance(stub))

    assert web.get(f"{session}/code").headers["Location"] == session
    assert web.get(f"{session}/code.png").status_code == 404


def test_the_code_is_for_the_browser_of_the_reception_alone(
    stub: Stub, web: FlaskClient
) -> None:
    session = choose(web, entrance(stub))
    launch(web, session)

    assert web.application.test_client().get(f"{session}/code.png").status_code == 403


def test_the_help_names_the_stores_and_other_devices(
    stub: Stub, web: FlaskClient
) -> None:
    session = choose(web, entrance(stub))
    press_launch(web, session)

    text = soup(web.get(session)).get_text()

    for words in ("アプリが起動しないとき", "App Store", "Google Play", "別の端末"):
        assert words in text
