"""登録完了 tells what was registered, also where a rule made it another than chosen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from card_profiles.dates import JST
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.records import ConsentKind
from oqs_stub.stub import Stub, StubConfig

from .visitor import (
    ALL_KINDS,
    DENTAL,
    Card,
    Issue,
    Maker,
    choose,
    consents,
    entrance,
    finish,
    launch,
    register,
    soup,
)

pytestmark = pytest.mark.sqlite

EXPIRED_ON = datetime(2026, 2, 17, 23, 59, 59, tzinfo=JST)
DRUGS, CHECKUP = "薬剤情報", "特定健診等情報"
AGREED, REFUSED, AS_BEFORE = (
    "同意する",
    "同意しない",
    "選んでいません（前の登録のまま）",
)


@pytest.fixture
def ruled(
    tmp_path: Path,
    pki: PKI,
    responder_url: str,
    clock: SettableClock,
    prepared_state: Path,
) -> Iterator[Stub]:
    """A stub with 同意引き継ぎ, whose page takes cards in their months of grace."""
    rules = tmp_path / "rules.toml"
    rules.write_text(
        "[certificate]\non_web = true\n[consent]\ntake_over = true\n", encoding="utf-8"
    )
    shutil.copytree(prepared_state, tmp_path / "state")
    stub = Stub(
        StubConfig(
            state_dir=tmp_path / "state",
            clock=clock,
            responder_url=responder_url,
            rules=rules,
        ),
        pki=pki,
    )
    yield stub
    stub.close()


@pytest.fixture
def ruled_web(ruled: Stub) -> FlaskClient:
    return create_app(ruled).test_client()


def test_what_was_taken_over_is_shown_as_agreed_to(
    ruled: Stub, ruled_web: FlaskClient, card: Card, clock: SettableClock
) -> None:
    start = entrance(ruled)
    register(ruled_web, start, card, **{"consent-YZK": "1"})
    clock.set(clock.now() + timedelta(minutes=1))

    session = choose(ruled_web, start, **{"consent-TKK": "0"})
    asked = _pairs(soup(ruled_web.get(f"{session}/confirm")))
    done = soup(ruled_web.get(finish(ruled_web, launch(ruled_web, session), card)))

    assert (asked[DRUGS], asked[CHECKUP]) == (AS_BEFORE, REFUSED)
    assert (_pairs(done)[DRUGS], _pairs(done)[CHECKUP]) == (AGREED, REFUSED)
    assert consents(ruled)[-1].kinds == {ConsentKind.DRUGS}


def test_the_page_says_what_becomes_of_an_open_question(
    ruled: Stub, ruled_web: FlaskClient
) -> None:
    page = soup(ruled_web.get(f"{entrance(ruled)}/consents")).get_text()

    assert "前に登録した同意のまま" in page
    assert "「同意しない」として扱います" not in page


def test_an_open_question_is_not_told_to_be_a_refusal_of_everything(
    ruled: Stub, ruled_web: FlaskClient
) -> None:
    open_, refused = (
        choose(ruled_web, entrance(ruled), **fields)
        for fields in ({}, dict.fromkeys(ALL_KINDS, "0"))
    )

    pages = [ruled_web.get(f"{one}/confirm").text for one in (open_, refused)]

    assert ["どの情報にも同意していません" in page for page in pages] == [False, True]


def test_a_card_in_its_grace_is_told_that_no_consent_was_stored(
    ruled: Stub, ruled_web: FlaskClient, issue_card: Issue, make_persona: Maker
) -> None:
    sakura = make_persona("sakura")
    plan = replace(sakura.card.auth_certificate, expires_at=EXPIRED_ON)
    card = issue_card(replace(sakura, card=replace(sakura.card, auth_certificate=plan)))

    last = register(ruled_web, entrance(ruled), card, **ALL_KINDS)
    page = soup(ruled_web.get(last))

    assert _pairs(page)[DRUGS] == REFUSED
    assert "電子証明書の有効期限が切れているため" in page.get_text()
    assert (
        len(ruled.consents.card_checks("sakura", DENTAL, consents(ruled)[0].category))
        == 1
    )


def _pairs(page: BeautifulSoup) -> dict[str, str]:
    return {
        term.get_text(strip=True): value.get_text(strip=True)
        for term, value in zip(page.select("dt"), page.select("dd"), strict=True)
    }
