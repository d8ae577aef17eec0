"""Every element that is said to be known is known from somewhere that has a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from oqs_stub.checking import check_file
from oqs_stub.messages import EXCHANGES
from oqs_stub.messages.code_tables import code_tables
from oqs_stub.messages.items import Evidence, Message, Part
from oqs_stub.messages.layout import Element, elements
from oqs_stub.messages.place import Place
from oqs_stub.messages.reference import render
from oqs_stub.messages.sources import Known, sources

from .files import NAME, REQUEST

LEAST = {Evidence.TWO_SOURCES: 2, Evidence.ONE_SOURCE: 1}


@dataclass(frozen=True)
class Standing:
    """An element where it stands in a message, and the places it was looked up by."""

    path: str
    known: Known
    part: type[Part]
    element: Element


def _walk(place: Place, path: str) -> Iterator[Standing]:
    for element in elements(place.part):
        here = f"{path}/{element.name}"
        yield Standing(here, place.known(element), place.part, element)
        if element.part is not None:
            yield from _walk(place.inside(element, element.part), here)


def _of(message: type[Message]) -> Iterator[Standing]:
    return _walk(Place.of(message), message.__name__)


MESSAGES = {
    message.__name__: message
    for one in EXCHANGES
    for message in (one.request, one.answer)
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=list(MESSAGES))
def test_there_are_as_many_names_as_the_grade_says(message: type[Message]) -> None:
    wrong = [
        f"{one.path} {one.known}" for one in _of(message) if not _enough(one.known)
    ]

    assert wrong == []


def _enough(known: Known) -> bool:
    least = LEAST.get(known.evidence)
    return known.sources == () if least is None else len(set(known.sources)) >= least


def test_no_more_names_are_given_than_make_one_source() -> None:
    lonely = [
        one.path
        for message in MESSAGES.values()
        for one in _of(message)
        if one.known.evidence is Evidence.ONE_SOURCE
        and set(one.known.sources) - {"ODR1", "ODR2"}  # Both by one author.
        and len(one.known.sources) > 1
    ]

    assert lonely == []


def test_every_name_stands_for_something() -> None:
    used = {
        key
        for message in MESSAGES.values()
        for one in _of(message)
        for key in one.known.sources
    }
    used |= {key for table in code_tables() for key in sources().of_code(table)}
    used |= {key for form in sources().forms for key in sources().of_form(form)}

    assert used == set(sources().names)


def test_every_row_is_about_an_element_of_a_message() -> None:
    walked = [(one, name) for name, m in MESSAGES.items() for one in _of(m)]
    places = {
        (message, part.__name__, element)
        for one, name in walked
        for message in ("", name)
        for part in one.part.__mro__
        for element in ("", one.element.name)
    }
    rows = set(sources().rows)
    in_place = rows & places  # Rows may name what only some of their blocks have.

    for key in range(3):
        named = {row[key] for row in rows}
        assert named == {row[key] for row in in_place}


# What the public sources say of a message, where another one shares its blocks.
LENT = {
    "OQSsiimm01req MessageHeader/MedicalInstitutionCode": "A（MYR, SAN）",
    "OQSsiimm01res MessageHeader": "C",
    "OQSsiimm01res MessageHeader/ProcessExecutionTime": "C",
    "OQSsiimm01res MessageHeader/MedicalInstitutionCode": "B（MYR）",
    "OQSsiimm01res MessageHeader/SegmentOfResult": "B（MYR）",
    "OQSsiimm01res MessageHeader/CharacterCodeIdentifier": "C",
    "OQSmuimm01req MessageHeader/ArbitraryFileIdentifier": "A（MYR, SAN）",
    "OQSmuimm01res MessageHeader": "C",
    "OQSmuimm01res MessageHeader/SegmentOfResult": "C",
    "OQSmuimm01res MessageBody": "B（MYR）",
    "OQSmuimm01res MessageBody/ReceptionNumber": "B（MYR）",
    "OQSmuimm01res MessageBody/ReceptionDateTime": "C",
    "OQSmuimm02req MessageHeader": "B（MYR）",
    "OQSmuimm02req MessageHeader/MedicalInstitutionCode": "B（MYR）",
    "OQSmuimm02req MessageHeader/ArbitraryFileIdentifier": "X",
    "OQSmuimm02req MessageBody/ReceptionNumber": "B（MYR）",
    "OQSmuimm02res MessageHeader/ReceptionNumber": "B（MYR）",
    "OQSmuimm02res MessageHeader/ErrorCode": "C",
    "OQSmuimm02res MessageHeader/QualificationConfirmationDate": "X",
    "OQSmuimm02res MessageHeader/NumberOfError": "X",
    "OQSmuimm02res MessageBody/BulkRegistrationUnit/"
    "ReferenceNumberRegistrationInfo/InsurerNumber": "B（MYR）",
    "OQSmuhvq01req MessageHeader/MedicalInstitutionCode": "B（ODR2）",
    "OQSmuhvq01res MessageHeader": "B（ODR2）",
    "OQSmuhvq01res MessageHeader/ProcessExecutionTime": "B（ODR2）",
    "OQSmuonq01res MessageBody/ReceptionDateTime": "B（ODR2）",
    "OQSmutic02req MessageBody/ReceptionNumber": "B（ODR2）",
    "OQSmutic02req MessageHeader/ArbitraryFileIdentifier": "X",
    "OQSmuhvq02res MessageHeader/NumberOfError": "B（ODR2）",
    "OQSmuhvq02res MessageBody/BulkConfirmUnit/QualificationValidity": "B（ODR2）",
    "OQSmuquc01req MessageHeader/QualificationConfirmationDate": "B（EMR）",
    "OQSmuquc01res MessageHeader/ProcessExecutionTime": "A（EMR, ODR2）",
    "OQSmuquc02req MessageHeader": "A（ODR2, SIG）",
    "OQSmuquc02req MessageHeader/ArbitraryFileIdentifier": "X",
    "OQSmuquc02res MessageHeader/NumberOfError": "A（EMR, ODR2）",
    "OQSsiquc01req MessageHeader/QualificationConfirmationDate": "A（SAN, MCT）",
    "OQSsiquc01res MessageHeader/ErrorCode": "A（RW, MCT）",
    "OQSsiquc01res MessageBody/PrescriptionIssueSelect": "A（RW, MCT）",
    "OQSsiquc01res MessageBody/QualificationConfirmSearchInfo/"
    "InsurerNumber": "A（RW, MCT, EMR）",
    "YZKsiquc01req MessageBody/PrDiInfClassification": "A（ODR2, ODR1）",
    "TKKsiquc01req MessageBody/PrDiInfClassification": "B（ODR2）",
}


@pytest.mark.parametrize(("place", "grade"), LENT.items(), ids=list(LENT))
def test_a_message_is_lent_no_evidence_of_another(place: str, grade: str) -> None:
    file, path = place.split(" ")
    section = render().split(f"`{file}_*.xml`\n")[1].split("\n#")[0]

    assert _graded(section)[path] == grade


def _graded(table: str) -> dict[str, str]:
    """The grades of a table of the reference page, by the paths of the elements."""
    grades: dict[str, str] = {}
    above: list[str] = []
    for dots, name, rest in re.findall(r"^\| (・*)`(\w+)` (.*)$", table, re.MULTILINE):
        above = [*above[: len(dots)], name]
        grades["/".join(above)] = rest.split(" | ")[3]
    return grades


@pytest.mark.parametrize(
    ("name", "element", "told"),
    [
        pytest.param("OQSmuhvq02res_1.xml", "ProcessExecutionTime", "OQSDrug2", id="B"),
        pytest.param("OQSmuimm02res_1.xml", "SegmentOfResult", "推定", id="C"),
    ],
)
def test_a_check_grades_as_the_message_and_not_as_the_block(
    name: str, element: str, told: str
) -> None:
    header = f"<{element}>x</{element}>"
    data = f"<XmlMsg><MessageHeader>{header}</MessageHeader></XmlMsg>".encode()

    found = check_file(name, data).findings

    (ours,) = (one for one in found if one.path.endswith(f"/{element}"))
    assert told in ours.source
    assert "電子カルテ" not in ours.source


def test_in_a_message_without_a_public_layout_nothing_is_said_to_be_known() -> None:
    data = (
        b"<XmlMsg><MessageHeader><MedicalInstitutionCode>99</MedicalInstitutionCode>"
        b"</MessageHeader><MessageBody><StubUrlKind>2</StubUrlKind></MessageBody>"
        b"</XmlMsg>"
    )

    (ours, *_) = check_file("OQSsiurl01req_1.xml", data).findings

    assert ours.path.endswith("/MedicalInstitutionCode")
    assert ours.source.startswith("X 公開されていない")
    page = render()
    section = page[page.index("## OQSsiurl01") : page.index("## OQSsiinq01")]
    grades = {
        line.split(" | ")[4]
        for line in section.splitlines()
        if "`" in line and line[0] == "|"
    }
    assert grades == {"X"}


def test_a_record_is_as_well_known_wherever_it_stands() -> None:
    data = (
        b"<XmlMsg><MessageBody><ResultList><ResultOfQualificationConfirmation>"
        b"<Birthdate>x</Birthdate></ResultOfQualificationConfirmation></ResultList>"
        b"</MessageBody></XmlMsg>"
    )

    found = check_file("OQSsihvq01res_1.xml", data).findings

    (born,) = (one for one in found if one.path.endswith("/Birthdate"))
    assert "myclinic-ts" in born.source


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        pytest.param("<Birthdate>19800217<", "<Birthdate>S55<", "佐野内科", id="value"),
        pytest.param(
            "RelatedConsFlg>1<", "RelatedConsFlg>7<", "OqsFunc", id="code table"
        ),
        pytest.param("</XmlMsg>", "", "sikakuxml", id="form"),
    ],
)
def test_a_finding_names_its_sources(old: str, new: str, names: str) -> None:
    (finding,) = check_file(NAME, REQUEST.replace(old, new, 1).encode()).findings

    assert names in finding.source


def test_the_reference_page_names_them_beside_each_element() -> None:
    page = render()

    assert "| `MYR` | MynaReception" in page
    row = re.search(r"^\| ・*`QualificationDate` .*$", page, re.MULTILINE)
    assert row is not None
    assert "A（RW, ODR2）" in row[0]
