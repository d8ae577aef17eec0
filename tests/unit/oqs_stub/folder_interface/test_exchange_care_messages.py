"""Requests as other programs write them, through real folders, in both encodings.

オンライン診療等, 医療扶助, 特定健診 and 診療情報; with the three levels of failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from card_profiles.model import Coverage, Persona
from oqs_stub.messages import Encoding
from oqs_stub.records import ConsentKind
from oqs_stub.reference_numbers import ReferenceRegister

from .asking import DENTIST
from .asking_records import with_history
from .folders_seen import SETTLE, FoldersSeen
from .online_patients import register, switch_online
from .world import World

WHO = (
    "<InsurerNumber>01990019</InsurerNumber>"
    "<InsuredIdentificationNumber>0000123</InsuredIdentificationNumber>"
    "<Birthdate>19800217</Birthdate>"
)
VIEWER = (
    f"<MedicalInstitutionCode>{DENTIST}</MedicalInstitutionCode>"
    "<InsurerNumber>01990019</InsurerNumber>"
    "<InsuredPersonIdentificationNumber>0000123</InsuredPersonIdentificationNumber>"
    "<ArbitraryFileIdentifier>F 1</ArbitraryFileIdentifier>"
)
ASKER = (
    f"<MedicalInstitutionCode>{DENTIST}</MedicalInstitutionCode>"
    "<ArbitraryFileIdentifier>F 1</ArbitraryFileIdentifier>"
)


def _search(inside: str) -> str:
    return f"<QualificationConfirmSearchInfo>{inside}</QualificationConfirmSearchInfo>"


ONLINE_DAYS = _search(
    "<ExaminationDateFrom>20260401</ExaminationDateFrom>"
    "<ExaminationDateTo>20260430</ExaminationDateTo>"
    "<MedicalTreatmentFlag>3</MedicalTreatmentFlag>"
)
MONTH = _search("<MedicalTreatmentMonth>202604</MedicalTreatmentMonth>")
ONLINE_WHO = _search(f"{WHO}<MedicalTreatmentFlag>3</MedicalTreatmentFlag>")
VIEW = (
    "<FileCategory>{form}</FileCategory><MedicalTreatmentFlag>2</MedicalTreatmentFlag>"
)


@pytest.fixture
def office(
    world: World,
    make_persona: Callable[..., Persona],
    medical_aid: Callable[..., Coverage],
    exchange_folder: Path,
) -> Iterator[FoldersSeen]:
    """sakura is on 医療扶助, too, was visited, and registered for online care."""
    persona = with_history(make_persona())
    world.registry.add(persona)
    world.registry.replace_coverages("sakura", [*persona.coverages, medical_aid()])
    world.enable(medical_aid=True, kinds=frozenset(ConsentKind))
    switch_online(world)
    world.visit(kinds=frozenset(ConsentKind))
    register(world, date(2026, 4, 12))
    ReferenceRegister(world.database).register(
        "P-1",
        institution_code=DENTIST,
        person_id="sakura",
        coverage=persona.coverages[0],
        now=world.clock.now(),
    )
    made = FoldersSeen(world, exchange_folder)
    yield made
    made.exchange.stop()


def _text(header: str, body: str, encoding: Encoding) -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding.value}" standalone="no"?>\r\n'
        f"<XmlMsg>\r\n<MessageHeader>{header}</MessageHeader>\r\n"
        f"<MessageBody>{body}</MessageBody>\r\n</XmlMsg>\r\n"
    )


def _exchange(
    office: FoldersSeen,
    prefix: str,
    header: str,
    body: str,
    encoding: Encoding = Encoding.UTF_8,
) -> ElementTree.Element:
    """Put a request, take the answer out again, and read it without our codec."""
    codec = "utf-8" if encoding is Encoding.UTF_8 else "cp932"
    office.put(
        _text(header, body, encoding).encode(codec), f"{prefix}req_20260410Ab.xml"
    )
    office.look()
    path = office.res / f"{prefix}res_20260410Ab.xml"
    text = path.read_bytes().decode(codec)
    path.unlink()
    declaration, _, rest = text.partition("?>")
    assert f'encoding="{encoding.value}"' in declaration
    return ElementTree.fromstring(rest)  # noqa: S314 - our own answer.


def _value(root: ElementTree.Element, name: str) -> str | None:
    return next((element.text for element in root.iter(name)), None)


def _header(prefix: str) -> str:
    if prefix.startswith("OQSsi"):
        day = "<QualificationConfirmationDate>20260410</QualificationConfirmationDate>"
        return day + ASKER
    return VIEWER if prefix.startswith(("YZK", "TKK")) else ASKER


SINGLE: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "sionq": (
        "OQSsionq01",
        ONLINE_WHO,
        {
            "Name": "髙﨑　さくら",
            "PharmacistsInfoAvailableTime": "20260412235959",
            "ReferenceNumber": "P-1",
            "ReferenceClassification": "2",
        },
    ),
    "TKK": (
        "TKKsiquc01",
        VIEW.format(form="2"),
        {"ResultCode": "1", "KanasName": "ﾀｶｻｷ ｻｸﾗ", "ItemName": "体重"},
    ),
    "YZK": (
        "YZKsiquc01",
        VIEW.format(form="4"),
        {"ResultCode": "1", "SinInfN": "架空血液検査", "DrugN": "架空錠５ｍｇ"},
    ),
}


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize(
    ("prefix", "body", "values"), SINGLE.values(), ids=SINGLE.keys()
)
def test_a_single_request_is_answered_in_its_encoding(
    office: FoldersSeen,
    prefix: str,
    body: str,
    values: Mapping[str, str],
    encoding: Encoding,
) -> None:
    root = _exchange(office, prefix, _header(prefix), body, encoding)

    assert {name: _value(root, name) for name in values} == values
    assert _value(root, "ArbitraryFileIdentifier") == "F 1"
    assert office.requests() == set()


LISTS = {
    "muonq": ("OQSmuonq", ONLINE_DAYS, {"PharmacistsInfoConsFlg": "1"}),
    "mutic": ("OQSmutic", MONTH, {"TicketType": "01", "InjuryName1": "う蝕"}),
}


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize(
    ("message", "body", "values"), LISTS.values(), ids=LISTS.keys()
)
def test_a_list_is_received_and_fetched(
    office: FoldersSeen,
    message: str,
    body: str,
    values: Mapping[str, str],
    encoding: Encoding,
) -> None:
    received = _exchange(office, f"{message}01", ASKER, body, encoding)
    number = _value(received, "ReceptionNumber")
    assert number is not None
    assert len(number) == 20
    assert _value(received, "ReceptionDateTime") == "20260410100000"

    root = _exchange(
        office,
        f"{message}02",
        ASKER,
        f"<ReceptionNumber>{number}</ReceptionNumber>",
        encoding,
    )

    assert {name: _value(root, name) for name in values} == values
    assert _value(root, "ReceptionNumber") == number
    assert _value(root, "NumberOfProcessingResult") == "1"
    assert [
        e.text for e in root.findall("MessageBody/BulkConfirmUnit/ReferenceNumber")
    ] == ["P-1"]


EVERY = {
    "muonq01": ("OQSmuonq01", ONLINE_DAYS),
    "muonq02": ("OQSmuonq02", "<ReceptionNumber>1</ReceptionNumber>"),
    "mutic01": ("OQSmutic01", MONTH),
    "mutic02": ("OQSmutic02", "<ReceptionNumber>1</ReceptionNumber>"),
    "sionq": ("OQSsionq01", ONLINE_WHO),
    "TKK": ("TKKsiquc01", VIEW.format(form="2")),
}


@pytest.mark.parametrize(("prefix", "body"), EVERY.values(), ids=EVERY.keys())
def test_a_request_off_its_layout_is_refused_as_a_message(
    office: FoldersSeen, prefix: str, body: str
) -> None:
    header = _header(prefix).replace(DENTIST, "99300000")

    root = _exchange(office, prefix, header, body)

    code = "ResultCode" if prefix.startswith("TKK") else "ErrorCode"
    words = "MessageContents" if prefix.startswith("TKK") else "ErrorMessage"
    assert _value(root, code) == "STUB0201"
    assert "MedicalInstitutionCode" in (_value(root, words) or "")
    assert _value(root, "ArbitraryFileIdentifier") == "F 1"
    assert root.find("MessageBody") is None


@pytest.mark.parametrize(("prefix", "body"), EVERY.values(), ids=EVERY.keys())
def test_a_broken_request_is_rejected_as_a_file(
    office: FoldersSeen, prefix: str, body: str
) -> None:
    broken = _text(_header(prefix), body, Encoding.UTF_8).encode()[:-12]
    office.put(broken, f"{prefix}req_1.xml")
    office.look()
    assert office.answers() == set()

    office.look(after=SETTLE)

    assert office.answers() == {f"{prefix}req_1.xml", f"{prefix}req_1.err"}
    assert (office.res / f"{prefix}req_1.xml").read_bytes() == broken
    assert office.text(f"{prefix}req_1.err").startswith("STUB0101,")


@pytest.mark.parametrize("encoding", Encoding)
def test_months_the_wrong_way_round_are_refused_and_not_read_as_no_medicines(
    office: FoldersSeen, encoding: Encoding
) -> None:
    months = "<StartDate>202610</StartDate><EndDate>202609</EndDate>"
    body = months + VIEW.format(form="2")

    root = _exchange(office, "YZKsiquc01", VIEWER, body, encoding)

    assert _value(root, "ResultCode") == "STUB0206"
    told = _value(root, "MessageContents") or ""
    assert "202610" in told
    assert "202609" in told
    assert _value(root, "ArbitraryFileIdentifier") == "F 1"
    assert root.find("MessageBody") is None


def test_a_person_who_is_not_told_of_is_refused_as_a_person(
    office: FoldersSeen,
) -> None:
    body = ONLINE_WHO.replace("Flag>3<", "Flag>2<")

    root = _exchange(office, "OQSsionq01", _header("OQSsionq01"), body)

    assert _value(root, "SegmentOfResult") == "1"
    assert _value(root, "ProcessingResultStatus") == "2"
    assert _value(root, "ProcessingResultCode") == "STUB0321"
    assert _value(root, "QualificationValidity") is None
