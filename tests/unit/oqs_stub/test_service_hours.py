"""利用時間 on the faces: patient's page, app's gate, terminal, window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from card_profiles.dates import JST
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.records import ConsentForm
from oqs_stub.service.face_reader import FaceRefusedError
from oqs_stub.stub import Stub, StubConfig

from .conftest import DENTAL
from .reception.visitor import (
    Issue,
    Maker,
    choose,
    consents,
    entrance,
    finish,
    heading,
    launch,
    marker,
    read,
)
from .terminal.staff import consent, log_in

RULES = """\
[hours.messages]
opens = 08:00:00
closes = 21:00:00

[hours.web]
opens = 09:00:00
closes = 18:30:00
"""
CLOSING = datetime(2026, 4, 10, 18, 30, tzinfo=JST)
NIGHT = datetime(2026, 4, 10, 21, 0, tzinfo=JST)


@pytest.fixture
def closing(
    tmp_path: Path,
    pki: PKI,
    responder_url: str,
    clock: SettableClock,
    prepared_state: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stub]:
    """A stub that closes by night, and its page in the evening.

    The responder of these tests stands still; so nobody is asked for revocations.
    """
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES, encoding="utf-8")
    shutil.copytree(prepared_state, tmp_path / "state")
    config = StubConfig(
        state_dir=tmp_path / "state",
        clock=clock,
        responder_url=responder_url,
        rules=rules,
    )
    stub = Stub(config, pki=pki)
    monkeypatch.setattr(stub.revocation, "check", lambda *_, **__: None)
    yield stub
    stub.close()


@pytest.fixture
def browser(closing: Stub) -> FlaskClient:
    return create_app(closing).test_client()


@pytest.mark.sqlite
def test_the_page_names_its_hours(
    browser: FlaskClient, closing: Stub, clock: SettableClock
) -> None:
    assert browser.get(entrance(closing)).status_code == 200

    clock.set(CLOSING)
    closed = browser.get(entrance(closing))

    assert (closed.status_code, marker(closed, "reason")) == (403, "outside_hours")
    assert heading(closed) == "利用時間外です"
    assert "9時から18時30分まで" in closed.text


@pytest.mark.sqlite
def test_a_card_that_is_read_too_late_registers_nothing(
    browser: FlaskClient,
    closing: Stub,
    clock: SettableClock,
    issue_card: Issue,
    make_persona: Maker,
) -> None:
    clock.set(CLOSING - timedelta(seconds=1))
    started = launch(browser, choose(browser, entrance(closing)))

    clock.set(CLOSING)
    answer = read(browser, started, issue_card(make_persona()))

    assert answer.get_json()["reason"] == "outside_hours"
    assert "9時から18時30分まで" in answer.get_json()["message"]
    assert consents(closing) == []


@pytest.mark.sqlite
def test_what_was_registered_in_time_stays_visible(
    browser: FlaskClient,
    closing: Stub,
    clock: SettableClock,
    issue_card: Issue,
    make_persona: Maker,
) -> None:
    clock.set(CLOSING - timedelta(seconds=1))
    started = launch(browser, choose(browser, entrance(closing)))
    done = finish(browser, started, issue_card(make_persona()))

    clock.set(CLOSING)

    page = browser.get(done, follow_redirects=True)
    assert "登録完了" in heading(page)


@pytest.mark.sqlite
def test_the_terminal_says_so_and_its_line_check_too(
    browser: FlaskClient, clock: SettableClock
) -> None:
    log_in(browser)
    assert "利用時間外" not in browser.get("/terminal/line").text

    clock.set(NIGHT)

    line = browser.get("/terminal/line").text
    assert "利用時間外です。利用時間は、8時から21時までです。" in line


@pytest.mark.sqlite
def test_nobody_is_received_at_the_window_by_night(
    closing: Stub, clock: SettableClock
) -> None:
    closing.face_reader.receive("sakura", DENTAL, ConsentForm())
    clock.set(NIGHT)

    with pytest.raises(FaceRefusedError, match="8時から21時まで"):
        closing.face_reader.receive("sakura", DENTAL, ConsentForm())


@pytest.mark.sqlite
def test_the_patients_list_of_the_terminal_drops_who_ended_long_ago(
    web: FlaskClient, stub: Stub, clock: SettableClock
) -> None:
    consent(stub, given_at=clock.now() - timedelta(days=200))
    kept = consent(stub)
    log_in(web, "viewer")

    page = web.get("/terminal/patients").text

    assert page.count("/terminal/patients/") == 1
    assert f"/terminal/patients/{kept.id}" in page
    assert "同意が終わってから1か月を過ぎると" in page
    old = next(one for one in consents(stub) if one.id != kept.id)
    assert web.get(f"/terminal/patients/{old.id}").status_code == 404
