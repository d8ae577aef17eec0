"""What each fault does to one command, when its moment has come."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from ..link_lost import (
    CardMuteError,
    CardTorn,
    CardWasReset,
    ProtocolMismatch,
)
from .spelling import Fault

_OK = b"\x90\x00"
_BLOCKED = b"\x69\x84"


class Patience(Protocol):
    """How long a reader waits for this card."""

    def left(self) -> float:
        """Seconds until the reader gives the present command up."""
        ...

    def wait(self, seconds: float) -> bool:
        """Let so many seconds pass, or what is left; tell whether it was enough."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One command at which a fault may act, and the means to do so."""

    fault: Fault
    command: bytes
    answer: Callable[[], bytes]
    """Let the card, or the fault behind this one, answer."""
    begin_anew: Callable[[], None]
    """Take the card's power and give it back."""
    patience: Patience
    random: random.Random
    happened: Callable[[str], None]
    """Tell, in Japanese, what was done; only then has the fault happened."""


Act = Callable[[Moment], bytes]


def act(moment: Moment) -> bytes:
    """Do it: give the answer that comes of it, or raise `LinkLost`."""
    return _ACTS[moment.fault.kind.name](moment)


def _pulled(moment: Moment) -> bytes:
    when = moment.fault.word("when")
    back = moment.fault.real("back") if moment.fault.given("back") else None
    if when == "before":
        moment.happened("コマンドが届く前にカードが離れました")
        raise CardTorn("pulled out before the command reached it", back_after=back)
    answer = moment.answer()
    if when == "processed":
        moment.happened("コマンドを処理した後、答える前にカードが離れました")
        raise CardTorn("pulled out before it answered", back_after=back)
    arrived = len(answer) // 2
    if moment.fault.given("arrived"):
        arrived = min(moment.fault.number("arrived"), len(answer) - 1)
    moment.happened(
        f"{len(answer)}バイトの答えのうち{arrived}バイトでカードが離れました"
    )
    raise CardTorn(
        "pulled out in the middle of its answer",
        answer=answer,
        arrived=arrived,
        back_after=back,
    )


def _mute(moment: Moment) -> bytes:
    if _reaches(moment):
        moment.answer()
    moment.happened("カードが答えませんでした")
    moment.patience.wait(moment.fault.real("seconds"))
    raise CardMuteError("no answer came until the reader gave up")


def _late(moment: Moment) -> bytes:
    answer = moment.answer()
    seconds = moment.fault.real("seconds")
    if not moment.patience.wait(seconds):
        moment.happened("答えが遅すぎて、リーダーがあきらめました")
        raise CardMuteError("the answer came too late")
    moment.happened(f"答えが{seconds:g}秒遅れました")
    return answer


def _reset(moment: Moment) -> bytes:
    if _reaches(moment):
        moment.answer()
    moment.happened("カードがリセットされました")
    moment.begin_anew()
    raise CardWasReset("the card was reset")


def _protocol(moment: Moment) -> bytes:
    if _reaches(moment):
        moment.answer()
    moment.happened("プロトコルが合わなくなりました")
    raise ProtocolMismatch("the protocol is not supported")


def _forced(moment: Moment) -> bytes:
    if moment.fault.given("reaches") and _reaches(moment):
        moment.answer()
    sw = moment.fault.word("sw")
    moment.happened(f"状態語{sw}を答えました")
    return bytes.fromhex(sw)


def _verify_forced(moment: Moment) -> bytes:
    if moment.fault.word("when") == "always":
        return _forced(moment)
    answer = moment.answer()
    return _forced(moment) if answer == _BLOCKED else answer


def _wrong_signature(moment: Moment) -> bytes:
    answer = moment.answer()
    if len(answer) <= len(_OK) or not answer.endswith(_OK):
        return answer
    signature = bytearray(answer[:-2])
    size = len(signature) * 8
    bits = moment.random.sample(range(size), min(moment.fault.number("bits"), size))
    for bit in bits:
        signature[bit // 8] ^= 1 << bit % 8
    moment.happened(f"署名の{len(bits)}ビットを反転しました")
    return bytes(signature) + _OK


def _reaches(moment: Moment) -> bool:
    return moment.fault.word("reaches") == "yes"


_ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "pulled": _pulled,
        "mute": _mute,
        "late": _late,
        "reset": _reset,
        "protocol": _protocol,
        "sw": _forced,
        "first-6f00": _forced,
        "verify-6983": _verify_forced,
        "wrong-signature": _wrong_signature,
    }
)
