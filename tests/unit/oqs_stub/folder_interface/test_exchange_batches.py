"""Many requests at once: few writes to the disk, fair turns, one fault for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from datetime import datetime

import pytest
from sqlalchemy.exc import OperationalError

from oqs_stub.exchange.answering import Answering
from oqs_stub.exchange.intake import MOST_AT_ONCE
from oqs_stub.exchange.open_jobs import OpenJob, OpenJobs

from .folders_seen import ANSWER, NAME, FoldersSeen
from .world import World

RequestBytes = Callable[..., bytes]


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names of the requests that were acknowledged together, each time."""
    seen: list[list[str]] = []
    add = OpenJobs.add

    def spy(self: OpenJobs, jobs: Collection[OpenJob], *, now: datetime) -> None:
        seen.append([job.request for job in jobs])
        add(self, jobs, now=now)

    monkeypatch.setattr(OpenJobs, "add", spy)
    return seen


def asked(world: World) -> int:
    return sum(entry.face == "exchange" for entry in world.ledger.entries())


def put_many(
    folders: FoldersSeen, request_bytes: RequestBytes, count: int
) -> list[str]:
    """Requests of the past minutes, oldest first; their names."""
    names = [f"OQSsiquc01req_{number:04d}.xml" for number in range(count)]
    for age, name in zip(range(count, 0, -1), names, strict=True):
        path = folders.put(request_bytes(identifier=name[14:18]), name)
        written = 1_700_000_000 - age
        os.utime(path, (written, written))
    return names


def test_requests_that_wait_together_are_acknowledged_together(
    folders: FoldersSeen, request_bytes: RequestBytes, batches: list[list[str]]
) -> None:
    names = put_many(folders, request_bytes, MOST_AT_ONCE - 1)

    folders.look()

    assert batches == [names]
    assert len(folders.answers()) == len(names)


def test_a_lone_request_is_answered_in_the_look_that_finds_it(
    folders: FoldersSeen, request_bytes: RequestBytes, batches: list[list[str]]
) -> None:
    folders.put(request_bytes())

    folders.look()

    assert batches == [[NAME]]
    assert folders.answers() == {ANSWER}


def test_the_newest_does_not_stand_behind_all_the_others(
    folders: FoldersSeen, request_bytes: RequestBytes, batches: list[list[str]]
) -> None:
    names = put_many(folders, request_bytes, 4 * MOST_AT_ONCE)

    folders.look()

    assert names[-1] in batches[0]
    assert names[0] == batches[0][0]
    assert sorted(name for batch in batches for name in batch) == names
    assert max(map(len, batches)) == MOST_AT_ONCE
    assert folders.requests() == set()
    assert folders.at_work() == set()


def test_a_list_that_may_take_long_holds_up_no_answer_that_is_ready(
    folders: FoldersSeen, request_bytes: RequestBytes, batches: list[list[str]]
) -> None:
    before, after = "OQSsiquc01req_1.xml", "OQSsiquc01req_3.xml"
    slow = "OQSmuhvq02req_2.xml"
    for second, name in enumerate((before, slow, after)):
        path = folders.put(request_bytes(), name)
        os.utime(path, (second, second))

    folders.look()

    assert batches == [[before], [slow], [after]]


def test_a_fault_of_ours_on_one_request_undoes_and_doubles_no_other(
    folders: FoldersSeen,
    world: World,
    request_bytes: RequestBytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    find = world.registry.find

    def broken(**search: str) -> object:
        if search["number"] == "666":
            raise ZeroDivisionError("a bug")
        return find(**search)  # type: ignore[arg-type]  # passed on as it came.

    monkeypatch.setattr(world.registry, "find", broken)
    for number in range(5):
        wrong = number == 2
        folders.put(
            request_bytes(number="666" if wrong else "0000123"),
            f"OQSsiquc01req_{number}.xml",
        )

    folders.look()

    refused = [n for n in range(5) if "STUB0901" in folders.text(_answer(n))]
    assert refused == [2]
    assert asked(world) == 5
    with pytest.raises(ZeroDivisionError):
        folders.exchange.stop()


def test_requests_are_not_answered_twice_where_the_word_of_a_commit_was_lost(
    folders: FoldersSeen,
    world: World,
    request_bytes: RequestBytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = Answering.answer

    def lost(*args: object, **kwargs: object) -> None:
        answer(*args, **kwargs)  # type: ignore[arg-type]  # passed on as it came.
        raise OperationalError("COMMIT", None, ConnectionError("reset by peer"))

    monkeypatch.setattr(Answering, "answer", lost)
    folders.put(request_bytes())
    with pytest.raises(OperationalError):
        folders.look()
    monkeypatch.undo()

    folders.look()

    assert folders.answers() == {ANSWER}
    assert folders.requests() == set()
    assert asked(world) == 1


def test_one_name_with_two_extensions_is_answered_one_after_the_other(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    upper = NAME.replace(".xml", ".XML")
    folders.put(request_bytes(identifier="first"), NAME)
    os.utime(folders.req / NAME, (1, 1))
    folders.put(request_bytes(identifier="second"), upper)

    folders.look()
    assert "first" in folders.text(ANSWER)
    assert folders.requests() == {upper}

    (folders.res / ANSWER).unlink()
    folders.look()
    assert "second" in folders.text(ANSWER)


def _answer(number: int) -> str:
    return f"OQSsiquc01res_{number}.xml"
