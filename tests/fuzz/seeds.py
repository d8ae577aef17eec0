"""Where fuzzing begins: what known programs send, and walks through the card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from card_profiles.loader import load
from tests.interop.card_values import CardValues, secrets_of
from tests.interop.golden import AnyOf, read_golden

from .cards import HOLDER, NOW, VARIANTS, FuzzedCard, load_cards
from .program import MOST_STEPS, Do, Step, write_program

_TESTS = Path(__file__).parent.parent
_GOLDENS = _TESTS / "interop" / "goldens"
_VECTORS = _TESTS / "vectors"

_IN_EVERY_APPLICATION = (
    "00A40000 | 00A4040000 | 00A4040407D3921000310001 | 00A404060AD392100031000101 |"
    "00A4020000 | 00A402000200FF00 | 0084000008 | 00840000000100 | 00B2010C00 |"
    "00B2010500 | 00880099040102030400 | 002000810101 | 00240180023131 |"
    "803200800434333231 | 80A200C10102 | 80AE00000101 | 80FC0000 | 808A220000 |"
    "00CA7F2100 | 00CA7F21000000 |"
    "00CA5F5100 | 802A00000101 | 802A04000101 | 08B00000059603000000 | 0CA4020C020001 |"
    "01B0000000 | FFCA000000 | 00"
)


_BROKEN_OBJECTS = (
    *("0CB0000000", "08A4020C03860101", "08B0000003960100", "08A4020C00", "08A4020C"),
    *("08A4020C0186", "08A4020C028680", "08A4020C028681", "08A4020C0386820000"),
    *("08A4020C04868200FF", "08A4020C0386FF01", "0820009103860100", "08B000000196"),
    *("08A4020C1386110100000000000000000000000000000000", "08B0000002960000"),
)
"""Protected commands with whose object something is wrong."""


def programs(cards: Path) -> Iterator[bytes]:
    """Give the programs that fuzzing of the card begins with."""
    made = load_cards(cards)
    for commands in _transcripts(made[0]):
        yield _sent(0, commands)
    for number in range(len(VARIANTS)):
        yield write_program(number, _walk())
        yield write_program(number, _channel())
        yield write_program(number, _tries())
        yield write_program(number, _terminal())


def commands(cards: Path) -> Iterator[bytes]:
    """Give single commands: all different ones that known programs send."""
    seen = dict.fromkeys(
        command for sent in _transcripts(load_cards(cards)[0]) for command in sent
    )
    yield from seen
    yield from (bytes.fromhex(text) for text in _IN_EVERY_APPLICATION.split("|"))


def _transcripts(card: FuzzedCard) -> Iterator[list[bytes]]:
    values = CardValues(card.image, secrets_of(load(HOLDER, now=NOW)))

    def include(name: str) -> str:
        return (_GOLDENS / f"{name}.txt").read_text("utf-8")

    for path in sorted(_GOLDENS.glob("*.txt")):
        golden = read_golden(path.read_text("utf-8"), values, include)
        sent: list[bytes] = []
        for part in golden.parts:
            pairs = part.pairs if isinstance(part, AnyOf) else (part,)
            sent += [pair.command.example for pair in pairs]
        yield sent
    for path in sorted(_VECTORS.glob("*.txt")):
        lines = path.read_text("utf-8").splitlines()
        yield [
            bytes.fromhex(line.split()[0])
            for line in lines
            if line and not line.startswith("#")
        ]


def _sent(card: int, sent: list[bytes]) -> bytes:
    steps = [Step(Do.SEND, command) for command in sent]
    return write_program(card, steps[-MOST_STEPS:])


def _walk() -> Iterator[Step]:
    """Go through every application, open all of it, and ask each thing once."""
    asked = [bytes.fromhex(text) for text in _IN_EVERY_APPLICATION.split("|")]
    for application in range(6):
        yield Step(Do.SELECT, number=application)
        yield from (Step(Do.VERIFY, number=number) for number in range(3))
        if application in (2, 5):
            yield from (Step(Do.SEND, command) for command in asked)
        for fid in (0x01, 0x02, 0x06, 0x11, 0x17, 0x1A):
            yield Step(Do.SEND, bytes((0, 0xA4, 2, 12, 2, 0, fid)))
            yield Step(Do.SEND, bytes.fromhex("00B0000000"))
            yield Step(Do.SEND, bytes.fromhex("802A0080020102 00"))


def _channel() -> Iterator[Step]:
    """Open secure messaging, read through it, lose it, open it again."""
    for _ in range(2):
        yield from (Step(Do.SELECT, number=4), Step(Do.VERIFY), Step(Do.DELIVER))
        yield Step(Do.PROTECT, bytes.fromhex("00A4020C0001"))
        yield Step(Do.PROTECT, bytes.fromhex("00B000000011"))
        yield Step(Do.PROTECT, bytes.fromhex("00200091") + b"0000")
        yield Step(Do.PROTECT, bytes.fromhex("00200091") + b"1234")
        yield Step(Do.SEND, bytes.fromhex("08B00000059603000010"))
        yield Step(Do.PROTECT, bytes.fromhex("0088009904"))
        yield Step(Do.RESET)
    for ending in _BROKEN_OBJECTS:
        yield from (Step(Do.SELECT, number=4), Step(Do.VERIFY), Step(Do.DELIVER))
        yield Step(Do.SEND, bytes.fromhex(ending))


def _tries() -> Iterator[Step]:
    """Spend tries, block, fill, change a PIN, lose power, use the new one."""
    for application in (1, 4, 5):
        yield Step(Do.SELECT, number=application)
        yield Step(Do.SEND, bytes.fromhex("00200098023030"))
        yield Step(Do.SEND, bytes.fromhex("0020009B023030"))
        yield Step(Do.SEND, bytes.fromhex("00200091023030"))
        yield Step(Do.AGAIN, number=12)
        yield from (Step(Do.TOWN_OFFICE), Step(Do.VERIFY), Step(Do.VERIFY, number=1))
        yield Step(Do.SEND, bytes.fromhex("0024019804") + b"4321")
        yield Step(Do.SEND, bytes.fromhex("0024019104") + b"4321")
        yield Step(Do.SEND, bytes.fromhex("8032009C04") + b"4321")
        yield from (Step(Do.POWER_OFF), Step(Do.POWER_ON))
        yield from (Step(Do.SELECT, number=application), Step(Do.VERIFY))


def _terminal() -> Iterator[Step]:
    """Show a terminal's certificate that nobody signed, and what looks like one."""
    body = bytes.fromhex("7F218202335F4E820129") + bytes(32)
    body += bytes.fromhex("900301000191820100") + bytes(256)
    signature = bytes.fromhex("5F37820100") + bytes(256)
    yield Step(Do.SELECT, number=5)
    for data in (signature, body, signature, body[:-1] + b"\1", bytes(307)):
        command = bytes.fromhex("80A200C100") + len(data).to_bytes(2) + data
        yield Step(Do.SEND_LONG, command)
    for header in ("80A206C1", "00200098", "802A0097", "08A4020C", "00A4040C"):
        for size in (0x0100, 0xFFFF):
            command = bytes.fromhex(header) + b"\0" + size.to_bytes(2) + bytes(size)
            yield Step(Do.SEND_BIG, command)


def in_streams(sent: Iterable[bytes]) -> bytes:
    """Write commands as vpcd frames them, one after the other."""
    return b"".join(len(command).to_bytes(2) + command for command in sent)
