"""What each element may say by itself, but not beside the others, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from card_profiles.numbers import (
    NumberError,
    require_institution_code,
    require_insurer_number,
)

from ..messages.in_words import shown
from ..messages.items import Evidence
from ..messages.text_encoding import Encoding
from .findings import Finding, Level, of_code, of_form
from .placed_xml import PlacedNode

_TREATMENT = {  # 診療区分, OQSCD028, of the requests that are for one kind of care.
    "OQSmuhvq01": ("2", "訪問診療等"),
    "OQSsihvq01": ("2", "訪問診療等"),
    "OQSmuonq01": ("3", "オンライン診療等"),
    "OQSsionq01": ("3", "オンライン診療等"),
}
_PERIODS = (
    ("ConsentDateFrom", "ConsentDateTo"),
    ("ExaminationDateFrom", "ExaminationDateTo"),
    ("StartDate", "EndDate"),
)
_RECORD = "ResultOfQualificationConfirmation"


def check_sense(root: PlacedNode, prefix: str, encoding: Encoding) -> Iterator[Finding]:
    """The findings about a message whose elements have the right form."""
    for path, node in root.walk():
        yield from _value(path, node, prefix, encoding)
        if node.children:
            yield from _block(path, node)
    yield from _counts(root)


def _value(
    path: str, node: PlacedNode, prefix: str, encoding: Encoding
) -> Iterator[Finding]:
    value = node.text
    if node.name == "CharacterCodeIdentifier" and value in ("0", "1"):
        if value != encoding.identifier:
            yield _finding(
                Level.WRONG,
                path,
                node,
                f"{encoding.identifier}（このファイルは {encoding.value}）",
                of_code("OQSCD005"),
            )
    elif node.name == "MedicalTreatmentFlag" and prefix in _TREATMENT:
        code, title = _TREATMENT[prefix]
        if value != code:
            yield _finding(
                Level.WRONG,
                path,
                node,
                f"{code}（{title}）",
                f"{of_code('OQSCD028')}。{of_form('treatment', Evidence.ONE_SOURCE)}",
            )
    elif node.name == "InsurerNumber":
        try:
            require_insurer_number(value.strip().removeprefix("00"))
        except NumberError as error:
            yield _finding(
                Level.NOTICE,
                path,
                node,
                f"検証番号の合う保険者番号（{error}）",
                of_form("insurer_number", Evidence.TWO_SOURCES),
            )
    elif node.name == "MedicalInstitutionCode":
        try:
            require_institution_code(value)
        except NumberError as error:
            yield _finding(
                Level.NOTICE,
                path,
                node,
                f"検証番号の合う医療機関コード（{error}）",
                of_form("institution_code", Evidence.INFERRED),
            )


def _block(path: str, node: PlacedNode) -> Iterator[Finding]:
    said = {child.name: child for child in reversed(node.present())}
    for first, last in _PERIODS:
        if first in said and last in said and said[first].text > said[last].text:
            yield _finding(
                Level.WRONG,
                f"{path}/{first}",
                said[first],
                f"{last}（{said[last].text}）以前",
                of_form("periods", Evidence.ONE_SOURCE),
            )
    yield from _failure(
        path, said, state="SegmentOfResult", code="ErrorCode", failing=("9",)
    )
    yield from _failure(
        path,
        said,
        state="ProcessingResultStatus",
        code="ProcessingResultCode",
        failing=("2",),
    )
    if node.name != _RECORD:
        return
    for name, child in said.items():
        stem = name.removesuffix("ConsFlg")
        if stem != name and child.text == "1" and f"{stem}ConsTime" not in said:
            yield _finding(
                Level.NOTICE,
                f"{path}/{name}",
                child,
                f"同意あり（1）には {stem}ConsTime",
                of_form("consent_times", Evidence.TWO_SOURCES),
            )


def _failure(
    path: str,
    said: dict[str, PlacedNode],
    *,
    state: str,
    code: str,
    failing: tuple[str, ...],
) -> Iterator[Finding]:
    node = said.get(state)
    if node is not None and node.text in failing and code not in said:
        yield _finding(
            Level.NOTICE,
            f"{path}/{state}",
            node,
            f"この値のときは {code} も",
            of_form("failures", Evidence.TWO_SOURCES),
        )


def _counts(root: PlacedNode) -> Iterator[Finding]:
    count = root.find("MessageHeader/NumberOfProcessingResult")
    if count is None:
        return
    units = [
        unit
        for name in ("BulkConfirmUnit", "BulkRegistrationUnit")
        for unit in root.findall(f"MessageBody/{name}")
    ]
    if count.text.isdecimal() and int(count.text) != len(units):
        yield _finding(
            Level.WRONG,
            "XmlMsg/MessageHeader/NumberOfProcessingResult",
            count,
            f"結果の件数 {len(units)}",
            of_form("counts", Evidence.TWO_SOURCES),
        )


def _finding(
    level: Level, path: str, node: PlacedNode, expected: str, source: str
) -> Finding:
    return Finding(
        level=level,
        path=path,
        line=node.line,
        expected=expected,
        came=shown(node.text),
        source=source,
    )
