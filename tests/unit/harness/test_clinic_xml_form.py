"""The form of the receipt computer's messages: encodings, refusals, what is absent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.clinic.errors import AnswerError, IncompleteError, RequestError
from harness.clinic.xml_form import (
    MAX_BYTES,
    Encoding,
    block,
    build,
    leaf,
    message,
    parse,
    text_of,
)

RARE = "髙﨑①㈱"


@pytest.mark.parametrize("encoding", list(Encoding))
def test_message_survives_both_encodings_with_rare_characters(
    encoding: Encoding,
) -> None:
    written = build(message([("Name", RARE)], []), encoding)

    assert text_of(parse(written).find("MessageHeader"), "Name") == RARE


def test_shift_jis_is_declared_as_such_and_written_as_code_page_932() -> None:
    written = build(message([("Name", RARE)], []), Encoding.SHIFT_JIS)

    assert written.startswith(
        b'<?xml version="1.0" encoding="Shift_JIS" standalone="no"?>'
    )
    assert RARE.encode("cp932") in written


def test_character_that_shift_jis_lacks_is_refused_not_replaced() -> None:
    with pytest.raises(RequestError, match="𠮷"):
        build(message([("Name", "𠮷田")], []), Encoding.SHIFT_JIS)


def test_declaration_decides_the_encoding_of_an_answer() -> None:
    text = '<?xml version="1.0" encoding="{}"?><XmlMsg><A>花子</A></XmlMsg>'

    for declared, codec in (("Shift_JIS", "cp932"), ("UTF-8", "utf-8")):
        root = parse(text.format(declared).encode(codec))
        assert text_of(root, "A") == "花子"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<?xml version='1.0'", id="half a declaration"),
        pytest.param(b"<XmlMsg><MessageHeader>", id="half the elements"),
        pytest.param("<XmlMsg><A>花".encode()[:-1], id="half a character"),
    ],
)
def test_half_written_answer_is_told_from_a_wrong_one(content: bytes) -> None:
    with pytest.raises(IncompleteError):
        parse(content)


@given(st.integers(min_value=0))
def test_no_beginning_of_a_message_passes_for_the_whole(length: int) -> None:
    whole = build(message([("Name", "架空　花子")], []), Encoding.UTF_8).rstrip()

    with pytest.raises(IncompleteError):
        parse(whole[: length % len(whole)])


@pytest.mark.parametrize(
    ("content", "because"),
    [
        pytest.param(
            b'<!DOCTYPE XmlMsg [<!ENTITY a "aaaa">]><XmlMsg>&a;</XmlMsg>',
            "DOCTYPE",
            id="entities",
        ),
        pytest.param(
            b'<!DOCTYPE XmlMsg SYSTEM "file:///etc/hostname"><XmlMsg/>',
            "DOCTYPE",
            id="external DTD",
        ),
        pytest.param(b"<Message/>", "XmlMsg", id="another root"),
        pytest.param(b"<XmlMsg/>" + b" " * MAX_BYTES, "大きすぎます", id="enormous"),
        pytest.param(
            b'<?xml version="1.0" encoding="EUC-JP"?><XmlMsg/>',
            "EUC-JP",
            id="a third encoding",
        ),
    ],
)
def test_what_is_not_a_plain_message_is_refused(content: bytes, because: str) -> None:
    with pytest.raises(AnswerError, match=because) as refused:
        parse(content)

    assert not isinstance(refused.value, IncompleteError)


def test_value_that_is_absent_is_left_out_and_reads_as_empty() -> None:
    element = block("A", [("B", None), ("C", ""), ("D", "1")])

    assert [child.tag for child in element] == ["D"]
    assert text_of(element, "B") == ""
    assert text_of(leaf("A", ""), "B") == ""
    assert text_of(None, "B") == ""
