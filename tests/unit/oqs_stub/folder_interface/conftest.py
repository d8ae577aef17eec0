"""A stub that knows one person, folders to serve, and requests to put there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from card_profiles.model import (
    CardClassification,
    Coverage,
    MedicalTicket,
    Persona,
    Relation,
)
from oqs_stub.clock import SettableClock
from oqs_stub.consents import Consents
from oqs_stub.database import Database
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.messages import Encoding
from oqs_stub.registry import Registry
from oqs_stub.service.inquiries import InquiryService
from oqs_stub.urls import OwnAddress

from .asking import DENTIST, IDENTIFIER
from .folders_seen import FoldersSeen
from .killed_places import Killer, Place, killing
from .world import World


@pytest.fixture
def database() -> Iterator[Database]:
    """In memory: these tests ask what is answered, not what survives."""
    database = Database("sqlite://")
    yield database
    database.close()


@pytest.fixture
def world(
    database: Database, now: datetime, make_persona: Callable[..., Persona]
) -> World:
    """A stub that knows sakura and has 訪問診療等機能 enabled at the dentist's."""
    clock = SettableClock(now)
    registry = Registry(database)
    registry.add(make_persona())
    consents, institutions = Consents(database), Institutions(database)
    ledger = Ledger(database, clock)
    made = World(
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
    made.enable()
    return made


@pytest.fixture
def request_bytes() -> Callable[..., bytes]:
    """A factory of OQSsiquc01 request files as another program would write them."""

    def write(
        encoding: Encoding = Encoding.UTF_8,
        *,
        identifier: str = IDENTIFIER,
        number: str = "0000123",
        code: str = DENTIST,
        birthdate: str = "19800217",
        insurer: str = "01990019",
    ) -> bytes:
        text = (
            f'<?xml version="1.0" encoding="{encoding.value}" standalone="no"?>\r\n'
            "<XmlMsg><MessageHeader>"
            "<QualificationConfirmationDate>20260410</QualificationConfirmationDate>"
            f"<MedicalInstitutionCode>{code}</MedicalInstitutionCode>"
            f"<ArbitraryFileIdentifier>{identifier}</ArbitraryFileIdentifier>"
            "</MessageHeader><MessageBody><QualificationConfirmSearchInfo>"
            f"<InsurerNumber>{insurer}</InsurerNumber>"
            f"<InsuredIdentificationNumber>{number}</InsuredIdentificationNumber>"
            f"<InsuredBranchNumber></InsuredBranchNumber>"
            f"<Birthdate>{birthdate}</Birthdate>"
            "<LimitApplicationCertificateRelatedConsFlg>1"
            "</LimitApplicationCertificateRelatedConsFlg>"
            "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>"
        )
        codec = "cp932" if encoding is Encoding.SHIFT_JIS else "utf-8"
        return text.encode(codec)

    return write


@pytest.fixture
def medical_aid() -> Callable[..., Coverage]:
    """A factory of 医療扶助 coverages; its ticket is for the dentist, this month."""

    def make(
        *,
        month: str = "202604",
        institution: str = DENTIST,
        ticket_type: str = "01",
        valid_from: date = date(2025, 4, 1),
    ) -> Coverage:
        ticket = MedicalTicket(
            ticket_type=ticket_type,
            valid_from=date(2026, 4, 1),
            valid_until=date(2026, 4, 30),
            issue_number="0000001",
            treatment_month=month,
            institution_code=institution,
            institution_name="マイナベンチ歯科診療所",
            treatment_type="03",
            self_pay=0,
            single_or_combined="01",
            injuries=("う蝕",),
        )
        return Coverage(
            classification=CardClassification.MEDICAL_AID,
            insurer_number="12990016",
            insurer_name="架空福祉事務所",
            symbol=None,
            number="0000018",
            branch=None,
            relation=Relation.INSURED,
            insured_name="髙﨑　さくら",
            qualified_on=valid_from,
            issued_on=valid_from,
            valid_from=valid_from,
            tickets=(ticket,),
        )

    return make


@pytest.fixture
def exchange_folder(tmp_path: Path) -> Path:
    return tmp_path / "OQS"


@pytest.fixture
def folders(world: World, exchange_folder: Path) -> Iterator[FoldersSeen]:
    """Folders served by hand: nothing happens between two looks."""
    made = FoldersSeen(world, exchange_folder)
    yield made
    made.exchange.stop()


@pytest.fixture
def exchanged(world: World, exchange_folder: Path) -> Iterator[FoldersSeen]:
    """Folders of a stub that phones can reach; sakura was visited there."""
    world.visit()
    world.service = InquiryService(
        world.database,
        world.registry,
        world.consents,
        world.institutions,
        world.ledger,
        world.clock,
        address=OwnAddress("https://stub.test"),
    )
    made = FoldersSeen(world, exchange_folder)
    yield made
    made.exchange.stop()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    """Has one process look into a folder and die at a moment; it must have died."""
    with killing() as kill:
        yield kill


@pytest.fixture
def place(tmp_path: Path, make_persona: Callable[..., Persona], now: datetime) -> Place:
    """A database and its folders on disk, with nobody serving them."""
    return Place(tmp_path, make_persona(), SettableClock(now))
