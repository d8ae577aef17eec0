"""A request may have any suffix that a file's name can have, and keeps it."""

from __future__ import annotations

import os
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from oqs_stub.exchange import EventKind, ExchangeEvent
from oqs_stub.filenames import parse_request_name
from oqs_stub.messages import Encoding

from .folders_seen import SETTLE, FoldersSeen
from .killed_places import Killer, Place
from .test_exchange_uncollected import LIST, later
from .world import World

RequestBytes = Callable[..., bytes]

LONGEST = 255
"""Bytes of the longest name, on the file systems of Linux."""
ROOM = LONGEST - len("OQSsiquc01req_.xml")


def _longest(sign: str) -> str:
    """As many of *sign* as one name has room for."""
    whole, rest = divmod(ROOM, len(sign.encode()))
    return sign * whole + "1" * rest


SUFFIXES = {
    "hyphens": "2026-04-10-0001",
    "underscores": "__",
    "a copy made by hand": "1 - コピー (2)",
    "spaces at the ends": " 1 ",
    "a full name": "山田　花子",
    "rare characters": "髙﨑𠮷",
    "half-width kana": "ﾊﾅｺ",
    "kana composed": "ガ",
    "kana decomposed": unicodedata.normalize("NFD", "ガ"),
    "full-width digits": "１２３",
    "gaiji": "\ue000",
    "no-break space": "1\u00a0",
    "no width at all": "\u200b",
    "from right to left": "1\u202e2",
    "dots": "..1..",
    "a capital": "A",
    "a small letter": "a",
    "signs": "%s{0}$(x);&'`#@!+=,~^[b]",
    "xml twice": "1.xml",
    "err inside": "1.err",
    "tmp inside": "1.tmp",
    "as hidden": ".1",
    "another request's name": "OQSsihvq01req_1",
    "an answer's name": "OQSsiquc01res_1",
    "req_ alone": "req_",
    "res_ alone": "res_",
    "a face's name": f"face_9930000014{'0a' * 10}_20260410100000",
    "a list's name": "del20260410100000.txt",
    "longest ASCII": _longest("a"),
    "longest Japanese": _longest("訪"),
    "longest beyond the BMP": _longest("𠮷"),
}
CRASHED = ("a full name", "another request's name", "xml twice", "longest Japanese")

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="names are measured in bytes: not on Windows"
)


def _request(suffix: str) -> str:
    return f"OQSsiquc01req_{suffix}.xml"


def _answer(suffix: str) -> str:
    return f"OQSsiquc01res_{suffix}.xml"


def _identifier(answer: bytes) -> str:
    root = ET.fromstring(answer)  # noqa: S314 - our own answer.
    return root.findtext("MessageHeader/ArbitraryFileIdentifier", "")


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("suffix", SUFFIXES.values(), ids=SUFFIXES.keys())
def test_a_request_is_answered_under_its_own_suffix(
    folders: FoldersSeen, request_bytes: RequestBytes, suffix: str, encoding: Encoding
) -> None:
    folders.put(request_bytes(encoding), _request(suffix))

    folders.look()

    (found,) = os.listdir(os.fsencode(folders.res))
    assert found == _answer(suffix).encode()
    assert f'encoding="{encoding.value}"'.encode() in (
        (folders.res / _answer(suffix)).read_bytes()
    )
    assert folders.requests() == set()
    assert folders.at_work() == set()


def test_no_suffix_is_taken_for_another(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    for number, suffix in enumerate(SUFFIXES.values()):
        folders.put(request_bytes(identifier=str(number)), _request(suffix))

    folders.look()

    assert folders.answers() == {_answer(suffix) for suffix in SUFFIXES.values()}
    assert [
        _identifier((folders.res / _answer(suffix)).read_bytes())
        for suffix in SUFFIXES.values()
    ] == [str(number) for number in range(len(SUFFIXES))]


@pytest.mark.parametrize("suffix", SUFFIXES.values(), ids=SUFFIXES.keys())
def test_a_bad_request_keeps_its_suffix_too(folders: FoldersSeen, suffix: str) -> None:
    folders.put(b"<broken", _request(suffix))
    folders.look()
    folders.look(after=SETTLE)

    assert folders.answers() == {_request(suffix), f"OQSsiquc01req_{suffix}.err"}
    assert folders.text(f"OQSsiquc01req_{suffix}.err").startswith("STUB0101,")
    assert folders.requests() == set()


def test_a_leftover_answer_holds_up_its_own_name_alone(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    for suffix in ("ガ", "1.xml", "req_"):
        (folders.res / _answer(suffix)).write_bytes(b"leftover")
    alike = (unicodedata.normalize("NFD", "ガ"), "1", "req_req_", "res_")
    for suffix in (*alike, "ガ"):
        folders.put(request_bytes(), _request(suffix))

    folders.look()

    assert folders.requests() == {_request("ガ")}
    assert {_answer(suffix) for suffix in alike} < folders.answers()
    assert (folders.res / _answer("ガ")).read_bytes() == b"leftover"


@pytest.mark.parametrize("suffix", SUFFIXES.values(), ids=SUFFIXES.keys())
def test_an_uncollected_answer_is_taken_away_and_listed(
    folders: FoldersSeen, world: World, request_bytes: RequestBytes, suffix: str
) -> None:
    folders.put(request_bytes(), _request(suffix))
    folders.look()
    folders.look(after=3.0)

    later(folders, world, days=1)

    assert folders.answers() == {LIST}
    assert (folders.res / LIST).read_bytes() == f"{_answer(suffix)}\r\n".encode()


@pytest.mark.parametrize(
    "name",
    [
        ".OQSsiquc01req_花子.xml",
        ".OQSsiquc01req_1-1.xml",
        "OQSsiquc01req_1-1.xml.tmp",
        "OQSsiquc01req_花子.TMP",
    ],
)
def test_the_names_under_which_programs_write_are_left_alone_silently(
    world: World, exchange_folder: Path, request_bytes: RequestBytes, name: str
) -> None:
    told: list[ExchangeEvent] = []
    folders = FoldersSeen(world, exchange_folder, on_event=told.append)
    path = folders.put(request_bytes(), name)
    folders.look()
    folders.look(after=SETTLE)
    assert folders.requests() == {name}
    assert told == []

    path.rename(folders.req / _request("花子-1"))
    folders.look()

    assert folders.answers() == {_answer("花子-1")}
    assert told[-1].kind is EventKind.ANSWERED
    folders.exchange.stop()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed processes are forked")
@pytest.mark.parametrize("name", CRASHED)
@pytest.mark.parametrize("moment", ["committed", "half-written", "delivered"])
def test_a_killed_answer_comes_under_its_suffix_after_the_restart(
    place: Place,
    killer: Killer,
    request_bytes: RequestBytes,
    name: str,
    moment: str,
) -> None:
    suffix = SUFFIXES[name]
    (place.folder / "req" / _request(suffix)).write_bytes(request_bytes())

    killer(place, moment)
    place.recover()

    answers = place.files("res")
    assert set(answers) == {_answer(suffix)}
    assert ET.fromstring(answers[_answer(suffix)]).tag == "XmlMsg"  # noqa: S314 - our own answer.
    assert place.files("req") == {}
    assert place.files("work") == {}
    assert place.asked() == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed processes are forked")
@pytest.mark.parametrize("name", CRASHED)
def test_a_killed_rejection_is_completed_under_its_suffix(
    place: Place, killer: Killer, name: str
) -> None:
    suffix = SUFFIXES[name]
    (place.folder / "req" / _request(suffix)).write_bytes(b"<broken")

    killer(place, "before-move")
    place.recover()

    assert set(place.files("res")) == {
        _request(suffix),
        f"OQSsiquc01req_{suffix}.err",
    }
    assert place.files("req") == {}


@pytest.mark.parametrize("suffix", SUFFIXES.values(), ids=SUFFIXES.keys())
def test_every_suffix_is_that_of_a_request_and_of_nothing_else(suffix: str) -> None:
    name = parse_request_name(_request(suffix))

    assert name is not None
    assert not name.is_misspelt
    assert name.prefix == "OQSsiquc01"
    assert name.suffix == suffix
