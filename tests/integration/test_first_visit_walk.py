"""The whole first visit, walked over real HTTP with a real signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from card_profiles.loader import load
from card_profiles.pki import PKI
from card_profiles.synth import generate
from emulator.store import CardDrawer
from harness.drivers.control_http import HTTPControl
from harness.drivers.html_phone import HTMLPhone
from harness.drivers.stub_server import StubServerDriver
from harness.drivers.terminal_pages import TerminalClient, TerminalRefused
from harness.drivers.virtual_card import VirtualCardHolder
from harness.journal import Journal
from harness.ports import AppScreen, AppState, BenchUnavailable, CardHolder, Screen
from harness.trace.recording_holder import RecordingHolder
from oqs_stub.clock import SettableClock

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
INSTITUTION = "9930000014"
HOME_VISIT, ONLINE = "訪問診療等", "オンライン診療等"


@dataclass
class Bench:
    """The layers of one walk."""

    server: StubServerDriver
    cards: CardHolder
    phone: HTMLPhone
    terminal: TerminalClient
    journal: Journal

    def consent(self, *, agree_to_all: bool = True) -> Screen:
        """Go from the top page to the review page."""
        web = self.phone.web
        web.open(self.terminal.url(HOME_VISIT))
        web.press("同意登録をする")
        web.choose("処方箋の発行形態", "電子処方箋")
        if agree_to_all:
            web.press("すべて同意する")
        return web.press("登録内容を確認する")

    def hand_over(self) -> AppScreen:
        """Confirm, and let the app take over."""
        self.phone.web.press("同意内容を登録する")
        launch = self.phone.web.launched()
        assert launch is not None, self.phone.web.screen().text
        return self.phone.app.start(launch)

    def hold_card(self, persona: str) -> AppScreen:
        """Hold a card, the PIN being entered."""
        screen = self.phone.app.read_card(self.cards.present(persona))
        return (
            self.phone.app.deliver() if screen.state is AppState.CARD_READ else screen
        )

    def authenticate(self, persona: str, pin: str = "1234") -> AppScreen:
        """Enter the PIN and hold the card."""
        self.hand_over()
        self.phone.app.enter_pin(pin)
        return self.hold_card(persona)

    def back(self, app: AppScreen) -> Screen:
        """Return to the browser."""
        assert app.return_url is not None
        return self.phone.web.open(app.return_url)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("walk")


@pytest.fixture(scope="module")
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture(scope="module")
def server(state: Path, clock: SettableClock) -> Iterator[StubServerDriver]:
    server = StubServerDriver(state, clock=clock, seed=1)
    yield server
    server.close()


@pytest.fixture
def bench(
    state: Path, server: StubServerDriver, clock: SettableClock
) -> Iterator[Bench]:
    clock.set(NOW)
    journal = Journal()
    cards = VirtualCardHolder(
        CardDrawer(state / "cards"),
        people=lambda name: load(name, now=NOW),
        pki=PKI.open(state / "pki", now=NOW),
    )
    phone = HTMLPhone.with_journal(
        journal, trusted_origins={server.base_url}, fictitious=True
    )
    terminal = TerminalClient.with_journal(
        journal, server.base_url, institution_code=INSTITUTION
    )
    terminal.enable_home_visit(("YZK", "SRJ", "SHJ", "TKK"))
    cards.reset_tries("hanako")
    yield Bench(
        server,
        RecordingHolder(cards, journal, fictitious=True),
        phone,
        terminal,
        journal,
    )
    terminal.close()
    phone.close()
    cards.close()


def consents(bench: Bench) -> list[dict[str, object]]:
    assert isinstance(bench.server.control, HTTPControl)
    return [dict(row) for row in bench.server.control.consents()]


def test_a_first_visit_ends_with_the_registration(bench: Bench) -> None:
    review = bench.consent()
    app = bench.authenticate("hanako")
    done = bench.back(app)

    assert review.heading == "登録内容の確認"
    assert app.state is AppState.FINISHED
    assert bench.phone.app.signature_verified is True
    assert (done.heading, done.outcome, done.reason) == ("登録完了", "registered", None)
    assert "協会" not in done.text  # The phone shows no eligibility.
    newest = consents(bench)[-1]
    assert newest["person_id"] == "hanako"
    assert newest["category"] == "2"
    assert newest["kinds"] == ["SHJ", "SRJ", "TKK", "YZK"]
    assert newest["prescription"] == "1"


def test_what_was_not_agreed_to_is_not_given(bench: Bench) -> None:
    web = bench.phone.web
    web.open(bench.terminal.url())
    web.press("同意登録をする")
    web.choose("薬剤情報", "同意する")
    web.choose("診療情報", "同意しない")
    web.choose("処方箋の発行形態", "紙の処方箋")
    web.press("登録内容を確認する")

    bench.back(bench.authenticate("hanako"))

    newest = consents(bench)[-1]
    assert newest["kinds"] == ["YZK"]
    assert newest["prescription"] == "2"


def test_the_evidence_holds_every_layer_and_no_pin(bench: Bench) -> None:
    bench.consent()
    bench.back(bench.authenticate("hanako"))

    words = [exchange.meaning for exchange in bench.journal.apdus]
    verify = next(e for e in bench.journal.apdus if e.command[1] == 0x20)

    assert any("公的個人認証APを選択" in word for word in words)
    assert any("署名を計算" in word for word in words)
    assert verify.command[5:] == b"****"
    assert any(e.url.endswith("/appgate/authentications") for e in bench.journal.http)
    assert any("登録完了" in shot.html for shot in bench.journal.screens)
    assert "mynabench" not in "".join(
        e.request_body for e in bench.journal.http if e.url.endswith("/login")
    )


def test_a_wrong_pin_costs_a_try_and_the_right_one_goes_on(bench: Bench) -> None:
    bench.consent()

    wrong = bench.authenticate("hanako", pin="0000")
    bench.phone.app.enter_pin("1234")
    right = bench.hold_card("hanako")

    assert (wrong.state, wrong.tries_left) == (AppState.PIN_ENTRY, 2)
    assert bench.back(right).outcome == "registered"


def test_the_third_wrong_pin_locks_and_nothing_is_registered(bench: Bench) -> None:
    before = len(consents(bench))
    bench.consent()
    bench.hand_over()

    for _ in range(3):
        bench.phone.app.enter_pin("0000")
        last = bench.hold_card("hanako")

    assert (last.state, last.reason) == (AppState.REFUSED, "pin_blocked")
    assert bench.back(last).outcome is None
    assert len(consents(bench)) == before


@pytest.mark.parametrize(
    ("persona", "reason"),
    [
        ("fumiko", "certificate_expired"),
        ("shigeru", "certificate_revoked"),
        ("akira", "insurance_use_not_registered"),
        ("kiyoshi", "pin_blocked"),
    ],
)
def test_who_cannot_be_registered_is_told_why(
    bench: Bench, persona: str, reason: str
) -> None:
    before = len(consents(bench))
    bench.consent()

    app = bench.authenticate(persona, pin=load(persona, now=NOW).card.auth_pin)

    assert (app.state, app.reason) == (AppState.REFUSED, reason)
    assert app.message
    assert len(consents(bench)) == before


def test_the_refusal_is_on_the_page_too(bench: Bench) -> None:
    bench.consent()

    page = bench.back(bench.authenticate("fumiko"))

    assert page.reason == "certificate_expired"
    assert "電子証明書の検証に失敗しました" in page.text


def test_cancelling_leads_back_and_a_new_try_succeeds(bench: Bench) -> None:
    bench.consent()
    bench.hand_over()
    waiting = bench.back(bench.phone.app.cancel())
    assert waiting.outcome is None

    bench.phone.web.press("マイナポータルアプリを開く")
    launch = bench.phone.web.launched()
    assert launch is not None
    bench.phone.app.start(launch)
    bench.phone.app.enter_pin("1234")

    assert bench.back(bench.hold_card("hanako")).outcome == "registered"


def test_a_card_lost_half_way_is_held_again(bench: Bench) -> None:
    bench.consent()
    bench.hand_over()
    bench.phone.app.enter_pin("1234")
    bench.cards.tear_after(4)

    lost = bench.hold_card("hanako")

    assert lost.reason == "card_lost"
    assert bench.back(bench.hold_card("hanako")).outcome == "registered"


def test_the_browser_left_behind_learns_of_the_registration(bench: Bench) -> None:
    bench.consent()
    bench.authenticate("hanako")

    screen = bench.phone.web.press("登録状況を確認する")

    assert screen.outcome == "registered"


def test_another_browser_without_cookies_can_take_the_callback(bench: Bench) -> None:
    bench.consent()
    app = bench.authenticate("hanako")
    other = HTMLPhone.with_journal(
        Journal(), trusted_origins={bench.server.base_url}, fictitious=True
    )

    assert app.return_url is not None
    assert other.web.open(app.return_url).outcome == "registered"
    other.close()


def test_choices_can_be_corrected_before_they_are_registered(bench: Bench) -> None:
    bench.consent()
    web = bench.phone.web

    web.press("修正する")
    web.choose("手術情報", "同意しない")
    web.press("登録内容を確認する")
    bench.back(bench.authenticate("hanako"))

    assert consents(bench)[-1]["kinds"] == ["SRJ", "TKK", "YZK"]


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


def test_generated_people_are_registered_and_can_lose_coverage(bench: Bench) -> None:
    control = bench.server.control
    assert isinstance(control, HTTPControl)

    people = control.register_synthetic(2, seed=7)
    control.lose_coverage(people[0], on=NOW.date(), reason="01")
    control.coverage_moves(people[1], on=NOW.date())

    assert len(people) == 2
    assert {row["person_id"] for row in control.ledger()} >= set(people)


def test_a_second_stub_on_the_same_state_is_refused(state: Path, bench: Bench) -> None:
    with pytest.raises(BenchUnavailable, match="folder"):
        StubServerDriver(state, clock=SettableClock(NOW), seed=1)

    assert bench.terminal.url().startswith(bench.server.base_url)


def test_a_state_that_is_kept_is_found_again(tmp_path: Path) -> None:
    (guest,) = generate(1, seed=3, now=NOW)
    first = StubServerDriver(tmp_path, clock=SettableClock(NOW), patients=[guest])
    assert isinstance(first.control, HTTPControl)
    first.control.coverage_moves(guest.name, on=NOW.date())
    before = first.control.ledger()
    first.close()

    again = StubServerDriver(tmp_path, clock=SettableClock(NOW), patients=[guest])

    assert again.control is not None
    assert again.control.ledger() == before
    again.close()
