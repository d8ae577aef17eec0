"""Our receipt computer reads the same out of every drift, message by message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from card_profiles.model import Persona
from harness.clinic import Encoding, FolderClinic
from harness.clinic.folders import Waiting
from harness.clinic.requests import InsuredNumbers
from oqs_stub.clock import SettableClock
from oqs_stub.consents import Consents
from oqs_stub.database import Database
from oqs_stub.exchange import FolderExchange
from oqs_stub.face_results import FaceResults
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.messages import Codec
from oqs_stub.messages import Encoding as Written
from oqs_stub.messages.drift import DRIFTS, STRAIGHT, Drifted
from oqs_stub.records import ConsentKind
from oqs_stub.registry import Registry
from oqs_stub.service.face_reader import FaceReader
from oqs_stub.service.inquiries import InquiryService

from .asking import DENTIST
from .asking_records import with_history
from .office import EVERYTHING
from .world import World

SAKURA = InsuredNumbers(
    insurer_number="1990019",
    symbol=None,
    number="0000123",
    branch=None,
    birthdate=date(1980, 2, 17),
)
DAY = date(2026, 4, 10)


@pytest.fixture
def build(
    now: datetime, make_persona: Callable[..., Persona]
) -> Iterator[Callable[[], World]]:
    """A factory of towns that are alike: one patient, who has been visited."""
    databases: list[Database] = []

    def make() -> World:
        databases.append(Database("sqlite://"))
        town = _empty_town(databases[-1], now)
        town.registry.add(_patient(make_persona()))
        town.enable(kinds=frozenset(ConsentKind))
        town.visit(kinds=frozenset(ConsentKind))
        return town

    yield make
    for database in databases:
        database.close()


def _empty_town(database: Database, now: datetime) -> World:
    clock = SettableClock(now)
    registry, consents = Registry(database), Consents(database)
    institutions, ledger = Institutions(database), Ledger(database, clock)
    return World(
        database=database,
        registry=registry,
        consents=consents,
        institutions=institutions,
        ledger=ledger,
        clock=clock,
        service=InquiryService(
            database, registry, consents, institutions, ledger, clock
        ),
    )


def _patient(persona: Persona) -> Persona:
    """Somebody with a rare name, an ended cover and a history."""
    persona = with_history(persona)
    cover = persona.coverages[0]
    ended = replace(
        cover,
        insurer_number="99120016",
        lost_on=date(2026, 4, 1),
        reason_of_loss="03",
    )
    return replace(
        persona,
        person=replace(persona.person, family_name="𠮷﨑"),
        coverages=(ended, cover),
    )


@contextmanager
def surroundings(
    town: World, folder: Path, encoding: Encoding, drifted: Drifted
) -> Iterator[tuple[FolderClinic, FaceReader]]:
    """The clinic, and the card reader on its counter, under one drift."""
    codec = Codec(drifting=lambda: drifted)
    faces = FaceResults(town.database)
    exchange = FolderExchange(
        folder, town.service, town.database, town.clock, codec=codec, faces=faces
    )
    exchange.open()
    reader = FaceReader(
        town.database,
        town.registry,
        town.consents,
        town.institutions,
        town.ledger,
        town.clock,
        faces,
        codec=codec,
        encoding=Written(encoding.value),
        random_bytes=bytes,
    )
    clinic = FolderClinic(
        folder,
        institution_code=DENTIST,
        clock=town.clock,
        encoding=encoding,
        waiting=Waiting(pause=lambda _: exchange.run_once(), watch=lambda: 0.0),
    )
    try:
        yield clinic, reader
    finally:
        exchange.stop()


def everything_told(clinic: FolderClinic, reader: FaceReader) -> dict[str, object]:
    """What the receipt computer makes of each kind of message it knows."""
    known = clinic.fetch_consented(since=DAY, until=DAY)
    told: dict[str, object] = {
        "OQSmuhvq": known,
        "OQSsiquc, ended": clinic.check(
            insurer_number="99120016",
            symbol=None,
            number=SAKURA.number,
            branch=None,
            birthdate=SAKURA.birthdate,
        ),
        "OQSsiquc": clinic.check(
            insurer_number=SAKURA.insurer_number,
            symbol=None,
            number=SAKURA.number,
            branch=None,
            birthdate=SAKURA.birthdate,
        ),
        "OQSmuquc": clinic.check_all([SAKURA]),
        "OQSsiimm": clinic.register_number(known[0], "Kai-77"),
        "OQSsihvq": clinic.reinquire(known[0]),
        "YZKsiquc": clinic.medication(known[0]),
        "TKKsiquc": clinic.checkups(known[0]),
    }
    reader.receive("sakura", DENTIST, EVERYTHING)
    # The exchange looks into its folders while somebody waits for it.
    told["OQSsihvd"] = clinic.cancel_consents(known[0])
    told["face"] = [file.eligibility for file in clinic.faces()]
    return told


@pytest.fixture(scope="module")
def plain_answers() -> dict[Encoding, dict[str, object]]:
    """What the clinic makes of messages that do not drift, once it was asked."""
    return {}


@pytest.mark.parametrize("drift", DRIFTS)
def test_every_message_reads_the_same(
    build: Callable[[], World],
    tmp_path: Path,
    drift: str,
    plain_answers: dict[Encoding, dict[str, object]],
) -> None:
    shift_jis = drift.startswith(("lacking", "windows"))
    encoding = Encoding.SHIFT_JIS if shift_jis else Encoding.UTF_8
    if encoding not in plain_answers:
        with surroundings(build(), tmp_path / "plain", encoding, STRAIGHT) as there:
            plain_answers[encoding] = everything_told(*there)
    drifted = Drifted.named([drift])

    with surroundings(build(), tmp_path / "drifted", encoding, drifted) as there:
        told = everything_told(*there)

    assert len(told) == 10
    for kind, plain in plain_answers[encoding].items():
        assert repr(told[kind]) == _without(drift, repr(plain)), kind


def _without(drift: str, told: str) -> str:
    """*told* without what cannot be known under that drift."""
    match drift:
        case "older-elements":
            return re.sub(r"lost_on=datetime\.date\([^)]*\)", "lost_on=None", told)
        case "lacking-reference":
            return told.replace("●", "𠮷")
        case "lacking-question":
            return told.replace("●", "?")
        case "lacking-dropped":
            return told.replace("●", "")
        case _:
            return told
