"""A recording's commands, said again to a live card, and what came otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from ..card.jpki import AUTH_CA_CERTIFICATE, AUTH_CERTIFICATE, JPKI_AID
from ..ports import BenchUnavailable, TransportError
from ..trace.card_place import CardPlace, command_data, data_field
from ..trace.mask import VERIFY, hidden
from ..trace.masked import Masked
from ..trace.meaning import answered, asked
from ..trace.rules import RULE_WORDS, Rule
from ..trace.transcript import Exchange, Power, Transcript, response_text
from .card_secrets import Secret, SecretSource, secret_meant, wrong_value

_CHANGES: Final = (0x24, 0x32)
_GUARDED: Final = (Secret.AUTH_PIN, Secret.SIGN_PASSWORD)  # As the guard knows them.
_SHOWN_BYTES, _BEFORE = 24, 4  # Of a long answer; of that, before a difference.
_OK: Final = b"\x90\x00"
_IDENTIFYING: Final = {
    CardPlace(JPKI_AID, AUTH_CA_CERTIFICATE): "issuer",
    CardPlace(JPKI_AID, AUTH_CERTIFICATE): "card",
}


class LiveCard(Protocol):
    """A card that can be spoken to and given and denied power.

    *Spends tries* is whether wrong PINs may be tried; *sends* says of a command in the
    clear whether it may be sent at all.
    """

    @property
    def atr(self) -> bytes: ...
    @property
    def spends_tries(self) -> bool: ...
    def sends(self, command: bytes) -> bool: ...
    def transmit(self, command: bytes) -> bytes: ...
    def power(self, power: Power) -> None: ...
    def close(self) -> None: ...


class PINWrong(BenchUnavailable):
    """A real card refused a PIN: nothing more is sent to it."""


class Verdict(StrEnum):
    """What came of one exchange."""

    SAME = "same"
    EXCUSED = "excused"  # It differs, or may, and a rule says so.
    DIFFERENT = "different"
    SKIPPED = "skipped"  # Not sent.


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report, in words; nothing in it is personal."""

    line: int
    asked: str
    verdict: Verdict
    expected: str = ""
    came: str = ""
    why: str = ""
    of_another: str = ""
    """`issuer` or `card` where it shows that the recording is of another one's card."""


def check(
    transcript: Transcript,
    card: LiveCard,
    secrets: SecretSource,
    *,
    fictitious: bool = False,
) -> Iterator[Finding]:
    """Say the recording's commands to *card*, one finding after the other.

    *secrets* fills in hidden PINs. *fictitious* is whether the card's holder is
    invented. Raises `PINWrong` when a card on which no try may be spent refuses a
    PIN, `TransportError` when it leaves and the recorded one did not (after the
    finding that says so), and what the guard of a real card raises.
    """
    yield from _Check(transcript, card, secrets, fictitious=fictitious).run()


class _Check:
    """One run over a recording."""

    def __init__(
        self,
        transcript: Transcript,
        card: LiveCard,
        secrets: SecretSource,
        *,
        fictitious: bool,
    ) -> None:
        self._transcript = transcript
        self._card = card
        self._secrets = secrets
        self._fictitious = fictitious
        self._place = CardPlace()
        self._gone: TransportError | None = None

    def run(self) -> Iterator[Finding]:
        if self._transcript.atr is not None:
            yield self._atr(self._transcript.atr)
        for entry in self._transcript.entries:
            if isinstance(entry, Exchange):
                yield self._exchange(entry)
                if self._gone is not None:
                    raise self._gone
            else:
                self._card.power(entry.power)
                self._place = CardPlace()

    def _atr(self, expected: bytes) -> Finding:
        came = self._card.atr
        verdict = Verdict.SAME if came == expected else Verdict.EXCUSED
        return Finding(
            line=0,
            asked="ATR",
            verdict=verdict,
            expected=expected.hex(" ").upper(),
            came=came.hex(" ").upper(),
            why="" if came == expected else "ATRはリーダーによって違う",
        )

    def _exchange(self, exchange: Exchange) -> Finding:
        recorded = exchange.command
        words = asked(recorded.content, at=self._place)
        rules = self._transcript.rules_of(exchange)
        if Rule.SKIP in rules:
            return self._skipped(exchange, words, "記録のときだけのもの（規則 skip）")
        command, why = self._filled(exchange)
        if command is None:
            return self._skipped(exchange, words, why)
        if not self._card.sends(command):
            return self._skipped(exchange, words, "このカードには送らないコマンド")
        try:
            came = self._card.transmit(command)
        except TransportError as gone:
            came = b""
            if len(exchange.response):
                self._gone = gone
        finding = self._compared(exchange, command, came, words=words, rules=rules)
        self._place = self._place.after(command, came)
        self._stop_at_wrong_pin(command, came)
        return finding

    def _filled(self, exchange: Exchange) -> tuple[bytes | None, str]:
        """Put a secret where one was hidden; None and the reason if it cannot be."""
        recorded = exchange.command
        if not recorded.hidden:
            if not self._card.spends_tries and _presents(recorded.content):
                return None, "記録に書かれた暗証番号は実カードに送らない"
            return recorded.content, ""
        secret = secret_meant(recorded.content, at=self._place)
        ins = recorded.content[1]
        if secret is None or ins not in (VERIFY, *_CHANGES):
            return None, "伏せられた値が何か分からない"
        right = exchange.response.content == _OK
        if not self._card.spends_tries:
            if not right:
                return None, "記録では暗証番号が通らなかった。回数を減らすことはしない"
            if secret not in _GUARDED:
                return None, "実カードでは残り回数を守れない暗証番号"
        value = self._secrets(secret)
        if value is None:
            return None, f"{secret}が与えられていない"
        if ins == VERIFY and not right and _was_wrong(exchange.response):
            value = wrong_value(value)
        return _with_data(recorded.content, value.encode("ascii")), ""

    def _stop_at_wrong_pin(self, command: bytes, came: bytes) -> None:
        if _presents(command) and came != _OK and not self._card.spends_tries:
            raise PINWrong(
                f"カードが暗証番号を受け付けませんでした（{answered(command, came)}）。"
                "回数を守るため、これ以上は何も送りません。"
            )

    def _compared(
        self,
        exchange: Exchange,
        command: bytes,
        came: bytes,
        *,
        words: str,
        rules: frozenset[Rule],
    ) -> Finding:
        verdict, why, first = compare(exchange.response, came, rules)
        _, hidden_places = hidden(
            command, came, at=self._place, fictitious=self._fictitious
        )
        shown = Masked.of(came, hidden_places)
        return Finding(
            line=exchange.line,
            asked=words,
            verdict=verdict,
            expected=_shown(exchange.response, first),
            came=f"{_shown(shown, first)} {answered(command, came)}".strip(),
            why=why,
            of_another=(
                self._whose(command) if verdict is Verdict.DIFFERENT and came else ""
            ),
        )

    def _whose(self, command: bytes) -> str:
        """Tell what another content of the file that was read says of the card."""
        if command[1] != 0xB0:
            return ""
        return _IDENTIFYING.get(self._place.addressed_by(command), "")

    def _skipped(self, exchange: Exchange, words: str, why: str) -> Finding:
        return Finding(
            line=exchange.line,
            asked=words,
            verdict=Verdict.SKIPPED,
            expected=_shown(exchange.response),
            why=why,
        )


def compare(
    expected: Masked, came: bytes, rules: frozenset[Rule]
) -> tuple[Verdict, str, int]:
    """Compare an answer with the recorded one.

    Returns the verdict, its reason, and the first byte that differs (0 for none).
    """
    if expected.matches(came):
        if not expected.hidden:
            return Verdict.SAME, "", 0
        return Verdict.EXCUSED, "伏せられたバイトは比べない", 0
    if Rule.ANY_ANSWER in rules:
        return Verdict.EXCUSED, _named(Rule.ANY_ANSWER), 0
    if not came:
        return Verdict.DIFFERENT, "カードが離れた", 0
    if not expected[-2:].matches(came[-2:]):
        return Verdict.DIFFERENT, "ステータスワードが違う", 0
    if Rule.STATUS_ONLY in rules:
        return Verdict.EXCUSED, _named(Rule.STATUS_ONLY), 0
    if len(expected) != len(came):
        lengths = f"{len(expected) - 2}バイトのはずが{len(came) - 2}バイト"
        return Verdict.DIFFERENT, f"長さが違う（{lengths}）", 0
    for rule in (Rule.RANDOM, Rule.VARIES):
        if rule in rules:
            return Verdict.EXCUSED, _named(rule), 0
    first = next(n for n in range(len(came)) if not expected[: n + 1].begins(came))
    return Verdict.DIFFERENT, f"データが{first}バイト目から違う", first


def ask_once(prompt: Callable[[Secret], str]) -> SecretSource:
    """Remember what a person has typed, so that each secret is asked for once."""
    typed: dict[Secret, str] = {}

    def source(secret: Secret) -> str:
        if secret not in typed:
            typed[secret] = prompt(secret)
        return typed[secret]

    return source


def _named(rule: Rule) -> str:
    return f"規則 {rule}: {RULE_WORDS[rule]}"


def _presents(command: bytes) -> bool:
    """Tell whether a command presents a PIN, rather than asking for the tries."""
    return len(command) > 4 and command[1] == VERIFY and bool(command_data(command))


def _was_wrong(response: Masked) -> bool:
    return response.content[:1] == b"\x63"


def _with_data(command: bytes, data: bytes) -> bytes:
    """Put other data into a short command, with an Lc that fits."""
    start, length = data_field(command)
    return command[:4] + bytes((len(data),)) + data + command[start + length :]


def _shown(message: Masked, first: int = 0) -> str:
    """Write a message; of a long one what is around its byte *first*."""
    if len(message) <= _SHOWN_BYTES:
        return response_text(message)
    begin = max(0, min(first - _BEFORE, len(message) - 2 - _SHOWN_BYTES))
    part = message[begin : min(begin + _SHOWN_BYTES, len(message) - 2)]
    return f"{f'…[{begin}]' if begin else ''}{part}… {message[-2:]}"
