"""A state directory of an older version opens, and everything in it is still there."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from card_profiles.dates import JST
from oqs_stub.clock import SettableClock
from oqs_stub.consents import Consents
from oqs_stub.database import Database, metadata, migrations
from oqs_stub.database.migrations import SCHEMA_VERSION
from oqs_stub.exchange.open_jobs import OpenJobs
from oqs_stub.institutions import Institutions
from oqs_stub.ledger import Ledger
from oqs_stub.messages import ConsentedResult, Encoding
from oqs_stub.messages.consented import ConsentedResultRequest, ResultRequestBody
from oqs_stub.messages.headers import ListRequestHeader
from oqs_stub.records import ConsentKind, TreatmentCategory, VisitForm
from oqs_stub.registry import Registry
from oqs_stub.service.inquiries import InquiryService
from oqs_stub.service.jobs import Jobs
from oqs_stub.stub import Stub, StubConfig

pytestmark = pytest.mark.sqlite  # On PostgreSQL: tests/postgresql.

DENTIST = "9930000014"
NUMBERS = ("20260410000000000001", "20260410000000000002")
HOME = TreatmentCategory.HOME_VISIT


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as version 1 left it: sakura has visited, two lists are asked for."""
    path = tmp_path / "oqs.sqlite3"
    raw = sqlite3.connect(path)
    raw.executescript(
        (Path(__file__).parent / "version_1.sql").read_text(encoding="utf-8")
    )
    folder = tmp_path / "folder"
    raw.execute("UPDATE exchange_jobs SET folder = ?", (str(folder),))
    (folder / "work").mkdir(parents=True)
    staged = folder / "work" / "OQSsiquc01req_1.xml.0123456789abcdef"
    staged.write_bytes(b"<XmlMsg/>")  # Its answer lies ready.
    raw.commit()
    raw.close()
    return path


def test_an_old_database_opens_with_everything_in_it(old: Path) -> None:
    database = Database(old)

    clock = SettableClock(_noon())
    (person,) = Registry(database).people()
    (consent,) = Consents(database).everything()
    settings = Institutions(database).settings(DENTIST)
    (job,) = OpenJobs(database, str(old.parent / "folder")).all()
    (entry,) = Ledger(database, clock).entries()
    assert (person.person_id, person.auth_serial) == ("sakura", 1001)
    assert person.coverages[0].number == "0000123"
    assert consent.kinds == {ConsentKind.DRUGS}
    assert consent.withdrawn == ()
    assert consent.gives_limit
    assert consent.clinical is None
    (check,) = Consents(database).card_checks("sakura", DENTIST, HOME)
    assert (check.visit, consent.visit) == (VisitForm.REGULAR, VisitForm.REGULAR)
    assert settings.home_visit
    assert (job.request, job.answer) == ("OQSsiquc01req_1.xml", b"<XmlMsg/>")
    assert entry.action == "before"
    database.close()


def test_consents_of_one_day_stand_beside_each_other_there_too(old: Path) -> None:
    database = Database(old)
    consents = Consents(database)
    (before,) = consents.everything()

    consents.record(replace(before, visit=VisitForm.HOUSE_CALL))

    assert len(consents.everything()) == 2
    database.close()


def test_the_id_of_a_replaced_consent_is_never_given_again_there_either(
    old: Path,
) -> None:
    database = Database(old)
    consents = Consents(database)
    (before,) = consents.everything()

    again = consents.record(before)

    assert (again.id or 0) > (before.id or 0)
    database.close()


def test_a_list_that_was_accepted_before_can_still_be_fetched(old: Path) -> None:
    database = Database(old)
    clock = SettableClock(_noon())
    service = InquiryService(
        database,
        Registry(database),
        Consents(database),
        Institutions(database),
        Ledger(database, clock),
        clock,
    )

    for number, identifier in zip(NUMBERS, ("first", None), strict=True):
        answer = service.answer(
            ConsentedResultRequest(
                MessageHeader=ListRequestHeader(MedicalInstitutionCode=DENTIST),
                MessageBody=ResultRequestBody(ReceptionNumber=number),
            ),
            encoding=Encoding.UTF_8,
        )

        assert isinstance(answer, ConsentedResult)
        assert answer.MessageHeader.ArbitraryFileIdentifier == identifier
        assert answer.MessageHeader.NumberOfProcessingResult == "1"
    database.close()


def test_how_often_a_result_was_asked_for_is_remembered(old: Path) -> None:
    database = Database(old)
    jobs = Jobs(database)

    asked = [
        jobs.poll(number, institution_code=DENTIST, message="OQSmuhvq")
        for number in NUMBERS
    ]

    assert [None if job is None else job.polls for job in asked] == [1, 2]
    database.close()


def test_a_migrated_database_has_the_columns_of_a_fresh_one(
    old: Path, tmp_path: Path
) -> None:
    assert Stub  # Every table is known once the stub is imported.
    columns = []
    for path in (old, tmp_path / "fresh.sqlite3"):
        database = Database(path)
        with database.begin() as connection:
            version = connection.execute(text("SELECT version FROM schema_version"))
            assert version.scalars().all() == [SCHEMA_VERSION]
            found = inspect(connection)
            columns.append(
                {
                    table: sorted(
                        (column["name"], str(column["type"]), column["nullable"])
                        for column in found.get_columns(table)
                    )
                    for table in metadata.tables
                }
            )
        database.close()

    assert columns[0] == columns[1]


def test_an_answer_that_was_delivered_before_does_not_come_again(old: Path) -> None:
    folder = old.parent / "folder"
    (folder / "work" / "OQSsiquc01req_1.xml.0123456789abcdef").unlink()

    database = Database(old)

    assert OpenJobs(database, str(folder)).all() == []
    database.close()


def test_who_was_logged_in_logs_in_again_and_the_table_tells_nobody_by_what(
    old: Path,
) -> None:
    raw = sqlite3.connect(old)
    raw.execute(
        "INSERT INTO terminal_logins VALUES"
        " ('of-before', '9930000014', 'admin', '2026-04-10T03:00:00.000000Z')"
    )
    raw.commit()
    raw.close()

    config = StubConfig(
        state_dir=old.parent, database=None, clock=SettableClock(_noon())
    )
    (old.parent / "oqs").mkdir()
    old.rename(config.database_place)
    stub = Stub(config)
    login = stub.logins.find("of-before")
    with stub.database.read() as connection:
        kept = connection.execute(text("SELECT * FROM terminal_logins")).all()
    stub.close()

    assert login is None
    assert not kept


def test_a_database_of_version_2_opens_with_everything_in_it(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:  # As the programs of that time left it.
        then.setattr(migrations, "SCHEMA_VERSION", 2)
        then.setattr(metadata, "create_all", lambda _: None)
        Database(old).close()
    raw = sqlite3.connect(old)
    raw.execute(
        "CREATE TABLE institution_changes (institution_code VARCHAR(10) PRIMARY KEY,"
        " state VARCHAR(20) NOT NULL, region VARCHAR(20) NOT NULL,"
        " asks_visit_form BOOLEAN NOT NULL)"
    )
    raw.execute(
        "INSERT INTO institution_changes VALUES (?, 'operating', '27', 1)", (DENTIST,)
    )
    assert raw.execute("SELECT version FROM schema_version").fetchall() == [(2,)]
    raw.commit()
    raw.close()

    database = Database(old)
    institution = Institutions(database).get(DENTIST)
    (consent,) = Consents(database).everything()
    (check,) = Consents(database).card_checks("sakura", DENTIST, HOME)
    job = Jobs(database).poll(NUMBERS[0], institution_code=DENTIST, message="OQSmuhvq")
    with database.read() as connection:
        version = connection.execute(text("SELECT version FROM schema_version"))
        assert version.scalars().all() == [SCHEMA_VERSION]
    database.close()

    assert institution is not None
    assert (institution.region, institution.asks_visit_form) == ("27", True)
    assert not institution.asks_clinical_information
    assert (consent.gives_limit, consent.clinical) == (True, None)
    assert check.visit is VisitForm.REGULAR
    assert job is not None


def test_a_migration_happens_once(old: Path) -> None:
    Database(old).close()
    again = Database(old)

    assert len(Consents(again).everything()) == 1
    again.close()


def test_a_migration_that_fails_leaves_the_old_database_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: object) -> None:
        raise RuntimeError("power cut")

    step = migrations._STEPS[1]
    monkeypatch.setattr(migrations, "_STEPS", {1: lambda c: (step(c), fail(c))})
    with pytest.raises(RuntimeError, match="power cut"):
        Database(old)
    monkeypatch.undo()

    raw = sqlite3.connect(old)
    assert raw.execute("SELECT version FROM schema_version").fetchall() == [(1,)]
    assert raw.execute("SELECT count(first) FROM bulk_jobs").fetchall() == [(2,)]
    raw.close()
    database = Database(old)
    assert len(Consents(database).everything()) == 1
    database.close()


def _noon() -> datetime:
    return datetime(2026, 4, 10, 12, tzinfo=JST)
