"""Answers that are no bare XML: PDFs, and lists inside a ZIP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from card_profiles.model import Persona
from oqs_stub.checking import check_file
from oqs_stub.faults import Faults
from oqs_stub.messages import Codec, Encoding, Message
from oqs_stub.records import ConsentKind
from oqs_stub.service.inquiries import InquiryService
from oqs_stub.service.inquiry_context import InquiryOptions

from .asking import list_request, medicine_request, result_request
from .asking_records import checkup_request, with_history
from .folders_seen import FoldersSeen
from .world import World


@pytest.fixture
def known(world: World, make_persona: Callable[..., Persona]) -> World:
    world.registry.add(with_history(make_persona()))
    world.enable(kinds=frozenset(ConsentKind))
    world.visit(kinds=frozenset(ConsentKind))
    return world


@pytest.fixture
def seen(known: World, exchange_folder: Path) -> Iterator[FoldersSeen]:
    """As `folders`, with ZIPs switched on."""
    zipping = known.with_options(InquiryOptions(bulk_zip=True, bulk_delay_polls=1))
    made = FoldersSeen(zipping, exchange_folder)
    yield made
    made.exchange.stop()


def _put(folders: FoldersSeen, name: str, request: Message) -> None:
    folders.put(Codec().encode(request, Encoding.SHIFT_JIS), name)
    folders.look()


PDFS = {
    "drugs": ("YZKsiquc01", lambda: medicine_request(FileCategory="1")),
    "drugs and treatments": ("YZKsiquc01", lambda: medicine_request(FileCategory="3")),
    "checkups": ("TKKsiquc01", lambda: checkup_request(FileCategory="1")),
}


SUFFIXES = ("1", "山田　花子 (1)", "1.xml")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("prefix", "make"), PDFS.values(), ids=PDFS.keys())
def test_who_asks_for_paper_gets_a_pdf_of_the_same_name(
    known: World,
    folders: FoldersSeen,
    prefix: str,
    make: Callable[[], Message],
    suffix: str,
) -> None:
    _put(folders, f"{prefix}req_{suffix}.xml", make())

    pdf = f"{prefix}res_{suffix}.pdf"
    data = (folders.res / pdf).read_bytes()
    assert folders.answers() == {pdf}
    assert folders.requests() == set()
    assert folders.at_work() == set()
    assert check_file(pdf, data).findings == ()
    assert b"/CreationDate (D:20260410100000+09'00')" in data


def test_a_refusal_comes_as_xml_whatever_was_asked_for(
    known: World, folders: FoldersSeen
) -> None:
    known.enable(kinds=frozenset())

    _put(folders, "TKKsiquc01req_1.xml", checkup_request(FileCategory="1"))

    assert folders.answers() == {"TKKsiquc01res_1.xml"}
    text = (folders.res / "TKKsiquc01res_1.xml").read_text("cp932")
    assert "<ResultCode>STUB0403</ResultCode>" in text


def test_a_leftover_pdf_makes_the_next_request_of_that_name_wait(
    known: World, folders: FoldersSeen
) -> None:
    for _ in range(2):
        _put(folders, "TKKsiquc01req_1.xml", checkup_request(FileCategory="1"))

    assert folders.requests() == {"TKKsiquc01req_1.xml"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_list_comes_in_a_zip_when_that_is_switched_on(
    known: World, seen: FoldersSeen, suffix: str
) -> None:
    _put(seen, "OQSmuhvq01req_1.xml", list_request("20260401", "20260430"))
    reception = (seen.res / "OQSmuhvq01res_1.xml").read_text("cp932")
    number = reception.partition("<ReceptionNumber>")[2].partition("<")[0]

    _put(seen, f"OQSmuhvq02req_{suffix}.xml", result_request(number))
    _put(seen, f"OQSmuhvq02req_{suffix}2.xml", result_request(number))
    _put(seen, f"OQSmuhvq02req_{suffix}3.xml", result_request("no such number"))

    assert seen.answers() == {
        "OQSmuhvq01res_1.xml",
        f"OQSmuhvq02res_{suffix}.xml",  # 処理中
        f"OQSmuhvq02res_{suffix}2.zip",
        f"OQSmuhvq02res_{suffix}3.xml",  # 異常終了
    }
    data = (seen.res / f"OQSmuhvq02res_{suffix}2.zip").read_bytes()
    inside = f"OQSmuhvq02res_{suffix}2.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == [inside]
        assert "髙﨑" in archive.read(inside).decode("cp932")
    assert check_file(f"OQSmuhvq02res_{suffix}2.zip", data).findings == ()


def test_a_list_that_a_fault_keeps_in_the_works_comes_in_no_zip(
    known: World, exchange_folder: Path
) -> None:
    faults = Faults(known.database, known.ledger, known.clock)
    faults.arm("processing")
    service = InquiryService(
        known.database,
        known.registry,
        known.consents,
        known.institutions,
        known.ledger,
        known.clock,
        options=InquiryOptions(bulk_zip=True),
        faults=faults,
    )
    reception = known.accept_list("20260401", "20260430")
    assert reception.MessageBody is not None
    request = result_request(reception.MessageBody.ReceptionNumber)
    seen = FoldersSeen(replace(known, service=service), exchange_folder)
    try:
        _put(seen, "OQSmuhvq02req_1.xml", request)
        _put(seen, "OQSmuhvq02req_2.xml", request)

        assert seen.answers() == {"OQSmuhvq02res_1.xml", "OQSmuhvq02res_2.zip"}
    finally:
        seen.exchange.stop()
