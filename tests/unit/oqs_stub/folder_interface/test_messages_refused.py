"""Messages that are not read: harmful, foreign, broken off, or off their layout."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oqs_stub.messages import (
    Codec,
    EligibilityRequest,
    Encoding,
    IncompleteXMLError,
    MessageError,
)
from oqs_stub.messages.access_url import AccessURLRequest

from .asking import eligibility_request

RequestBytes = Callable[..., bytes]


@pytest.fixture
def codec() -> Codec:
    return Codec()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode()
        for i in range(9)
    )
    + b"]><XmlMsg>&j;</XmlMsg>"
)
REFUSED = {
    "entity bomb": (BOMB, "DOCTYPE"),
    "external entity": (
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><XmlMsg>1</XmlMsg>',
        "DOCTYPE",
    ),
    "too deep": (b"<a>" * 30 + b"1" + b"</a>" * 30, "入れ子"),
    "too many elements": (b"<a>" + b"<b/>" * 200_001 + b"</a>", "200000個"),
    "too large": (b"<a>" + b" " * (4 * 1024 * 1024) + b"</a>", "バイト"),
    "UTF-16": ("<a>1</a>".encode("utf-16"), "UTF-16"),
    "EUC-JP": (b'<?xml version="1.0" encoding="EUC-JP"?><a>1</a>', "EUC-JP"),
    "another root": (b"<Message><a>1</a></Message>", "XmlMsg"),
    "namespace": (b'<x:XmlMsg xmlns:x="y">1</x:XmlMsg>', "名前空間"),
}


@pytest.mark.parametrize(("data", "word"), REFUSED.values(), ids=REFUSED.keys())
def test_harmful_or_foreign_files_are_refused_with_one_clear_message(
    codec: Codec, data: bytes, word: str
) -> None:
    with pytest.raises(MessageError, match=word) as caught:
        codec.decode(data, EligibilityRequest)

    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


INCOMPLETE = {
    "empty": b"",
    "white space": b"  \r\n",
    "no XML": b"hello",
    "unclosed": b"<XmlMsg><MessageHeader>",
    "half a declaration": b'<?xml version="1.0" enc',
    "an undefined entity": b"<XmlMsg>&a;</XmlMsg>",
    "half a character": "<XmlMsg>髙</XmlMsg>".encode()[:10],
}


@pytest.mark.parametrize("data", INCOMPLETE.values(), ids=INCOMPLETE.keys())
def test_what_breaks_off_is_told_from_what_is_wrong(codec: Codec, data: bytes) -> None:
    with pytest.raises(IncompleteXMLError):
        codec.decode(data, EligibilityRequest)


@given(cut=st.integers(min_value=0, max_value=800))
def test_no_beginning_of_a_message_is_taken_for_the_whole(cut: int) -> None:
    codec = Codec()
    data = codec.encode(
        eligibility_request(InsuredCardSymbol="髙﨑"), Encoding.UTF_8
    ).rstrip()

    with pytest.raises(IncompleteXMLError):
        codec.decode(data[: min(cut, len(data) - 1)], EligibilityRequest)


WRONG = {
    "missing": ("<Birthdate>19800217</Birthdate>", "", "Birthdate", "要素がない"),
    "empty": (
        "<Birthdate>.*</Birthdate>",
        "<Birthdate> </Birthdate>",
        "Birthdate",
        "要素がない",
    ),
    "no such day": ("19800217", "19800231", "Birthdate", "19800231"),
    "letters for digits": (
        "9930000014",
        "993000001X",
        "MedicalInstitutionCode",
        "993000001X",
    ),
    "full-width digits": ("19800217", "１９８００２１７", "Birthdate", "１９"),
    "unknown code": ("Flg>1", "Flg>7", "ConsFlg", "7"),
    "spaces around": (
        "9930000014",
        " 9930000014 ",
        "MedicalInstitutionCode",
        "「 9930000014 」",
    ),
    "misnamed": (
        "Birthdate>",
        "BirthDay>",
        "Birthdate",
        "BirthDay は名前の誤りではありませんか",
    ),
    "too long": ("0000123", "1" * 21, "InsuredIdentificationNumber", "1111"),
    "far too long": (
        "<Arb(.*)>.*</Arb",
        rf"<Arb\1>{'x' * 51}</Arb",
        "ArbitraryFileIdentifier",
        "（51文字）",
    ),
    "twice": (
        "<Birthdate>19800217</Birthdate>",
        "<Birthdate>19800217</Birthdate>" * 2,
        "Birthdate",
        "2個",
    ),
    "children in a value": (
        "<Birthdate>19800217</Birthdate>",
        "<Birthdate><Year>1980</Year></Birthdate>",
        "Birthdate",
        "子要素",
    ),
    "a value in a block": (
        "<MessageHeader>.*</MessageHeader>",
        "<MessageHeader>x</MessageHeader>",
        "MessageHeader",
        "x",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "element", "came"), WRONG.values(), ids=WRONG.keys()
)
def test_a_message_off_its_layout_is_refused_by_path_expectation_and_finding(
    codec: Codec,
    request_bytes: RequestBytes,
    old: str,
    new: str,
    element: str,
    came: str,
) -> None:
    text = request_bytes().decode()
    wrong = re.sub(old, new, text, flags=re.DOTALL)
    assert wrong != text

    with pytest.raises(MessageError) as caught:
        codec.decode(wrong.encode(), EligibilityRequest)

    assert element in caught.value.path
    assert came in caught.value.came
    assert caught.value.path.startswith("XmlMsg")


def test_a_code_is_refused_with_those_that_there_are(
    codec: Codec, request_bytes: RequestBytes
) -> None:
    data = request_bytes().replace(b"Flg>1<", b"Flg>7<")

    with pytest.raises(MessageError, match="OQSCD001: 0 未同意, 1 同意"):
        codec.decode(data, EligibilityRequest)


def test_a_body_of_nothing_is_refused_with_what_belongs_in_it(codec: Codec) -> None:
    header = "<MedicalInstitutionCode>9930000014</MedicalInstitutionCode>"
    text = (
        f"<XmlMsg><MessageHeader>{header}</MessageHeader>"
        "<MessageBody><StubUrlType></StubUrlType></MessageBody></XmlMsg>"
    )

    with pytest.raises(MessageError, match="空") as caught:
        codec.decode(text.encode(), AccessURLRequest)

    assert caught.value.path == "XmlMsg/MessageBody"
    assert "URL取得区分" in caught.value.expected


OTHERWISE = {
    "declared UTF-8": (Encoding.UTF_8, "cp932", "中身はShift_JISです"),
    "declared Shift_JIS": (Encoding.SHIFT_JIS, "utf-8", "中身はUTF-8です"),
}


@pytest.mark.parametrize(
    ("declared", "saved", "told"), OTHERWISE.values(), ids=OTHERWISE.keys()
)
def test_a_text_saved_in_another_encoding_than_it_declares_is_known(
    codec: Codec, declared: Encoding, saved: str, told: str
) -> None:
    request = eligibility_request(InsuredCardSymbol="漢字")
    text = codec.encode(request, declared).decode(
        "utf-8" if declared is Encoding.UTF_8 else "cp932"
    )

    with pytest.raises(MessageError, match=told):
        codec.decode(text.encode(saved), EligibilityRequest)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("", "XML宣言に文字コードがない"),
        ('<?xml version="1.0"?>', "XML宣言に文字コードがない"),
        ('<?xml version="1.0" encoding="UTF-8"?>', "XML宣言はUTF-8で"),
    ],
    ids=["no-declaration", "no-encoding", "utf-8"],
)
def test_of_a_declaration_only_what_it_says_is_told(
    codec: Codec, head: str, says: str
) -> None:
    data = f"{head}<XmlMsg><a>山田太郎</a></XmlMsg>".encode("cp932")

    with pytest.raises(IncompleteXMLError) as caught:
        codec.decode(data, EligibilityRequest)

    assert says in str(caught.value)
    assert "中身はShift_JISです" in str(caught.value)


def test_the_first_byte_that_cannot_be_read_is_counted_from_one(codec: Codec) -> None:
    with pytest.raises(MessageError, match=r"^UTF-8の文字.*1バイト目から") as caught:
        codec.decode(b"\xff\x81 ", EligibilityRequest)

    assert "中身は" not in str(caught.value)  # It is no Shift_JIS, either.


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"", "空のファイル", id="empty"),
        pytest.param(b" \r\n", "空のファイル", id="white space"),
        pytest.param(b"\0" * 512, "U\\+0000", id="room kept by a share"),
        pytest.param(b"<XmlMsg>1</XmlMsg>\x1a", "U\\+001A", id="end mark of DOS"),
        pytest.param(b"{}", "ここに書けない文字", id="no XML"),
    ],
)
def test_what_is_no_xml_is_told_by_what_it_is(
    codec: Codec, data: bytes, told: str
) -> None:
    with pytest.raises(IncompleteXMLError, match=told):
        codec.decode(data, EligibilityRequest)
