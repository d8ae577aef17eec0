"""Messages about thousands: few statements, and nobody is kept from writing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from card_profiles.model import Persona
from oqs_stub.database import Database
from oqs_stub.messages import Codec, Encoding
from oqs_stub.messages.bulk_inquiry import BulkInquiryReception, BulkInquiryResult
from oqs_stub.messages.bulk_reinquiry import (
    BulkReinquiryReception,
    BulkReinquiryResult,
)
from oqs_stub.messages.reference_numbers import (
    BulkRegistrationReception,
    BulkRegistrationResult,
)

from .another_writer import gets_in
from .asking_more import (
    Changes,
    bulk_reinquiry_request,
    bulk_reinquiry_result_request,
    bulk_request,
    bulk_result_request,
    registration,
    registration_request,
    registrations_request,
    registrations_result_request,
)
from .folders_seen import FoldersSeen
from .world import World


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """On disk: in memory nobody else could write."""
    database = Database(tmp_path / "stub.sqlite3")
    yield database
    database.close()


@pytest.fixture
def patients(world: World, make_persona: Callable[..., Persona]) -> list[Changes]:
    """Forty patients who were all visited, as the rows of a request."""
    (held,) = world.registry.people()[0].coverages
    numbers = [f"{5000 + index}" for index in range(40)]
    world.registry.add_all(
        [
            make_persona(
                f"p{number}",
                serial=int(number),
                coverages=(replace(held, number=number),),
            )
            for number in numbers
        ]
    )
    for number in numbers:
        world.visit(f"p{number}")
    return [{"InsuredIdentificationNumber": number} for number in numbers]


@contextmanager
def _at_each_statement(do: Callable[[str], None]) -> Iterator[None]:
    def listen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        do(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


@contextmanager
def _another_writes(world: World) -> Iterator[list[bool]]:
    """While people are looked up, another thread writes: did it get in at once?"""
    got_in: list[bool] = []

    def write(statement: str) -> None:
        if "FROM people" not in statement and "FROM coverages" not in statement:
            return
        if got_in or threading.current_thread() is not asking:
            return
        got_in.append(False)
        got_in[0] = gets_in(lambda: world.visit("sakura"))

    asking = threading.current_thread()
    with _at_each_statement(write):
        yield got_in


def _accept_reinquiry(world: World, rows: list[Changes]) -> str:
    reception = world.ask(bulk_reinquiry_request(*rows), BulkReinquiryReception)
    assert reception.MessageBody is not None
    return reception.MessageBody.ReceptionNumber


def _accept_inquiry(world: World, rows: list[Changes]) -> str:
    reception = world.ask(bulk_request(*rows), BulkInquiryReception)
    assert reception.MessageBody is not None
    return reception.MessageBody.ReceptionNumber


def _statements(do: Callable[[], object]) -> int:
    seen: list[str] = []
    with _at_each_statement(seen.append):
        do()
    return len(seen)


def test_asking_again_for_many_takes_no_more_statements_than_for_few(
    world: World, patients: list[Changes]
) -> None:
    few, many = (_accept_reinquiry(world, rows) for rows in (patients[:5], patients))

    def result(number: str) -> None:
        answer = world.ask(bulk_reinquiry_result_request(number), BulkReinquiryResult)
        assert answer.MessageHeader.NumberOfError == "0"

    assert _statements(lambda: result(many)) <= _statements(lambda: result(few)) + 2


def test_asking_again_by_number_for_many_takes_no_more_statements_either(
    world: World, patients: list[Changes]
) -> None:
    known = [str(patient["InsuredIdentificationNumber"]) for patient in patients]
    world.ask(
        registrations_request(
            *(registration(n, InsuredIdentificationNumber=n) for n in known)
        ),
        BulkRegistrationReception,
    )
    rows: list[Changes] = [
        dict.fromkeys(("InsurerNumber", "InsuredIdentificationNumber", "Birthdate"))
        | {"ReferenceNumber": number}
        for number in known
    ]
    few, many = (_accept_reinquiry(world, some) for some in (rows[:5], rows))

    def result(number: str) -> None:
        answer = world.ask(bulk_reinquiry_result_request(number), BulkReinquiryResult)
        assert answer.MessageHeader.NumberOfError == "0"

    assert _statements(lambda: result(many)) <= _statements(lambda: result(few)) + 2


def test_registering_many_numbers_takes_no_more_statements_than_few(
    world: World, patients: list[Changes]
) -> None:
    def register(rows: list[Changes], prefix: str) -> None:
        request = registrations_request(
            *(registration(f"{prefix}{i}", **row) for i, row in enumerate(rows))
        )
        world.ask(request, BulkRegistrationReception)

    few = _statements(lambda: register(patients[:5], "a"))
    # What is remembered for a second may have to be read anew meanwhile.
    assert _statements(lambda: register(patients, "b")) <= few + 2


def test_others_write_while_everybody_is_asked_for_again(
    world: World, patients: list[Changes]
) -> None:
    number = _accept_reinquiry(world, patients)

    with _another_writes(world) as got_in:
        world.ask(bulk_reinquiry_result_request(number), BulkReinquiryResult)

    assert got_in == [True]


def test_others_write_while_everybody_is_looked_up(
    world: World, patients: list[Changes]
) -> None:
    number = _accept_inquiry(world, patients)

    with _another_writes(world) as got_in:
        world.ask(bulk_result_request(number), BulkInquiryResult)

    assert got_in == [True]
    assert world.ledger.entries()[-1].action == "OQSmuquc02"


def test_others_write_while_a_long_answer_for_the_folder_is_made(
    world: World, patients: list[Changes], folders: FoldersSeen
) -> None:
    number = _accept_reinquiry(world, patients)
    request = Codec().encode(bulk_reinquiry_result_request(number), Encoding.UTF_8)
    folders.put(request, "OQSmuhvr02req_1.xml")

    with _another_writes(world) as got_in:
        folders.look()

    assert got_in == [True]
    assert folders.answers() == {"OQSmuhvr02res_1.xml"}
    assert [e.action for e in world.ledger.entries()].count("OQSmuhvr02") == 1


def test_care_that_ended_is_told_in_a_list_without_writing(
    world: World, patients: list[Changes]
) -> None:
    world.clock.set(world.clock.now() + timedelta(days=300))
    number = _accept_reinquiry(world, patients[:2])

    answer = world.ask(bulk_reinquiry_result_request(number), BulkReinquiryResult)

    assert answer.MessageHeader.NumberOfError == "2"


def test_a_row_of_a_list_of_numbers_sees_what_the_rows_before_it_did(
    world: World, patients: list[Changes]
) -> None:
    first, second = patients[:2]
    world.service.answer(registration_request("a", **first), encoding=Encoding.UTF_8)
    rows = [
        registration("a", **second),  # Taken.
        registration("b", **first),  # Lets "a" go.
        registration("a", **second),
        registration("b", **second),  # Taken by now.
    ]
    reception = world.ask(registrations_request(*rows), BulkRegistrationReception)
    assert reception.MessageBody is not None

    answer = world.ask(
        registrations_result_request(reception.MessageBody.ReceptionNumber),
        BulkRegistrationResult,
    )

    assert answer.MessageBody is not None
    units = answer.MessageBody.BulkRegistrationUnit
    assert [unit.ProcessingResultCode for unit in units] == [
        "STUB0310",
        None,
        None,
        "STUB0310",
    ]
    again = world.ask(
        bulk_result_request(_accept_inquiry(world, patients[:2])), BulkInquiryResult
    )
    assert again.MessageBody is not None
    assert [u.ReferenceNumber for u in again.MessageBody.BulkConfirmUnit] == [
        ("b",),
        ("a",),
    ]
