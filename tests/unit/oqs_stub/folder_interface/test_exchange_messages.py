"""The 一括 messages and those of the institution, as files through the folders."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchfiles import watch

from oqs_stub.messages import Encoding
from oqs_stub.messages.codec import SIZE_LIMIT
from oqs_stub.server import StubServer
from oqs_stub.service.inquiries import InquiryService
from oqs_stub.stub import Stub
from oqs_stub.urls import OwnAddress

from .folders_seen import SETTLE, FoldersSeen
from .world import World

LONGEST_WAIT = 60.0
CODE = "<MedicalInstitutionCode>9930000014</MedicalInstitutionCode>"
FILE = "<ArbitraryFileIdentifier>Kai 髙</ArbitraryFileIdentifier>"
DAY = "<QualificationConfirmationDate>20260410</QualificationConfirmationDate>"
NUMBERS = (
    "<InsurerNumber> 1990019</InsurerNumber><InsuredCardSymbol>０１０"
    "</InsuredCardSymbol><InsuredIdentificationNumber>0000123"
    "</InsuredIdentificationNumber><InsuredBranchNumber>01</InsuredBranchNumber>"
)
BORN = "<Birthdate>19800217</Birthdate>"
SEARCH = (
    f"<QualificationConfirmSearchInfo>{NUMBERS}{BORN}%s"
    "</QualificationConfirmSearchInfo>"
)
REGISTRATION = (
    "<ReferenceNumberRegistrationInfo><ReferenceNumber>77</ReferenceNumber>"
    f"{NUMBERS}</ReferenceNumberRegistrationInfo>"
)
HOME = "<MedicalTreatmentFlag>2</MedicalTreatmentFlag>"

BULK = {
    "一括照会": ("OQSmuquc", DAY, SEARCH % "" + SEARCH % "", "BulkConfirmUnit"),
    "一括の再照会": ("OQSmuhvr", DAY, SEARCH % HOME, "BulkConfirmUnit"),
    "照会番号一括登録": ("OQSmuimm", "", REGISTRATION, "BulkRegistrationUnit"),
}
SINGLE = {
    "照会番号登録": (
        "OQSsiimm01",
        REGISTRATION,
        ["<ProcessingResultStatus>1<", "<ReferenceNumber>77<"],
    ),
    "閲覧同意取消": (
        "OQSsihvd01",
        f"<QualificationConfirmSearchInfo>{NUMBERS}<StubCancelledConsentKind>YZK"
        "</StubCancelledConsentKind></QualificationConfirmSearchInfo>",
        ["<ProcessingResultStatus>1<", "<StubCancelledConsentKind>YZK<"],
    ),
    "URL取得": (
        "OQSsiurl01",
        "<StubUrlKind>2</StubUrlKind><StubUrlFileFormat>2</StubUrlFileFormat>",
        ["<StubAccessUrl>https://stub.test/zaitaku/hv/", "<StubAccessUrlFile>iVBOR"],
    ),
    "環境設定情報照会": (
        "OQSsiinq01",
        "",
        ["<StubHomeVisitUse>1<", "<StubConsentKind>TKK<", "<StubUseClassification>"],
    ),
    "環境設定情報更新": (
        "OQSsiupd01",
        "<StubEnvironmentSettings><StubOnlineUse>1</StubOnlineUse>"
        "</StubEnvironmentSettings>",
        ["<ProcessingResultStatus>1<", "<StubOnlineUse>1<"],
    ),
}


def _message(header: str, body: str, encoding: Encoding = Encoding.UTF_8) -> bytes:
    held = f"<MessageBody>{body}</MessageBody>" if body else ""
    text = (
        f'<?xml version="1.0" encoding="{encoding.value}" standalone="no"?>\r\n'
        f"<XmlMsg><MessageHeader>{header}</MessageHeader>{held}</XmlMsg>\r\n"
    )
    return text.encode("cp932" if encoding is Encoding.SHIFT_JIS else "utf-8")


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


def _exchange(folders: FoldersSeen, prefix: str, data: bytes) -> str:
    """Put a request, look once, take the answer; its text in its own encoding."""
    folders.put(data, f"{prefix}req_1.xml")
    folders.look()
    answer = folders.res / f"{prefix}res_1.xml"
    assert folders.answers() == {answer.name}
    assert folders.requests() == set()
    content = answer.read_bytes()
    answer.unlink()
    return content.decode("cp932" if b'"Shift_JIS"' in content[:80] else "utf-8")


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize(
    ("prefix", "body", "words"), SINGLE.values(), ids=SINGLE.keys()
)
def test_a_request_about_one_thing_is_answered_in_its_encoding(
    exchanged: FoldersSeen, prefix: str, body: str, words: list[str], encoding: Encoding
) -> None:
    text = _exchange(exchanged, prefix, _message(CODE + FILE, body, encoding))

    for word in (*words, "<SegmentOfResult>1<", f"{CODE}", f"{FILE}"):
        assert word in text
    assert text.count("<SegmentOfResult>") == 1
    assert text.count(CODE) == text.count(FILE) == 1
    identifier = f"<CharacterCodeIdentifier>{encoding.identifier}<"
    assert identifier in text


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize(
    ("message", "day", "body", "unit"), BULK.values(), ids=BULK.keys()
)
def test_a_list_is_received_and_fetched_by_its_number(
    exchanged: FoldersSeen,
    message: str,
    day: str,
    body: str,
    unit: str,
    encoding: Encoding,
) -> None:
    request = _message(day + CODE + FILE, body, encoding)
    received = _exchange(exchanged, f"{message}01", request)
    number = re.search(r"<ReceptionNumber>(\d{20})<", received)
    assert number is not None
    fetch = _message(CODE, f"<ReceptionNumber>{number[1]}</ReceptionNumber>", encoding)

    first, second = (_exchange(exchanged, f"{message}02", fetch) for _ in range(2))

    count = body.count("<InsurerNumber>")
    assert first == second
    assert FILE in received
    assert FILE in first
    assert f"<ReceptionNumber>{number[1]}</ReceptionNumber>" in first
    assert "<SegmentOfResult>1<" in first
    assert f"<NumberOfProcessingResult>{count}<" in first
    assert "<NumberOfError>0<" in first
    assert first.count(f"<{unit}>") == count
    assert first.count("<ProcessingResultStatus>1<") == count


OFF = {
    "一括照会": (
        "OQSmuquc01",
        DAY,
        SEARCH % "" + SEARCH.replace("19800217", "19801317") % "",
        "QualificationConfirmSearchInfo[2]/Birthdate",
    ),
    "一括照会, nobody": ("OQSmuquc01", DAY, "<A>1</A>", "ConfirmSearchInfo: "),
    "一括照会, no day": ("OQSmuquc01", "", SEARCH % "", "ConfirmationDate"),
    "一括照会, no number": ("OQSmuquc02", "", "<A>1</A>", "ReceptionNumber"),
    "一括の再照会": ("OQSmuhvr01", DAY, SEARCH % "", "MedicalTreatmentFlag"),
    "照会番号登録": (
        "OQSsiimm01",
        "",
        REGISTRATION.replace(">77<", f">{'7' * 51}<"),
        "ReferenceNumber",
    ),
    "照会番号一括登録": (
        "OQSmuimm01",
        "",
        REGISTRATION + REGISTRATION.replace(">01<", ">A<"),
        "ReferenceNumberRegistrationInfo[2]/InsuredBranchNumber",
    ),
    "閲覧同意取消": (
        "OQSsihvd01",
        "",
        f"<QualificationConfirmSearchInfo>{NUMBERS}<StubCancelledConsentKind>ABC"
        "</StubCancelledConsentKind></QualificationConfirmSearchInfo>",
        "ABC",
    ),
    "URL取得": ("OQSsiurl01", "", "<StubUrlKind>1</StubUrlKind>", "OQSCD033"),
    "環境設定情報更新": (
        "OQSsiupd01",
        "",
        "<StubEnvironmentSettings><StubElectronicPrescriptionUse>4"
        "</StubElectronicPrescriptionUse></StubEnvironmentSettings>",
        "OQSCD038",
    ),
}


@pytest.mark.parametrize(
    ("prefix", "day", "body", "word"), OFF.values(), ids=OFF.keys()
)
def test_a_request_off_its_layout_is_answered_with_nine_and_the_place(
    exchanged: FoldersSeen, prefix: str, day: str, body: str, word: str
) -> None:
    text = _exchange(exchanged, prefix, _message(day + CODE + FILE, body))

    assert "<SegmentOfResult>9<" in text
    assert "<ErrorCode>STUB0201<" in text
    message = re.search(r"<ErrorMessage>(.*?)</ErrorMessage>", text, re.DOTALL)
    assert message is not None
    assert word in message[1]
    assert FILE in text
    assert "<MessageBody>" not in text


@pytest.mark.parametrize(
    ("prefix", "body", "place"),
    [
        pytest.param("OQSsiurl01", "<URLKind>2</URLKind>", "StubUrlKind", id="missing"),
        pytest.param(
            "OQSsiupd01",
            OFF["環境設定情報更新"][2],
            "StubEnvironmentSettings/StubElectronicPrescriptionUse",
            id="form",
        ),
        pytest.param(
            "OQSsiupd01",
            "<StubEnvironmentSettings><StubConsentUse><StubConsentKind>XXX"
            "</StubConsentKind><StubUseClassification>1</StubUseClassification>"
            "</StubConsentUse></StubEnvironmentSettings>",
            "StubEnvironmentSettings/StubConsentUse[1]/StubConsentKind",
            id="one-of-several",
        ),
    ],
)
def test_the_place_is_named_as_the_sender_must_write_it(
    exchanged: FoldersSeen, prefix: str, body: str, place: str
) -> None:
    text = _exchange(exchanged, prefix, _message(CODE + FILE, body))

    assert f"XmlMsg/MessageBody/{place}: " in text


PREFIXES = sorted(
    {row[0] for row in SINGLE.values()}
    | {f"{row[0]}{step}" for row in BULK.values() for step in ("01", "02")}
)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_request_that_breaks_off_gets_an_err_beside_its_echo(
    exchanged: FoldersSeen, prefix: str
) -> None:
    data = _message(CODE, "<A>1</A>")[:-20]
    exchanged.put(data, f"{prefix}req_1.xml")

    exchanged.look()
    exchanged.look(after=SETTLE)

    assert exchanged.answers() == {f"{prefix}req_1.xml", f"{prefix}req_1.err"}
    assert exchanged.text(f"{prefix}req_1.err").startswith("STUB0101,")
    assert (exchanged.res / f"{prefix}req_1.xml").read_bytes() == data


def test_a_request_for_many_may_be_larger_than_one_for_one(
    exchanged: FoldersSeen,
) -> None:
    filler = f"<Unknown>{' ' * SIZE_LIMIT}1</Unknown>"
    many = _message(DAY + CODE + FILE, SEARCH % "" + filler)
    one = _message(DAY + CODE + FILE, SEARCH % "" + filler)
    exchanged.put(one, "OQSsiquc01req_2.xml")

    exchanged.look()
    exchanged.look(after=SETTLE)
    assert exchanged.text("OQSsiquc01req_2.err").startswith("STUB0101,")
    for path in exchanged.res.iterdir():
        path.unlink()
    assert "<ReceptionNumber>" in _exchange(exchanged, "OQSmuquc01", many)


def test_the_url_of_a_served_stub_is_its_own(stub: Stub) -> None:
    folder = stub.config.exchange_folder
    body = "<StubUrlKind>3</StubUrlKind><StubUrlFileFormat>2</StubUrlFileFormat>"
    with StubServer(stub) as server:
        request = folder / "req" / "OQSsiurl01req_1.xml"
        request.write_bytes(_message(CODE, body))
        answer = _wait_for(folder / "res" / "OQSsiurl01res_1.xml")

        url = re.search(r"<StubAccessUrl>(.*?)</StubAccessUrl>", answer)
        assert url is not None
        assert url[1].startswith(f"{server.base_url}/zaitaku/on/")
    picture = re.search(r"<StubAccessUrlFile>(.*?)<", answer)
    assert picture is not None
    assert base64.b64decode(picture[1]).startswith(b"\x89PNG")


def _wait_for(path: Path) -> str:
    """The text of a file once it is there whole, watching as a client does."""
    start = time.monotonic()
    for _ in watch(
        path.parent, debounce=10, step=5, rust_timeout=50, yield_on_timeout=True
    ):
        assert time.monotonic() - start < LONGEST_WAIT, f"{path} did not come"
        if path.exists() and path.read_bytes().rstrip().endswith(b"</XmlMsg>"):
            return path.read_text(encoding="utf-8")
    raise AssertionError(f"{path} did not come")
