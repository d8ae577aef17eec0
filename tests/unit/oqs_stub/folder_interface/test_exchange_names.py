"""File names of the folder interface: which are requests, and what answers them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oqs_stub.filenames import for_log, parse_name

NO_TEXT = ("Cc", "Cs", "Zl", "Zp")
"""The categories of what no line of text can hold."""

KNOWN = {
    "OQSsiquc01req_202604100001.xml": "OQSsiquc01",
    "OQSsiquc01req_2026041000001.xml": "OQSsiquc01",
    "OQSmuhvq02req_a.XML": "OQSmuhvq02",
    "YZKsiquc01req_1234567890AbcXyz.xml": "YZKsiquc01",
    "EPSsiPIR01req_1.xml": "EPSsiPIR01",
    "OQSsiquc01req_1.zip": "OQSsiquc01",
}


@pytest.mark.parametrize(("name", "prefix"), KNOWN.items(), ids=KNOWN.keys())
def test_a_request_is_known_by_its_name(name: str, prefix: str) -> None:
    found = parse_name(name)

    assert found is not None
    assert found.is_request
    assert found.prefix == prefix
    assert found.text == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".receptionagent-1234.tmp",
        "OQSsiquc01req_1.xml.tmp",
        "OQSsiquc01req_.xml",
        "OQSsiquc01req_1",
        "OQSsiquc01req_../x.xml",
        "OQSsiquc01req_..\\x.xml",
        "OQSsiquc01req_1\u2028.xml",
        "OQSsiquc01req_1\udc8e.xml",
        "XXXsiquc01req_1.xml",
        "oqssiquc01req_1.xml",
        "OQSsiquc01req_1.xml\n",
        f"OQSsiquc01req_{'1' * 250}.xml",
        "readme.txt",
    ],
)
def test_other_names_are_none_of_ours(name: str) -> None:
    assert parse_name(name) is None


def test_an_answer_keeps_the_suffix() -> None:
    request = parse_name("OQSmuhvq01req_202604100001.xml")

    assert request is not None
    assert request.answer().text == "OQSmuhvq01res_202604100001.xml"
    assert request.answer("zip").text == "OQSmuhvq01res_202604100001.zip"
    assert request.rejection().text == "OQSmuhvq01req_202604100001.err"
    answer = parse_name("OQSmuhvq01res_202604100001.xml")
    assert answer is not None
    assert not answer.is_request


@given(
    suffix=st.one_of(
        st.text(string.ascii_letters + string.digits, min_size=1, max_size=60),
        st.text(
            st.characters(exclude_categories=NO_TEXT, exclude_characters="/\\"),
            min_size=1,
            max_size=60,
        ),
        st.sampled_from(sorted(KNOWN)),
    )
)
def test_any_text_makes_a_suffix(suffix: str) -> None:
    found = parse_name(f"OQSsiquc01req_{suffix}.xml")

    assert found is not None
    assert found.suffix == suffix
    assert found.text == f"OQSsiquc01req_{suffix}.xml"
    assert found.answer().text == f"OQSsiquc01res_{suffix}.xml"


@given(text=st.text(max_size=40))
def test_no_text_breaks_a_line_of_a_list_of_names(text: str) -> None:
    name = f"OQSsiquc01req_1{text}.xml"

    assert parse_name(name) is None or name.splitlines() == [name]


@pytest.mark.parametrize(
    ("name", "logged"),
    [
        ("OQSsiquc01req_202604100001.xml", "OQSsiquc01req_*0001.xml"),
        ("OQSmuhvq01res_19500401.ZIP", "OQSmuhvq01res_*.ZIP"),
        ("OQSsiquc01req_1.err", "OQSsiquc01req_*.err"),
        ("OQSsiquc01req_2026-04-10_0001.xml", "OQSsiquc01req_*0001.xml"),
        ("OQSsiquc01req_花子.xml", "OQSsiquc01req_*.xml"),
        ("OQSsiquc01req_20260410山田花子.xml", "OQSsiquc01req_*.xml"),
        ("OQSsiquc01req_20260410 Abe.xml", "OQSsiquc01req_*.xml"),
        ("OQSsiquc01req_20260410１２３４.xml", "OQSsiquc01req_*.xml"),
        ("OQSsiquc01req_花子\\1.xml", "OQSsiquc01req_*"),
        ("花子req_1.xml", "*"),
    ],
)
def test_a_log_has_of_a_name_what_tells_of_nobody(name: str, logged: str) -> None:
    assert for_log(name) == logged
