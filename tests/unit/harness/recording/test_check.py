"""A check reports what came otherwise, what a rule excused, and what was not sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from card_profiles.model import Persona
from emulator.card import VirtualCard
from harness.recording.card_secrets import Secret, secrets_of
from harness.recording.check import Verdict, ask_once, check, compare
from harness.recording.command_list import READINGS, read_command_list
from harness.recording.live_card import ObservedLiveCard, VirtualLiveCard
from harness.recording.recorder import Recorder
from harness.trace.masked import Masked
from harness.trace.rules import Rule
from harness.trace.transcript import Transcript
from harness.trace.transcript_reader import read_transcript

JPKI = "A>> 00A4040C 0A D392F000260100000001\nA<< 9000\n"
AT_PIN = JPKI + "A>> 00A4020C 02 0018\nA<< 9000\n"
VERIFIED = AT_PIN + "A>> 00200080 04 ********\nA<< 9000\n"
WRONG = AT_PIN + "A>> 00200080 04 ********\nA<< 63C2\n"

if TYPE_CHECKING:
    from .conftest import ToldCard

    Told = type[ToldCard]


def nothing(secret: Secret) -> str | None:
    return None


def verdicts(
    recording: str, card: VirtualLiveCard, persona: Persona
) -> list[tuple[str, str]]:
    return [
        (finding.verdict.value, finding.why)
        for finding in check(
            read_transcript(recording), card, secrets_of(persona), fictitious=True
        )
    ]


def recorded(card: VirtualLiveCard, commands: Transcript, persona: Persona) -> str:
    """Say commands to a card and return the recording."""
    written: list[str] = []
    recorder = Recorder(written.append, atr=card.atr, fictitious=True)
    observed = ObservedLiveCard(card, recorder)
    assert list(check(commands, observed, secrets_of(persona)))
    return "".join(written)


def test_a_card_does_not_differ_from_its_own_recording(
    new_card: Callable[[], VirtualCard], hanako: Persona
) -> None:
    commands = read_command_list(READINGS)
    recording = recorded(VirtualLiveCard(new_card()), commands, hanako)

    found = verdicts(recording, VirtualLiveCard(new_card()), hanako)

    assert {verdict for verdict, _ in found} == {"same", "excused"}
    assert len(found) == len(commands.exchanges) + 1  # The ATR, too.


def test_one_status_word_that_changed_is_reported(
    live: VirtualLiveCard, hanako: Persona
) -> None:
    recording = JPKI + "A>> 00A4020C 02 0001\nA<< 9000\nA>> 00B00000 04\nA<< 6981\n"

    found = list(check(read_transcript(recording), live, nothing))

    assert [finding.verdict for finding in found] == [
        Verdict.SAME,
        Verdict.SAME,
        Verdict.DIFFERENT,
    ]
    assert found[-1].line == 5
    assert found[-1].why == "ステータスワードが違う"
    assert (found[-1].expected, found[-1].came) == (
        "6981",
        "6982 照合が済んでいないため読めない（6982）",
    )


def test_a_hidden_pin_is_filled_in_from_the_persona(
    live: VirtualLiveCard, hanako: Persona
) -> None:
    recording = VERIFIED + "A>> 802A0097 01 AB 00\nA<< " + "**" * 256 + " 9000\n"

    found = verdicts(recording, live, hanako)

    assert [verdict for verdict, _ in found] == ["same", "same", "same", "excused"]


def test_a_pin_that_was_wrong_is_wrong_again_on_a_virtual_card(
    live: VirtualLiveCard, hanako: Persona
) -> None:
    recording = WRONG + "A>> 00200080\nA<< 63C2\n"

    assert [verdict for verdict, _ in verdicts(recording, live, hanako)] == ["same"] * 4


def test_a_changed_pin_is_changed_to_what_it_was(
    live: VirtualLiveCard, hanako: Persona
) -> None:
    recording = VERIFIED + "A>> 00240180 04 ********\nA<< 9000\n" + VERIFIED

    assert {verdict for verdict, _ in verdicts(recording, live, hanako)} == {"same"}


def test_power_events_do_to_the_card_what_the_reader_did(
    live: VirtualLiveCard, hanako: Persona
) -> None:
    sign = "A>> 802A0097 01 AB 00\nA<< "
    recording = (
        f"POWER on\n{VERIFIED}POWER reset\n{sign}{'**' * 256} 9000\n"
        f"POWER off\nPOWER on\n{JPKI}{sign}6982\n"
    )

    found = verdicts(recording, live, hanako)

    assert [verdict for verdict, _ in found] == [
        *("same", "same", "same", "excused"),
        *("same", "same"),
    ]


def test_secure_messaging_is_not_said_again(
    live: VirtualLiveCard, hanako: Persona
) -> None:
    recording = (
        "A>> 80AE0000 02 **** 00\nA<< 9000\nA>> 08B00000 02 **** 00\nA<< **** 9000\n"
    )

    assert [verdict for verdict, _ in verdicts(recording, live, hanako)] == [
        "skipped",
        "skipped",
    ]


def test_what_is_not_to_be_sent_is_not_sent(told: Told) -> None:
    card = told({})
    recording = "RULE skip\n" + JPKI + "A>> 00840000 01\nA<< AA 9000\n"

    found = list(check(read_transcript(recording), card, nothing))

    assert [finding.verdict for finding in found] == [
        Verdict.SKIPPED,
        Verdict.DIFFERENT,
    ]
    assert card.sent == ["0084000001"]


def test_nothing_personal_is_in_the_report(
    live: VirtualLiveCard, hanako: Persona
) -> None:
    recording = (
        "A>> 00A4040C 0A D3921000310001010408\nA<< 9000\n"
        "A>> 00200091 04 ********\nA<< 9000\n"
        "A>> 00B08100 00\nA<< 6982\n"
    )

    found = list(check(read_transcript(recording), live, secrets_of(hanako)))

    assert found[-1].verdict is Verdict.DIFFERENT
    number = hanako.person.individual_number.encode().hex()
    assert number not in repr(found).lower()
    assert "**" in found[-1].came


@pytest.mark.parametrize(
    ("expected", "came", "rules", "verdict"),
    [
        pytest.param("019000", "019000", (), "same", id="the-same"),
        pytest.param("019000", "029000", (), "different", id="other-data"),
        pytest.param("019000", "01029000", (), "different", id="longer"),
        pytest.param("9000", "6982", (), "different", id="status"),
        pytest.param("**9000", "029000", (), "excused", id="hidden"),
        pytest.param("**9000", "02039000", (), "different", id="hidden-but-longer"),
        pytest.param("**01 9000", "02029000", (), "different", id="beside-hidden"),
        pytest.param("019000", "029000", ("random",), "excused", id="random"),
        pytest.param("019000", "6982", ("random",), "different", id="random-status"),
        pytest.param("019000", "01029000", ("random",), "different", id="random-long"),
        pytest.param("019000", "029000", ("varies",), "excused", id="varies"),
        pytest.param("019000", "01029000", ("status-only",), "excused", id="status-ok"),
        pytest.param("019000", "6982", ("status-only",), "different", id="status-no"),
        pytest.param("019000", "6982", ("any-answer",), "excused", id="any-answer"),
        pytest.param("019000", "029000", ("any-data",), "different", id="any-data"),
    ],
)
def test_rules_excuse_what_they_name_and_no_more(
    expected: str, came: str, rules: tuple[str, ...], verdict: str
) -> None:
    found, why, _ = compare(
        Masked.parse(expected), bytes.fromhex(came), frozenset(map(Rule, rules))
    )

    assert found.value == verdict
    assert bool(why) == (verdict != "same")


def test_of_a_long_answer_the_place_that_differs_is_shown(
    live: VirtualLiveCard, hanako: Persona
) -> None:
    token = live_token(live)
    changed = token[:100] + b"\xff" + token[101:]
    recording = (
        JPKI
        + "A>> 00A4020C 02 0006\nA<< 9000\n"
        + f"A>> 00B00000 A0\nA<< {changed.hex()} 9000\n"
    )

    finding = list(check(read_transcript(recording), live, nothing))[-1]

    assert finding.why == "データが100バイト目から違う"
    assert finding.expected.startswith(f"…[96]{token[96:100].hex().upper()}FF")


def live_token(live: VirtualLiveCard) -> bytes:
    for command in (
        "00A4040C0AD392F000260100000001",
        "00A4020C020006",
    ):
        live.transmit(bytes.fromhex(command))
    return live.transmit(bytes.fromhex("00B00000A0"))[:-2]


def test_a_secret_is_asked_for_once() -> None:
    asked: list[Secret] = []

    def prompt(secret: Secret) -> str:
        asked.append(secret)
        return "1234"

    source = ask_once(prompt)

    assert source(Secret.AUTH_PIN) == source(Secret.AUTH_PIN) == "1234"
    assert asked == [Secret.AUTH_PIN]
