"""Requests of the 一括 messages and of the institution's, in the parts that vary."""

from __future__ import annotations

from oqs_stub.messages import Encoding

from .folders_seen import FoldersSeen

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


def message(header: str, body: str, encoding: Encoding = Encoding.UTF_8) -> bytes:
    """Write a message as its bytes, from what is in its header and its body."""
    held = f"<MessageBody>{body}</MessageBody>" if body else ""
    text = (
        f'<?xml version="1.0" encoding="{encoding.value}" standalone="no"?>\r\n'
        f"<XmlMsg><MessageHeader>{header}</MessageHeader>{held}</XmlMsg>\r\n"
    )
    return text.encode("cp932" if encoding is Encoding.SHIFT_JIS else "utf-8")


def ask(folders: FoldersSeen, prefix: str, data: bytes) -> str:
    """Put a request, look once, take the answer; its text in its own encoding."""
    folders.put(data, f"{prefix}req_1.xml")
    folders.look()
    answer = folders.res / f"{prefix}res_1.xml"
    assert folders.answers() == {answer.name}
    assert folders.requests() == set()
    content = answer.read_bytes()
    answer.unlink()
    return content.decode("cp932" if b'"Shift_JIS"' in content[:80] else "utf-8")
