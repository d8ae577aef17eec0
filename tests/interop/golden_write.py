"""How a golden is written anew: everything that is not the same twice is declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from harness.trace.card_place import CardPlace, command_data
from harness.trace.meaning import describe

from .card_values import (
    APPLICATIONS,
    RANDOM_FILES,
    RANDOM_OBJECTS,
    SECRET_FILES,
    CardValues,
)
from .golden import ATR, COMMAND, RESPONSE, SAME_AS, Golden, differences
from .tapped_card import Exchange

TITLE = "# mynabench APDU transcript 1"
RECORDED_WITH = "# recorded with "

SELECT, VERIFY, CHANGE_REFERENCE_DATA, CHANGE_KEY = 0xA4, 0x20, 0x24, 0x32
READ_BINARY, GET_DATA, GET_CHALLENGE = 0xB0, 0xCA, 0x84
SIGN, AUTHENTICATE = 0x2A, 0x88

_NAMES = {aid: name for name, aid in APPLICATIONS.items()}
_DIGEST_INFO = 0x30
_HASH_LENGTHS = (16, 20, 28, 32, 48, 64)


def write_golden(
    title: str,
    versions: Mapping[str, str],
    *,
    atr: bytes,
    exchanges: Sequence[Exchange],
    values: CardValues,
    others: Mapping[str, Golden],
) -> str:
    """Write what was said as a golden, each exchange under what it means.

    Where the same was said as in one of the *others*, only its name is written.
    """
    lines = [TITLE, f"# {title}"]
    lines += [f"{RECORDED_WITH}{name} {versions[name]}" for name in sorted(versions)]
    lines += ["", ATR + atr.hex(" ").upper()]
    place = CardPlace()
    number = 0
    while number < len(exchanges):
        name = _same_as(exchanges[number:], others)
        count = 1 if name is None else len(others[name].parts)
        if name is not None:
            lines += ["", SAME_AS + name]
        else:
            lines += ["", *_lines(exchanges[number], place, values)]
        for exchange in exchanges[number : number + count]:
            place = place.after(exchange.command, exchange.response)
        number += count
    return "\n".join(lines) + "\n"


def _same_as(exchanges: Sequence[Exchange], others: Mapping[str, Golden]) -> str | None:
    """Name the golden that *exchanges* begin like."""
    for name, golden in others.items():
        here = exchanges[: len(golden.parts)]
        if len(here) == len(golden.parts) and not differences(golden, None, here):
            return name
    return None


def _lines(exchange: Exchange, place: CardPlace, values: CardValues) -> list[str]:
    command, response = exchange.command, exchange.response
    return [
        f"# {describe(command, response, at=place)}",
        COMMAND + _command(command, place, values),
        RESPONSE + _response(command, response, place, values),
    ]


def _command(command: bytes, place: CardPlace, values: CardValues) -> str:
    data = command_data(command)
    start = command.find(data, 4) if data else len(command)
    head = [command[:4].hex().upper(), command[4:start].hex().upper()]
    tail = command[start + len(data) :].hex().upper()
    return " ".join(
        part for part in (*head, _data(command, data, place, values), tail) if part
    )


def _data(command: bytes, data: bytes, place: CardPlace, values: CardValues) -> str:
    if command[1] in (VERIFY, CHANGE_REFERENCE_DATA, CHANGE_KEY) and data:
        application = _NAMES.get(place.application or b"", "")
        file = command[3] & 0x1F or place.file or 0
        name = SECRET_FILES.get((application, file), "")
        if values.secrets.get(name) == data:
            return f"{{{name}}}"
    if command[:2] == bytes((0x80, SIGN)) and data:
        return _to_be_signed(data)
    return data.hex().upper()


def _to_be_signed(data: bytes) -> str:
    """Keep what names the hash, not the hash: messages may be random."""
    for length in _HASH_LENGTHS:
        head = data[: len(data) - length]
        if head[:1] == bytes((_DIGEST_INFO,)) and head[-2:] == bytes((4, length)):
            return f"{head.hex().upper()} {{hash {length}}}"
    return f"{{data {len(data)}}}"


def _response(
    command: bytes, response: bytes, place: CardPlace, values: CardValues
) -> str:
    data, sw = response[:-2], response[-2:].hex().upper()
    if not data:
        return sw
    match command[1]:
        case 0x2A | 0x88:
            return f"{{signature {len(data)}}} {sw}"
        case 0x84:
            return f"{{challenge {len(data)}}} {sw}"
        case 0xB0:
            return f"{_read(command, data, place, values)} {sw}"
        case 0xCA:
            tag = command[2] << 8 | command[3]
            if tag in RANDOM_OBJECTS and values.object(tag) == data:
                return f"{{object {tag:04X}}} {sw}"
    return f"{data.hex().upper()} {sw}"


def _read(command: bytes, data: bytes, place: CardPlace, values: CardValues) -> str:
    """Name what was read of a file, if the file differs from card to card."""
    at = place.addressed_by(command)
    name = _NAMES.get(at.application or b"")
    if name is None or at.file is None or (name, at.file) not in RANDOM_FILES:
        return data.hex().upper()
    offset = command[3] if command[2] & 0x80 else command[2] << 8 | command[3]
    content = values.file(name, at.file)
    if content == data:
        return f"{{file {name}/{at.file:04X}}}"
    if content[offset : offset + len(data)] != data:
        return data.hex().upper()
    return f"{{file {name}/{at.file:04X} {offset}+{len(data)}}}"
