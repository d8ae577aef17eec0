"""照会番号 registered by a client as strict as a public one is, file by file.

It writes Shift_JIS under a hidden name and renames, leaves the identifier out of its
02req, looks each name up in the whole answer and stops where it is there twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from oqs_stub.messages import Encoding
from oqs_stub.records import ConsentKind

from .asking import DENTIST
from .office import EVERYTHING, Office
from .world import World

SYMBOL, NUMBER, BRANCH, INSURER = "０１０", "0000123", "01", "01990019"
IDENTIFIER = "20260410100000123-0a1b2c3d"
LARGEST = 4 * 1024 * 1024
HEADER = (
    f"<MedicalInstitutionCode>{DENTIST}</MedicalInstitutionCode>\r\n"
    f"    <ArbitraryFileIdentifier>{IDENTIFIER}</ArbitraryFileIdentifier>"
)


@pytest.fixture
def office(world: World, exchange_folder: Path) -> Iterator[Office]:
    world.enable(kinds=frozenset(ConsentKind))
    made = Office(world, exchange_folder)
    yield made
    made.exchange.stop()


def patient(reference: str, *, number: str = NUMBER, symbol: str = SYMBOL) -> str:
    return (
        "<ReferenceNumberRegistrationInfo>\r\n"
        f"      <ReferenceNumber>{reference}</ReferenceNumber>\r\n"
        f"      <InsurerNumber>{INSURER.rjust(8)}</InsurerNumber>\r\n"
        f"      <InsuredCardSymbol>{symbol}</InsuredCardSymbol>\r\n"
        f"      <InsuredIdentificationNumber>{number}</InsuredIdentificationNumber>\r\n"
        f"      <InsuredBranchNumber>{BRANCH}</InsuredBranchNumber>\r\n"
        "    </ReferenceNumberRegistrationInfo>"
    )


def ask(office: Office, name: str, *, header: str, body: str) -> Element:
    """Put one request into `req` as that client does; the root of its answer."""
    text = (
        '<?xml version="1.0" encoding="shift_jis" standalone="no"?>\r\n<XmlMsg>\r\n'
        f"  <MessageHeader>\r\n    {header}\r\n  </MessageHeader>\r\n"
        f"  <MessageBody>\r\n    {body}\r\n  </MessageBody>\r\n</XmlMsg>"
    )
    root = office.face.parent
    hidden = root / "req" / f".receptionagent-{len(name):032x}.tmp"
    hidden.write_bytes(text.encode("cp932"))
    office.exchange.run_once()
    assert hidden.exists(), "what is not finished is none of the stub's business"
    hidden.rename(root / "req" / name)

    office.exchange.run_once()

    answer = (root / "res" / name.replace("req_", "res_")).read_bytes()
    assert len(answer) <= LARGEST
    return parsed(answer, "Shift_JIS")


def parsed(data: bytes, encoding: str) -> Element:
    """The root of a file that declares *encoding* and keeps to it."""
    declaration, _, rest = data.partition(b"?>")
    assert f'encoding="{encoding}"'.encode() in declaration
    text = rest.decode("cp932" if encoding == "Shift_JIS" else encoding)
    root = ElementTree.fromstring(text)  # noqa: S314 - the stub's own answer.
    assert root.tag == "XmlMsg"
    return root


def once(parent: Element, name: str) -> str:
    """The text of a name that stands there at most once."""
    (element,) = parent.findall(name) or [Element(name)]
    return element.text or ""


def part(root: Element, name: str) -> Element:
    (found,) = root.findall(name)
    return found


def test_one_number_is_registered_and_nothing_stands_twice_in_the_answer(
    office: Office,
) -> None:
    answer = ask(
        office,
        "OQSsiimm01req_202604100001.xml",
        header=HEADER,
        body=patient("24434"),
    )

    times = Counter(element.tag for element in answer.iter())
    assert [name for name, count in times.items() if count > 1] == []
    header, body = part(answer, "MessageHeader"), part(answer, "MessageBody")
    assert once(header, "MedicalInstitutionCode") == DENTIST
    assert once(header, "ArbitraryFileIdentifier") == IDENTIFIER
    assert (once(header, "SegmentOfResult"), once(header, "ErrorCode")) == ("1", "")
    assert once(body, "ProcessingResultStatus") == "1"
    assert once(body, "ReferenceNumber") in ("", "24434")


@pytest.mark.parametrize(
    ("number", "status"), [(NUMBER, "1"), ("7654321", "2")], ids=["known", "unknown"]
)
def test_a_bulk_result_tells_the_request_that_its_02req_did_not_name(
    office: Office, number: str, status: str
) -> None:
    reception = ask(
        office,
        "OQSmuimm01req_202604100002.xml",
        header=HEADER,
        body=patient("24434", number=number),
    )
    accepted, body = part(reception, "MessageHeader"), part(reception, "MessageBody")
    assert once(accepted, "MedicalInstitutionCode") == DENTIST
    assert once(accepted, "ArbitraryFileIdentifier") == IDENTIFIER
    assert once(accepted, "ErrorCode") == ""
    assert once(body, "ProcessingResultStatus") in ("", "1")
    receipt = once(body, "ReceptionNumber")
    assert 0 < len(receipt) <= 100

    result = ask(
        office,
        "OQSmuimm02req_202604100003.xml",
        header=f"<MedicalInstitutionCode>{DENTIST}</MedicalInstitutionCode>",
        body=f"<ReceptionNumber>{receipt}</ReceptionNumber>",
    )

    header = part(result, "MessageHeader")
    assert once(header, "MedicalInstitutionCode") == DENTIST
    assert once(header, "ArbitraryFileIdentifier") == IDENTIFIER
    assert once(header, "ReceptionNumber") == receipt
    assert once(header, "ErrorCode") == ""
    unit = part(part(result, "MessageBody"), "BulkRegistrationUnit")
    echoed = part(unit, "ReferenceNumberRegistrationInfo")
    assert {element.tag: element.text for element in echoed} == {
        "ReferenceNumber": "24434",
        "InsurerNumber": INSURER.rjust(8),
        "InsuredCardSymbol": SYMBOL,
        "InsuredIdentificationNumber": number,
        "InsuredBranchNumber": BRANCH,
    }
    assert once(unit, "ProcessingResultStatus") == status


def test_a_symbol_sent_empty_is_no_symbol(office: Office) -> None:
    answer = ask(
        office,
        "OQSsiimm01req_202604100004.xml",
        header=HEADER,
        body=patient("24434", symbol=""),
    )

    assert once(part(answer, "MessageHeader"), "SegmentOfResult") == "1"
    status = once(part(answer, "MessageBody"), "ProcessingResultStatus")
    assert status in ("1", "2")


@pytest.mark.parametrize("encoding", Encoding)
def test_the_next_face_file_is_one_record_with_that_number(
    office: Office, encoding: Encoding
) -> None:
    ask(
        office,
        "OQSsiimm01req_202604100005.xml",
        header=HEADER,
        body=patient("24434"),
    )
    office.receive(EVERYTHING, encoding=encoding)
    (path,) = office.face.iterdir()
    root = parsed(path.read_bytes(), encoding.value)
    header, body = part(root, "MessageHeader"), part(root, "MessageBody")
    assert once(header, "SegmentOfResult") == "1"
    assert once(header, "MedicalInstitutionCode") == DENTIST
    assert once(body, "ProcessingResultStatus") == "1"
    record = part(part(body, "ResultList"), "ResultOfQualificationConfirmation")
    assert once(record, "NameKana").strip()
    assert len(once(record, "Birthdate")) == 8
    assert once(record, "InsuredIdentificationNumber") == NUMBER
    assert once(record, "ReferenceNumber") == "24434"
