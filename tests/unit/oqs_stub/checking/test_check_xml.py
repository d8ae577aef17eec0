"""A message file looked at: every fault, by element, line, expectation and source."""

from __future__ import annotations

from pathlib import Path

import pytest

from oqs_stub.checking import Finding, Level, check_file, known_kinds
from oqs_stub.messages import (
    EXCHANGES,
    Codec,
    EligibilityRequest,
    Encoding,
    IncompleteXMLError,
    MessageError,
    load_conventions,
)

from .files import ANSWER, ANSWER_NAME, REQUEST, SEARCH, check


def _changed(old: str, new: str) -> tuple[Finding, ...]:
    assert old in REQUEST
    return check(REQUEST.replace(old, new, 1)).findings


def test_a_file_as_it_should_be_has_no_findings() -> None:
    found = check(REQUEST)

    assert found.findings == ()
    assert found.kind == "OQSsiquc01req"
    assert found.title == "資格確認（OQS-IF-001/002） 要求"
    assert found.encoding is Encoding.UTF_8
    assert check(ANSWER, ANSWER_NAME, codec="cp932").findings == ()


WRONG = {
    "missing": (
        "<Birthdate>19800217</Birthdate>\n",
        "",
        (f"{SEARCH}/Birthdate", 8, "西暦年月日", "要素がない"),
    ),
    "empty": (
        "<Birthdate>19800217</Birthdate>",
        "<Birthdate> </Birthdate>",
        (f"{SEARCH}/Birthdate", 11, "生年月日", "空の要素"),
    ),
    "no such day": (
        "19800217",
        "19800231",
        (f"{SEARCH}/Birthdate", 11, "YYYYMMDD", "「19800231」"),
    ),
    "space at the end": (
        "20260410",
        "20260410 ",
        ("XmlMsg/MessageHeader/QualificationConfirmationDate", 4, "", "「20260410 」"),
    ),
    "code of no table": (
        "Flg>1<",
        "Flg>7<",
        (f"{SEARCH}/LimitApplicationCertificateRelatedConsFlg", 12, "0 未同意", "7"),
    ),
    "twice": (
        "<Birthdate>19800217</Birthdate>",
        "<Birthdate>19800217</Birthdate>\n<Birthdate>19800217</Birthdate>",
        (f"{SEARCH}/Birthdate", 12, "1個だけ", "2個目"),
    ),
    "children in a value": (
        "19800217",
        "<Year>1980</Year>",
        (f"{SEARCH}/Birthdate", 11, "生年月日", "子要素"),
    ),
    "a value in a block": (
        REQUEST[REQUEST.index("<MessageHeader>") : REQUEST.index("<MessageBody>")],
        "<MessageHeader>x</MessageHeader>",
        ("XmlMsg/MessageHeader", 3, "子要素", "「x」"),
    ),
    "another root": ("XmlMsg", "Message", ("", 2, "XmlMsg", "<Message>")),
}


@pytest.mark.parametrize(("old", "new", "expected"), WRONG.values(), ids=WRONG.keys())
def test_each_fault_is_told_by_element_line_and_expectation(
    old: str, new: str, expected: tuple[str, int, str, str]
) -> None:
    text = REQUEST.replace(old, new, 2 if old == "XmlMsg" else 1)
    if old == "XmlMsg":
        text = text.replace("</XmlMsg>", "</Message>")
    path, line, wanted, came = expected

    (finding,) = check(text).findings

    assert finding.level is Level.WRONG
    assert (finding.path, finding.line) == (path, line)
    assert wanted in finding.expected
    assert came in finding.came
    with pytest.raises(MessageError):  # The stub itself refuses the same file.
        Codec().decode(text.encode(), EligibilityRequest)


NOTICES = {
    "unknown element": (
        "<Birthdate>",
        "<BirthDate>19800217</BirthDate><Birthdate>",
        (f"{SEARCH}/BirthDate", "Birthdate の誤りではありませんか"),
    ),
    "attribute": ("<Birthdate>", '<Birthdate a="b">', (f"{SEARCH}/Birthdate", "属性")),
    "attribute of a block": (
        "<MessageBody>",
        '<MessageBody a="b">',
        ("XmlMsg/MessageBody", "属性"),
    ),
    "text between elements": (
        "<MessageBody>",
        "<MessageBody>x",
        ("XmlMsg/MessageBody", "子要素だけ"),
    ),
    "empty optional": (
        "<Birthdate>",
        "<InsuredBranchNumber/><Birthdate>",
        (f"{SEARCH}/InsuredBranchNumber", "省略"),
    ),
    "insurer's check digit": (
        "01990019",
        "01990018",
        (f"{SEARCH}/InsurerNumber", "検証番号"),
    ),
    "institution's check digit": (
        "9930000014",
        "9930000015",
        ("XmlMsg/MessageHeader/MedicalInstitutionCode", "検証番号"),
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "expected"), NOTICES.values(), ids=NOTICES.keys()
)
def test_what_is_read_all_the_same_is_only_a_notice(
    old: str, new: str, expected: tuple[str, str]
) -> None:
    (finding,) = _changed(old, new)

    assert finding.level is Level.NOTICE
    assert finding.path == expected[0]
    assert expected[1] in finding.expected
    Codec().decode(REQUEST.replace(old, new, 1).encode(), EligibilityRequest)


def test_another_order_is_told_once_a_block() -> None:
    lines = REQUEST.splitlines(keepends=True)
    lines[8:11] = reversed(lines[8:11])

    (finding,) = check("".join(lines)).findings

    assert finding.level is Level.NOTICE
    assert finding.path == f"{SEARCH}/InsuredIdentificationNumber"
    assert "Birthdate より前" in finding.expected


def test_every_fault_of_a_file_is_told_in_the_order_of_its_lines() -> None:
    text = REQUEST.replace("20260410", "20260431").replace("19800217", "x")
    text = text.replace("9930000014", "9930000015")  # Found only after the others.

    found = check(text)

    assert [finding.line for finding in found.findings] == [4, 5, 11]
    assert found.is_wrong


def test_a_finding_says_how_well_the_element_is_known() -> None:
    (public,) = _changed("19800217", "x")
    own = REQUEST.replace("19800217", "x").replace(
        "</LimitApplicationCertificateRelatedConsFlg>",
        "</LimitApplicationCertificateRelatedConsFlg>"
        "<MedicalTreatmentFlag>2</MedicalTreatmentFlag>",
    )
    (convention,) = check(own, "OQSsihvq01req_1.xml").findings
    (table,) = _changed("Flg>1<", "Flg>7<")

    assert public.source.startswith("A 公開された独立の情報源が2つ以上")
    assert convention.source.startswith("X 公開されていない")
    assert "業務コード OQSCD001" in table.source


UNREADABLE = {
    "broken off": (
        REQUEST[:300],
        "行目の24文字目で読めなくなる（タグが > で閉じていません）",
    ),
    "DOCTYPE": ("<!DOCTYPE x><XmlMsg>1</XmlMsg>", "文書型宣言"),
    "another encoding": (REQUEST.replace("UTF-8", "EUC-JP"), "EUC-JP"),
}


@pytest.mark.parametrize(("text", "came"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_cannot_be_read_has_one_finding_about_the_whole(
    text: str, came: str
) -> None:
    (finding,) = check(text).findings

    assert (finding.path, finding.line) == ("", 0)
    assert finding.level is Level.WRONG
    assert came in finding.came
    with pytest.raises((IncompleteXMLError, MessageError)):
        Codec().decode(text.encode(), EligibilityRequest)


def test_every_message_of_the_catalogue_can_be_checked() -> None:
    for kind in known_kinds():
        found = check_file("x", b"<XmlMsg>1</XmlMsg>", kind=kind)
        assert found.findings, kind
    assert len(known_kinds()) == 2 * len(EXCHANGES)


def test_a_request_too_large_to_be_read_is_wrong_and_an_answer_only_unusual() -> None:
    filling = " " * (4 * 1024 * 1024)
    request = REQUEST.replace("<MessageBody>", f"{filling}<MessageBody>")
    answer = ANSWER.replace("<MessageBody>", f"{filling}<MessageBody>")

    (wrong,) = check(request).findings
    (unusual,) = check(answer, ANSWER_NAME, codec="cp932").findings

    assert (wrong.level, unusual.level) == (Level.WRONG, Level.NOTICE)
    assert "4194304バイト以内" in wrong.expected


def test_names_of_a_registered_vendor_are_known(tmp_path: Path) -> None:
    names = tmp_path / "names.toml"
    names.write_text(
        '[prefixes]\nBulkReinquiry = "OQSmuxyz"\n'
        '[elements]\nQualificationChange = "RealName"\n'
    )
    conventions = load_conventions(names)
    record = (
        "<InsuredCardClassification>01</InsuredCardClassification><Name>髙　さ</Name>"
        "<Sex1>1</Sex1><Birthdate>19800217</Birthdate><InsurerName>x</InsurerName>"
        "<RealName>7</RealName>"
    )
    text = ANSWER.replace(
        "</BulkConfirmUnit>",
        f"<ResultOfQualificationConfirmation>{record}"
        "</ResultOfQualificationConfirmation></BulkConfirmUnit>",
    )

    renamed = check_file("OQSmuxyz02res_1.xml", b"<a/>", conventions=conventions)
    found = check_file(ANSWER_NAME, text.encode("cp932"), conventions=conventions)

    assert "一括の再照会" in renamed.title
    (finding,) = found.findings
    assert finding.path.endswith("/RealName")
    assert "OQSCD032" in finding.source


def test_the_name_of_the_description_is_not_that_of_the_wire() -> None:
    text = (
        "<XmlMsg><MessageHeader><MedicalInstitutionCode>9930000014"
        "</MedicalInstitutionCode></MessageHeader>"
        "<MessageBody><URLKind>2</URLKind></MessageBody></XmlMsg>"
    )

    found = check_file("OQSsiurl01req_1.xml", text.encode()).findings

    assert [(finding.level, finding.path) for finding in found] == [
        (Level.WRONG, "XmlMsg/MessageBody/StubUrlKind"),
        (Level.NOTICE, "XmlMsg/MessageBody/URLKind"),
    ]
    assert "StubUrlKind の誤りではありませんか" in found[1].expected


def test_a_body_that_a_message_has_not_is_not_taken_for_its_header() -> None:
    text = (
        "<XmlMsg><MessageHeader><MedicalInstitutionCode>9930000014"
        "</MedicalInstitutionCode></MessageHeader><MessageBody/></XmlMsg>"
    )

    (finding,) = check_file("OQSsiinq01req_1.xml", text.encode()).findings

    assert (finding.level, finding.path) == (Level.NOTICE, "XmlMsg/MessageBody")
    assert finding.expected == "配置にある要素"


def test_a_file_saved_in_utf_8_that_says_it_is_shift_jis_is_noticed() -> None:
    text = REQUEST.replace("UTF-8", "Shift_JIS")
    end = "</InsuredIdentificationNumber>"
    data = text.replace(end, f"漢字①{end}").encode()
    assert data.decode("cp932")  # As nonsense.

    (noticed,) = check_file("OQSsiquc01req_1.xml", data).findings
    as_declared = check_file("OQSsiquc01req_1.xml", data.decode().encode("cp932"))

    assert noticed.level is Level.NOTICE
    assert "UTF-8で保存していませんか" in noticed.came
    assert as_declared.findings == ()
