"""kill -9 at any moment loses no request, doubles no answer, leaves nothing behind."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from .kill_child import no_link
from .killed_places import Killer, Place

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="the killed processes are forked: not on Windows"
)

NAME = "OQSsiquc01req_1.xml"
ANSWER = "OQSsiquc01res_1.xml"
NEVER_ACKNOWLEDGED = ("answered", "before-commit")
WRITTEN = ("written", "settled", "delivered", "closed")
MOVED = ("renamed", "settled", "delivered", "closed")
ANSWER_MOMENTS = [
    *((moment, "write") for moment in NEVER_ACKNOWLEDGED),
    ("committed", "write"),
    ("request-gone", "write"),
    ("begun", "write"),
    ("created-empty", "write"),
    ("half-written", "write"),
    *((moment, "write") for moment in WRITTEN),
    ("created-empty", "grow"),
    *((moment, "grow") for moment in WRITTEN),
    ("committed", "move"),
    ("request-gone", "move"),
    ("staged", "move"),
    ("ready", "move"),
    *((moment, "move") for moment in MOVED),
]
REJECTION_MOMENTS = (
    *NEVER_ACKNOWLEDGED,
    "committed",
    "begun",
    "created-empty",
    "half-written",
    "written",
    "before-move",
    "moved",
    "settled",
    "delivered",
    "closed",
)


@pytest.mark.parametrize(("moment", "way"), ANSWER_MOMENTS)
def test_a_killed_answer_is_delivered_once_by_the_next_process(
    place: Place,
    killer: Killer,
    request_bytes: Callable[..., bytes],
    moment: str,
    way: str,
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())

    killer(place, moment, way=way)
    before = place.files("res")
    gone = NAME not in place.files("req")
    place.recover(way)

    after = place.files("res")
    assert set(after) == {ANSWER}
    assert ET.fromstring(after[ANSWER]).tag == "XmlMsg"  # noqa: S314 - our own answer.
    assert before.get(ANSWER, b"") == after[ANSWER][: len(before.get(ANSWER, b""))]
    assert place.files("req") == {}
    assert place.files("work") == {}
    assert place.asked() == 1
    assert not gone or moment not in NEVER_ACKNOWLEDGED


@pytest.mark.parametrize("moment", ["linkless-half", "linkless-whole"])
@pytest.mark.parametrize("way", ["write", "grow"])
def test_where_files_have_no_second_names_it_is_finished_and_comes_once(
    place: Place,
    killer: Killer,
    request_bytes: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    way: str,
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, moment, way=way)
    before = place.files("res")[ANSWER]
    assert before
    monkeypatch.setattr(os, "link", no_link)

    place.recover(way)

    after = place.files("res")[ANSWER]
    assert ET.fromstring(after).tag == "XmlMsg"  # noqa: S314 - our own answer.
    assert after.startswith(before)
    (place.folder / "res" / ANSWER).unlink()  # The client has read it.
    place.recover(way)
    assert place.files("res") == {}
    assert place.files("work") == {}
    assert place.asked() == 1


def test_an_answer_that_was_whole_before_the_kill_is_not_written_again(
    place: Place, killer: Killer, request_bytes: Callable[..., bytes]
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, "written")
    before = (place.folder / "res" / ANSWER).stat()

    place.recover()

    after = (place.folder / "res" / ANSWER).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("moment", NEVER_ACKNOWLEDGED)
def test_a_request_withdrawn_before_it_was_acknowledged_is_never_answered(
    place: Place, killer: Killer, request_bytes: Callable[..., bytes], moment: str
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, moment)
    (place.folder / "req" / NAME).unlink()

    place.recover()

    assert place.files("work") == {}
    assert place.files("res") == {}
    assert place.asked() == 0


@pytest.mark.parametrize(
    ("moment", "way"),
    [
        *((moment, "write") for moment in WRITTEN),
        # "written" is here the empty file, which nobody has read.
        *((moment, "grow") for moment in WRITTEN[1:]),
        *((moment, "move") for moment in MOVED),
    ],
)
def test_an_answer_that_was_delivered_and_read_does_not_come_again(
    place: Place,
    killer: Killer,
    request_bytes: Callable[..., bytes],
    moment: str,
    way: str,
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, moment, way=way)
    (place.folder / "res" / ANSWER).unlink()  # The client has read it meanwhile.

    place.recover(way)

    assert place.files("res") == {}
    assert place.files("work") == {}
    assert place.asked() == 1


def test_an_answer_cut_off_and_thrown_away_by_the_client_comes_again(
    place: Place, killer: Killer, request_bytes: Callable[..., bytes]
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, "half-written")
    (place.folder / "res" / ANSWER).unlink()  # It was no whole XML.

    place.recover()

    assert ET.fromstring(place.files("res")[ANSWER]).tag == "XmlMsg"  # noqa: S314 - our own answer.
    assert place.files("work") == {}


def test_a_request_sent_anew_while_the_stub_was_down_is_answered_too(
    place: Place, killer: Killer, request_bytes: Callable[..., bytes]
) -> None:
    (place.folder / "req" / NAME).write_bytes(request_bytes())
    killer(place, "delivered")
    (place.folder / "res" / ANSWER).unlink()
    (place.folder / "req" / NAME).write_bytes(request_bytes(identifier="again"))

    place.recover()

    assert b">again<" in place.files("res")[ANSWER]
    assert place.asked() == 2


@pytest.mark.parametrize("moment", REJECTION_MOMENTS)
def test_a_killed_rejection_is_completed_by_the_next_process(
    place: Place, killer: Killer, moment: str
) -> None:
    (place.folder / "req" / NAME).write_bytes(b"<broken")

    killer(place, moment)
    place.recover()

    after = place.files("res")
    assert set(after) == {NAME, NAME.replace(".xml", ".err")}
    assert after[NAME] == b"<broken"
    assert after[NAME.replace(".xml", ".err")].startswith(b"STUB0101,")
    assert place.files("req") == {}
    assert place.files("work") == {}
