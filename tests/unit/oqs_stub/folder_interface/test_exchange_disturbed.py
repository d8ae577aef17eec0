"""Answers in the folders that come late, in pieces, twice, never, or have to wait."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from oqs_stub.exchange import EventKind, ExchangeEvent, FolderExchange
from oqs_stub.exchange.delivery import GrowIn, WriteIn
from oqs_stub.exchange.disturbed import Disturbed
from oqs_stub.exchange.reply import Prepared, Replier, Reply
from oqs_stub.faults import Faults
from oqs_stub.filenames import ExchangeName
from oqs_stub.service.inquiries import InquiryService

from .folders_seen import ANSWER, ERR, NAME, FoldersSeen, Seconds
from .world import World


@pytest.fixture
def faults(world: World) -> Faults:
    return Faults(world.database, world.ledger, world.clock)


@pytest.fixture
def events() -> list[ExchangeEvent]:
    return []


class Disturbing(FoldersSeen):
    """Folders whose answers the faults can disturb."""

    def __init__(
        self, world: World, root: Path, events: list[ExchangeEvent], seconds: Seconds
    ) -> None:
        self.seconds = seconds
        self.exchange = FolderExchange(
            root,
            world.service,
            world.database,
            world.clock,
            delivery=lambda work: Disturbed(WriteIn(work), monotonic=seconds),
            on_event=events.append,
            monotonic=seconds,
        )
        self.exchange.open()
        self.req, self.res = root / "req", root / "res"
        self.work = root / "work"


@pytest.fixture
def office(world: World, faults: Faults) -> World:
    service = InquiryService(
        world.database,
        world.registry,
        world.consents,
        world.institutions,
        world.ledger,
        world.clock,
        faults=faults,
    )
    return replace(world, service=service)


@pytest.fixture
def folders(
    office: World, exchange_folder: Path, events: list[ExchangeEvent]
) -> Iterator[Disturbing]:
    made = Disturbing(office, exchange_folder, events, Seconds())
    yield made
    made.exchange.stop()


def test_a_request_made_to_wait_is_told_though_its_batch_fails(
    folders: Disturbing,
    faults: Faults,
    world: World,
    request_bytes: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults.arm("outage:how=wait")
    reply = Replier.reply

    def failing(
        self: Replier, name: ExchangeName, data: bytes, prepared: Prepared | None
    ) -> Reply:
        if name.text == NAME:
            return reply(self, name, data, prepared)
        raise ZeroDivisionError(name.text)

    monkeypatch.setattr(Replier, "reply", failing)
    os.utime(folders.put(request_bytes()), (1_700_000_000, 1_700_000_000))
    folders.put(request_bytes(), "OQSsiquc01req_2.xml")
    folders.look()
    folders.look()

    told = [one for one in world.ledger.entries() if one.face == "fault"]
    assert [one.detail.split("（")[0] for one in told] == ["要求を待たせました"]
    assert faults.all()[0].happened == 1
    with pytest.raises(ZeroDivisionError):
        folders.exchange.stop()


def test_a_slow_answer_holds_up_nobody_else(
    folders: Disturbing, faults: Faults, request_bytes: Callable[..., bytes]
) -> None:
    faults.arm("slow:seconds=10,times=1")
    folders.put(request_bytes())
    folders.look()
    folders.put(request_bytes(), NAME.replace("0001", "0002"))

    folders.look(after=9)
    assert folders.answers() == {ANSWER.replace("0001", "0002")}

    folders.look(after=1)
    assert ANSWER in folders.answers()


def test_an_answer_appears_by_half_and_is_then_whole(
    folders: Disturbing, faults: Faults, request_bytes: Callable[..., bytes]
) -> None:
    faults.arm("broken-off:seconds=3")
    folders.put(request_bytes())

    folders.look()
    half = (folders.res / ANSWER).read_bytes()
    folders.look(after=2)
    assert (folders.res / ANSWER).read_bytes() == half
    folders.look(after=1)

    whole = (folders.res / ANSWER).read_bytes()
    assert len(half) == len(whole) // 2
    assert whole.startswith(half)
    assert whole.rstrip().endswith(b"</XmlMsg>")


def test_a_request_that_is_never_answered_is_gone_all_the_same(
    folders: Disturbing,
    faults: Faults,
    request_bytes: Callable[..., bytes],
    events: list[ExchangeEvent],
) -> None:
    faults.arm("never")
    folders.put(request_bytes())

    folders.look()
    folders.look(after=60)

    assert (folders.requests(), folders.answers()) == (set(), set())
    assert folders.at_work() == set()
    assert events[-1].kind is EventKind.IGNORED
    assert "仕込まれた障害" in events[-1].detail


def test_an_answer_comes_again_when_it_was_taken(
    folders: Disturbing,
    faults: Faults,
    request_bytes: Callable[..., bytes],
    events: list[ExchangeEvent],
) -> None:
    faults.arm("duplicate")
    folders.put(request_bytes())
    folders.look()
    first = (folders.res / ANSWER).read_bytes()
    folders.look()

    (folders.res / ANSWER).unlink()
    folders.look()
    assert (folders.res / ANSWER).read_bytes() == first

    (folders.res / ANSWER).unlink()
    folders.look()
    assert folders.answers() == set()
    assert folders.at_work() == set()
    assert EventKind.WAITING not in [event.kind for event in events]


def test_an_answer_that_grows_comes_again_too(
    folders: Disturbing, faults: Faults, request_bytes: Callable[..., bytes]
) -> None:
    folders.exchange._outbox._delivery = Disturbed(
        GrowIn(folders.work, monotonic=folders.seconds), monotonic=folders.seconds
    )
    faults.arm("duplicate")
    folders.put(request_bytes())
    folders.look()
    folders.look(after=1)
    first = (folders.res / ANSWER).read_bytes()
    assert first.rstrip().endswith(b"</XmlMsg>")

    (folders.res / ANSWER).unlink()
    folders.look()
    assert (folders.res / ANSWER).read_bytes() == b""
    folders.look(after=1)

    assert (folders.res / ANSWER).read_bytes() == first
    assert folders.at_work() == set()


def test_a_file_is_rejected_on_demand(
    folders: Disturbing, faults: Faults, request_bytes: Callable[..., bytes]
) -> None:
    faults.arm("err:message=試験です")
    folders.put(request_bytes())

    folders.look()

    assert folders.text(ERR) == "STUB0602,試験です\n"
    assert NAME in folders.answers()


def test_requests_wait_for_the_end_of_an_outage_and_are_then_answered(
    folders: Disturbing,
    faults: Faults,
    office: World,
    request_bytes: Callable[..., bytes],
) -> None:
    faults.arm("import-waits")
    folders.put(request_bytes())

    for _ in range(5):
        folders.look(after=20)
    assert (folders.requests(), folders.answers()) == ({NAME}, set())

    faults.clear()
    folders.look()

    assert (folders.requests(), folders.answers()) == (set(), {ANSWER})
    told = [one.action for one in office.ledger.entries() if one.face == "fault"]
    assert told == ["outage"]


@pytest.mark.parametrize("text", ["slow:seconds=10", "broken-off:seconds=9", "never"])
def test_a_restart_forgets_no_disturbance(
    office: World,
    exchange_folder: Path,
    events: list[ExchangeEvent],
    faults: Faults,
    request_bytes: Callable[..., bytes],
    text: str,
) -> None:
    seconds = Seconds()
    first = Disturbing(office, exchange_folder, events, seconds)
    faults.arm(text)
    first.put(request_bytes())
    first.exchange._answering.answer(  # Acknowledged, and then the process dies.
        first.exchange._intake.take(set()), over=()
    )
    first.exchange.stop()

    second = Disturbing(office, exchange_folder, events, seconds)
    second.look()
    shown = second.answers()
    second.look(after=10)
    whole = second.answers()
    second.exchange.stop()

    assert shown == ({ANSWER} if text.startswith("broken") else set())
    assert whole == (set() if text == "never" else {ANSWER})
