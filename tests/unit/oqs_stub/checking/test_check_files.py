"""Which message a file is taken for, and the files that are no XML."""

from __future__ import annotations

import io
import zipfile

import pytest

from oqs_stub.checking import Level, UncheckableError, check_file

from .files import REQUEST

ANSWER = b"""\
<XmlMsg><MessageHeader><ProcessExecutionTime>20260410100000</ProcessExecutionTime>
<SegmentOfResult>2</SegmentOfResult>
<CharacterCodeIdentifier>0</CharacterCodeIdentifier></MessageHeader></XmlMsg>"""
FACE = "OQSsiquc01res_face_9930000014" + "0a" * 10 + "_20260410100000.xml"


def _zip(name: str, data: bytes = ANSWER) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


GOOD = {
    "zip": ("OQSmuhvq02res_1.zip", _zip("OQSmuhvq02res_1.xml")),
    "pdf": ("YZKsiquc01res_1.pdf", b"%PDF-1.7\n...\n%%EOF\n"),
    "err": ("OQSsiquc01req_1.err", "STUB0101,読めません。\r\n".encode()),
}


@pytest.mark.parametrize(("name", "data"), GOOD.values(), ids=GOOD.keys())
def test_files_around_the_messages_can_be_right(name: str, data: bytes) -> None:
    assert check_file(name, data).findings == ()


def test_a_suffix_of_other_signs_is_a_notice_for_who_asks_the_real_system() -> None:
    request = REQUEST.encode()

    (finding,) = check_file("OQSsiquc01req_山田-1.xml", request).findings

    assert finding.level is Level.NOTICE
    assert "英数字だけ" in finding.expected
    assert finding.came == "「山田-1」"
    assert finding.source.startswith("A ")
    assert "OQSDrug2" in finding.source
    assert check_file("OQSsiquc01req_1A.xml", request).findings == ()


@pytest.mark.parametrize(
    "name", ["OQSmuhvq02res_山田-1.zip", "OQSsiquc01req_山田-1.json"]
)
def test_a_file_is_known_by_its_kind_whatever_its_suffix(name: str) -> None:
    assert check_file(name, GOOD["zip"][1]).kind == name.partition("_")[0]


BAD = {
    "zip of another message": (
        "OQSmuhvq02res_1.zip",
        _zip("OQSmuquc02res_1.xml"),
        "OQSmuhvq02res_….xml",
    ),
    "no zip": ("OQSmuhvq02res_1.zip", b"PK", "ZIPファイル"),
    "no pdf": ("YZKsiquc01res_1.pdf", b"<XmlMsg/>", "%PDF-"),
    "half a pdf": ("YZKsiquc01res_1.pdf", b"%PDF-1.7\n", "%%EOF"),
    "err of two lines": ("OQSsiquc01req_1.err", b"A,b\nC,d\n", "1行"),
    "err without a code": ("OQSsiquc01req_1.err", b"oh no\n", "<コード>"),
    "err in CP932": (
        "OQSsiquc01req_1.err",
        "A,読めません".encode("cp932"),
        "UTF-8",
    ),
}


@pytest.mark.parametrize(("name", "data", "expected"), BAD.values(), ids=BAD.keys())
def test_files_around_the_messages_can_be_wrong(
    name: str, data: bytes, expected: str
) -> None:
    (finding,) = check_file(name, data).findings

    assert finding.level is Level.WRONG
    assert expected in finding.expected


def test_what_is_in_a_zip_is_checked() -> None:
    inside = ANSWER.replace(b"<SegmentOfResult>2", b"<SegmentOfResult>3")

    found = check_file("OQSmuhvq02res_1.zip", _zip("OQSmuhvq02res_1.xml", inside))

    (finding,) = found.findings
    assert finding.path == "XmlMsg/MessageHeader/SegmentOfResult"


def test_a_zip_with_a_password_is_told() -> None:
    data = bytearray(_zip("OQSmuhvq02res_1.xml"))
    data[6] |= 1  # The flag in the local header …
    data[data.index(b"PK\x01\x02") + 8] |= 1  # … and in the directory.

    (finding,) = check_file("OQSmuhvq02res_1.zip", bytes(data)).findings

    assert "パスワード" in finding.came


@pytest.mark.parametrize(
    ("name", "notices"), [(FACE, 0), ("OQSsiquc01res_face_1_20260410100000.xml", 1)]
)
def test_a_face_file_is_an_answer_with_a_name_of_its_own(
    name: str, notices: int
) -> None:
    found = check_file(name, b"<XmlMsg><MessageHeader/></XmlMsg>")

    assert found.kind == "OQSsiquc01res"
    assert found.title == "顔認証結果"
    assert sum(f.level is Level.NOTICE for f in found.findings) == notices


@pytest.mark.parametrize("name", ["letter.xml", "EPSsiPIR01req_1.xml"])
def test_a_name_that_says_nothing_is_not_guessed_at(name: str) -> None:
    with pytest.raises(UncheckableError, match="OQSsiquc01req"):
        check_file(name, ANSWER)


def test_a_pdf_that_the_webapi_answered_is_known_by_the_name_it_was_kept_as() -> None:
    found = check_file("YZKsiquc01res.pdf", b"%PDF-1.4\n%%EOF\n")

    assert (found.kind, found.title) == (
        "YZKsiquc01res",
        "薬剤・診療・手術情報閲覧 回答",
    )


def test_the_kind_overrules_the_name() -> None:
    found = check_file("letter.txt", ANSWER, kind="OQSmuhvq02res")

    assert found.findings == ()
    with pytest.raises(UncheckableError):
        check_file("letter.txt", ANSWER, kind="OQSmuhvq02")
