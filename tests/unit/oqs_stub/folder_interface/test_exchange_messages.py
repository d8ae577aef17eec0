"""The 一括 messages and those of the institution, as files through the folders."""

from __future__ import annotations

import base64
import re
import time
from pathlib import Path

import pytest
from watchfiles import watch

from oqs_stub.messages import Encoding
from oqs_stub.messages.codec import SIZE_LIMIT
from oqs_stub.server import StubServer
from oqs_stub.stub import Stub

from .folders_seen import SETTLE, FoldersSeen
from .message_parts import (
    CODE,
    DAY,
    FILE,
    HOME,
    NUMBERS,
    REGISTRATION,
    SEARCH,
    ask,
    message,
)

LONGEST_WAIT = 60.0

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


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize(
    ("prefix", "body", "words"), SINGLE.values(), ids=SINGLE.keys()
)
def test_a_request_about_one_thing_is_answered_in_its_encoding(
    exchanged: FoldersSeen, prefix: str, body: str, words: list[str], encoding: Encoding
) -> None:
    text = ask(exchanged, prefix, message(CODE + FILE, body, encoding))

    for word in (*words, "<SegmentOfResult>1<", f"{CODE}", f"{FILE}"):
        assert word in text
    assert text.count("<SegmentOfResult>") == 1
    assert text.count(CODE) == text.count(FILE) == 1
    identifier = f"<CharacterCodeIdentifier>{encoding.identifier}<"
    assert identifier in text


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize(
    ("name", "day", "body", "unit"), BULK.values(), ids=BULK.keys()
)
def test_a_list_is_received_and_fetched_by_its_number(
    exchanged: FoldersSeen,
    name: str,
    day: str,
    body: str,
    unit: str,
    encoding: Encoding,
) -> None:
    request = message(day + CODE + FILE, body, encoding)
    received = ask(exchanged, f"{name}01", request)
    number = re.search(r"<ReceptionNumber>(\d{20})<", received)
    assert number is not None
    fetch = message(CODE, f"<ReceptionNumber>{number[1]}</ReceptionNumber>", encoding)

    first, second = (ask(exchanged, f"{name}02", fetch) for _ in range(2))

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


PREFIXES = sorted(
    {row[0] for row in SINGLE.values()}
    | {f"{row[0]}{step}" for row in BULK.values() for step in ("01", "02")}
)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_request_that_breaks_off_gets_an_err_beside_its_echo(
    exchanged: FoldersSeen, prefix: str
) -> None:
    data = message(CODE, "<A>1</A>")[:-20]
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
    many = message(DAY + CODE + FILE, SEARCH % "" + filler)
    one = message(DAY + CODE + FILE, SEARCH % "" + filler)
    exchanged.put(one, "OQSsiquc01req_2.xml")

    exchanged.look()
    exchanged.look(after=SETTLE)
    assert exchanged.text("OQSsiquc01req_2.err").startswith("STUB0101,")
    for path in exchanged.res.iterdir():
        path.unlink()
    assert "<ReceptionNumber>" in ask(exchanged, "OQSmuquc01", many)


def test_the_url_of_a_served_stub_is_its_own(stub: Stub) -> None:
    folder = stub.config.exchange_folder
    body = "<StubUrlKind>3</StubUrlKind><StubUrlFileFormat>2</StubUrlFileFormat>"
    with StubServer(stub) as server:
        request = folder / "req" / "OQSsiurl01req_1.xml"
        request.write_bytes(message(CODE, body))
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
