"""What is shown of a kept file: in lines, decoded, bounded, and never as markup."""

from __future__ import annotations

import io
import zipfile

import pytest

from oqs_stub.kept_text import LONGEST, read_text


def _read(data: bytes, name: str = "a.xml", *, as_it_is: bool = False) -> str:
    return read_text(io.BytesIO(data), name, as_it_is=as_it_is).text


def test_xml_is_put_in_lines_and_left_alone_where_that_is_asked() -> None:
    data = b'<?xml version="1.0"?><a><b>1 </b>\n<c/><d><e>2</e></d></a>'

    assert _read(data).splitlines() == [
        '<?xml version="1.0"?>',
        "<a>",
        "  <b>1 </b>",
        "  <c/>",
        "  <d>",
        "    <e>2</e>",
        "  </d>",
        "</a>",
    ]
    assert _read(data, as_it_is=True) == data.decode()


def test_json_is_put_in_lines() -> None:
    assert _read('{"名":["a"]}'.encode(), "a.json") == '{\n  "名": [\n    "a"\n  ]\n}'


@pytest.mark.parametrize("as_it_is", [False, True])
def test_a_file_without_a_byte_is_said_to_be_empty(*, as_it_is: bool) -> None:
    shown = read_text(io.BytesIO(b""), "OQSsiquc01req.json", as_it_is=as_it_is)

    assert (shown.text, shown.said) == ("", "空です。")


def test_json_is_written_as_it_came() -> None:
    data = b'{"a":1.10,"a":{},"b" : [ ],"c":"\\ud800 {\\"x\\":1}","d":[1,[2e5]]}'

    assert _read(data, "a.json").splitlines() == [
        "{",
        '  "a": 1.10,',
        '  "a": {},',
        '  "b": [],',
        '  "c": "\\ud800 {\\"x\\":1}",',
        '  "d": [',
        "    1,",
        "    [",
        "      2e5",
        "    ]",
        "  ]",
        "}",
    ]


def test_deep_json_does_not_grow_without_an_end() -> None:
    data = b"[" * 400 + b",".join([b"1"] * 31_000) + b"]" * 400

    assert len(_read(data, "a.json")) < 30 * LONGEST


@pytest.mark.parametrize("inside", ["", " ", "\u3000", "\n  "])
def test_an_element_of_white_space_alone_is_shown_as_it_is(inside: str) -> None:
    data = f"<a><b>{inside}</b> <c/></a>".encode()

    assert _read(data) == f"<a>\n  <b>{inside}</b>\n  <c/>\n</a>"


@pytest.mark.parametrize("data", [b"{", b"[" * 50_000, b'{"a": \xff}'])
def test_what_is_no_json_is_shown_as_it_is(data: bytes) -> None:
    assert _read(data, "a.json") == data.decode("utf-8", "replace")


def test_shift_jis_is_read_as_declared() -> None:
    text = '<?xml version="1.0" encoding="Shift_JIS"?><a>髙﨑①</a>'

    shown = read_text(io.BytesIO(text.encode("cp932")), "a.xml")

    assert "髙﨑①" in shown.text
    assert "Shift_JIS" in shown.said


def test_bytes_that_are_no_text_are_replaced_and_that_is_said() -> None:
    shown = read_text(io.BytesIO(b"<a>\xff\x00</a>"), "a.xml")

    assert shown.text == "<a>\ufffd␀</a>"
    assert "宣言された文字コードで読めない" in shown.said


@pytest.mark.parametrize("more", [0, 1, 2, 3])
def test_a_long_file_is_cut_even_within_a_character(more: int) -> None:
    data = b"<a>" + b"x" * more + "髙".encode() * LONGEST

    shown = read_text(io.BytesIO(data), "a.xml")

    assert len(shown.text) < LONGEST
    assert "\ufffd" not in shown.text
    assert "64 KiBだけ" in shown.said


def _zip(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(f"{name}.xml", data)
    return packed.getvalue()


def test_the_xml_in_a_zip_is_shown() -> None:
    shown = read_text(io.BytesIO(_zip(a=b"<a><b>1</b></a>")), "a.zip")

    assert shown.text == "<a>\n  <b>1</b>\n</a>"
    assert "ZIPの中" in shown.said


def test_a_zip_bomb_is_not_unpacked() -> None:
    shown = read_text(io.BytesIO(_zip(a=b"0" * 50_000_000)), "a.zip")

    assert shown.text == ""
    assert "見られません" in shown.said


@pytest.mark.parametrize("name", ["a.zip", "a.pdf"])
def test_what_is_no_text_is_to_be_saved(name: str) -> None:
    shown = read_text(io.BytesIO(b"%PDF-1.7\n\xff"), name)

    assert shown.text == ""
    assert shown.said
