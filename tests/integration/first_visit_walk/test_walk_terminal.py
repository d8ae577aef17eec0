"""The staff at the 資格確認端末: settings, URLs, withdrawn consents and logins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from card_profiles.loader import load
from harness.drivers.terminal_pages import TerminalClient, TerminalRefused
from harness.journal import Journal
from oqs_stub.clock import SettableClock

from .walk import HOME_VISIT, NOW, ONLINE, Bench, consents


def test_a_disabled_function_refuses_the_page(bench: Bench) -> None:
    url = bench.terminal.url()
    bench.terminal.disable_home_visit()

    screen = bench.phone.web.open(url)

    assert screen.reason == "function_disabled"


def test_a_changed_setting_waits_for_the_next_login(bench: Bench) -> None:
    url = bench.terminal.url()
    bench.terminal.change_settings({"訪問診療等機能": "利用しない"}, log_in_again=False)

    assert bench.phone.web.open(url).reason is None

    bench.terminal.login()
    assert bench.phone.web.open(url).reason == "function_disabled"


def test_a_reissued_url_kills_the_old_one(bench: Bench) -> None:
    old = bench.terminal.url()

    new = bench.terminal.reissue_url()

    assert old != new
    assert bench.phone.web.open(old).reason == "url_unknown"
    assert bench.phone.web.open(new).reason is None


def test_the_two_urls_differ_and_the_qr_is_a_picture(bench: Bench) -> None:
    assert bench.terminal.url(HOME_VISIT) != bench.terminal.url(ONLINE)
    assert bench.terminal.qr_png().startswith(b"\x89PNG\r\n")


def test_the_sheet_for_the_visiting_bag_is_a_pdf(bench: Bench) -> None:
    assert bench.terminal.url_pdf().startswith(b"%PDF-")


def test_the_staff_take_a_consent_back_by_name(bench: Bench) -> None:
    for persona in ("hanako", "taro"):
        bench.consent()
        pin = load(persona, now=NOW).card.auth_pin
        assert bench.back(bench.authenticate(persona, pin=pin)).outcome == "registered"
    name = load("taro", now=NOW).person.name

    bench.terminal.cancel_consent(name)

    lapsed = {str(row["person_id"]): row["lapse_reason"] for row in consents(bench)}
    assert lapsed["taro"] == "1"
    assert lapsed["hanako"] is None
    with pytest.raises(TerminalRefused, match="0件"):
        bench.terminal.cancel_consent(name)


def test_an_expired_login_is_renewed_without_a_word(
    bench: Bench, clock: SettableClock
) -> None:
    assert bench.server.control is not None
    bench.terminal.login()

    bench.server.control.set_clock(NOW + timedelta(days=2))

    assert clock.now() == NOW + timedelta(days=2)
    assert bench.terminal.url().startswith(bench.server.base_url)


def test_an_unknown_institution_cannot_log_in(bench: Bench) -> None:
    stranger = TerminalClient.with_journal(
        Journal(), bench.server.base_url, institution_code="9930000099"
    )

    with pytest.raises(TerminalRefused, match="医療機関コード"):
        stranger.login()
    stranger.close()
