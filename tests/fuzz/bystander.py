"""Another card in the same process, which nothing done to the first may touch."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from types import FunctionType, MappingProxyType, MethodType, ModuleType

from emulator.card import VirtualCard
from emulator.iso7816 import CardError

from .cards import FuzzedCard

_PLAIN = (str, bytes, bytearray, int, float, bool, type(None))
_ALL_EVERY = 32
_SHORT = 64
_NOT_STATE = (FunctionType, MethodType, ModuleType, type, CardError)

_HALF_WAY = (
    "00A4040C0AD3921000310001010408",  # 券面事項入力補助AP,
    "002000910430303030",  # a wrong PIN for it,
    "00A4020C020002",  # one of its files.
)


class Bystander:
    """A card in the middle of a conversation, and what it is made of, all of it."""

    def __init__(self, source: FuzzedCard) -> None:
        self.card, self._counters = source.new()
        self.card.power_on()
        for command in _HALF_WAY:
            self.card.transmit(bytes.fromhex(command))
        self._before = fingerprint(self.card)
        self._at_a_glance = self._glance()
        self._glances = 0

    def check(self) -> None:
        """Fail unless it is as it was: what changes easily, and now and then all."""
        self._glances += 1
        if self._glance() != self._at_a_glance or not self._glances % _ALL_EVERY:
            self.check_all()

    def check_all(self) -> None:
        """Fail unless it is as it was, byte by byte."""
        now = fingerprint(self.card)
        if now != self._before:
            changed = sorted(set(self._before) ^ set(now))
            raise AssertionError(f"another card has changed: {changed[:6]}")

    def _glance(self) -> list[object]:
        card, session = self.card, self.card._session
        return [
            *(id(part) for part in (card._current, session, card._page_source)),
            *(id(part) for part in (session.current_file, session.secure_channel)),
            sorted(session.verified),
            (session.memory.terminal_body, session.memory.terminal_key),
            dict(self._counters._tries),
            dict(self._counters._values),
        ]


def fingerprint(card: VirtualCard) -> list[str]:
    """Write down everything that *card* is made of, one line a value."""
    return list(_lines(card, "card", {}))


def shared_state() -> str:
    """Digest what all cards of a process share: the variables of our modules."""
    digest = hashlib.sha256()
    for name in sorted(sys.modules):
        if name == "emulator" or name.startswith("emulator."):
            for variable, value in sorted(vars(sys.modules[name]).items()):
                shared = isinstance(value, dict | list | set | MappingProxyType)
                if shared and variable != "__builtins__":
                    for line in _lines(value, f"{name}.{variable}", {}):
                        digest.update(line.encode())
    return digest.hexdigest()


def _lines(value: object, path: str, seen: dict[int, str]) -> Iterator[str]:
    if isinstance(value, bytes) and len(value) > _SHORT:
        yield f"{path} = {len(value)} bytes {hash(value)}"  # It is computed once.
    elif isinstance(value, _PLAIN):
        yield f"{path} = {value!r}"
    elif isinstance(value, _NOT_STATE):
        return
    elif id(value) in seen:
        yield f"{path} is {seen[id(value)]}"
    else:
        seen[id(value)] = path
        if isinstance(value, dict | MappingProxyType):
            for key, item in value.items():
                yield from _lines(item, f"{path}[{key!r}]", seen)
        elif isinstance(value, list | tuple):
            for place, item in enumerate(value):
                yield from _lines(item, f"{path}[{place}]", seen)
        elif isinstance(value, set | frozenset):
            yield f"{path} = {sorted(map(repr, value))}"
        else:
            for name, item in _attributes(value):
                yield from _lines(item, f"{path}.{name}", seen)


def _attributes(value: object) -> Iterator[tuple[str, object]]:
    yield from getattr(value, "__dict__", {}).items()
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(value, name):
                yield name, getattr(value, name)
