"""Every element that is said to be known is known from somewhere that has a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from oqs_stub.checking import check_file
from oqs_stub.messages import EXCHANGES
from oqs_stub.messages.code_tables import code_tables
from oqs_stub.messages.items import Evidence, Part
from oqs_stub.messages.layout import Element, elements
from oqs_stub.messages.reference import render
from oqs_stub.messages.sources import sources

from .files import NAME, REQUEST

LEAST = {Evidence.TWO_SOURCES: 2, Evidence.ONE_SOURCE: 1}


def _known() -> Iterator[tuple[type[Part], Element]]:
    waiting: list[type[Part]] = [
        message for one in EXCHANGES for message in (one.request, one.answer)
    ]
    seen: set[type[Part]] = set()
    while waiting:
        part = waiting.pop()
        if part in seen:
            continue
        seen.add(part)
        for element in elements(part):
            yield part, element
            if element.part is not None:
                waiting.append(element.part)


def test_there_are_as_many_names_as_the_grade_says() -> None:
    wrong = [
        f"{part.__name__}.{element.name} {element.item.evidence}: {found}"
        for part, element in _known()
        if not _enough(element, found := sources().of_element(part, element))
    ]

    assert wrong == []


def _enough(element: Element, found: object) -> bool:
    assert isinstance(found, (list, tuple))
    least = LEAST.get(element.item.evidence)
    return found == () if least is None else len(set(found)) >= least


def test_every_name_stands_for_something() -> None:
    used = {
        key for part, element in _known() for key in sources().of_element(part, element)
    }
    used |= {key for table in code_tables() for key in sources().of_code(table)}
    used |= {key for form in sources().forms for key in sources().of_form(form)}

    assert used == set(sources().names)


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
