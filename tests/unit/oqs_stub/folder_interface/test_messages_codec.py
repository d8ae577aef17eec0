"""Bytes to message and back: encodings, order, limits, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oqs_stub.messages import (
    EXCHANGES,
    REPLACEMENT,
    Codec,
    EligibilityRequest,
    Encoding,
)
from oqs_stub.messages.eligibility import EligibilityRequestBody, NumberSearch
from oqs_stub.messages.headers import InquiryHeader
from oqs_stub.service.answerers import ANSWERERS

RequestBytes = Callable[..., bytes]
RARE = "髙﨑①㈱〜－"


@pytest.fixture
def codec() -> Codec:
    return Codec()


def _request(**search: str) -> EligibilityRequest:
    values = {
        "InsurerNumber": "01990019",
        "InsuredIdentificationNumber": "0000123",
        "Birthdate": "19800217",
        "LimitApplicationCertificateRelatedConsFlg": "0",
    }
    return EligibilityRequest(
        MessageHeader=InquiryHeader(
            QualificationConfirmationDate="20260410",
            MedicalInstitutionCode="9930000014",
        ),
        MessageBody=EligibilityRequestBody(
            QualificationConfirmSearchInfo=NumberSearch(**(values | search))
        ),
    )


@pytest.mark.parametrize("encoding", Encoding)
def test_a_request_is_read_in_either_encoding(
    codec: Codec, request_bytes: RequestBytes, encoding: Encoding
) -> None:
    data = request_bytes(encoding, number=RARE)

    decoded = codec.decode(data, EligibilityRequest)

    search = decoded.message.MessageBody.QualificationConfirmSearchInfo
    assert decoded.encoding is encoding
    assert search.InsuredIdentificationNumber in (RARE, RARE.replace("〜", "～"))


def test_a_byte_order_mark_and_a_missing_declaration_mean_utf8(
    codec: Codec, request_bytes: RequestBytes
) -> None:
    body = request_bytes().split(b"\r\n", 1)[1]

    decoded = codec.decode(b"\xef\xbb\xbf" + body, EligibilityRequest)

    assert decoded.encoding is Encoding.UTF_8


@pytest.mark.parametrize(
    "name", ["shift_jis", "SHIFT_JIS", "Windows-31J", "MS932", "cp932", "x-sjis"]
)
def test_every_name_of_shift_jis_is_understood(
    codec: Codec, request_bytes: RequestBytes, name: str
) -> None:
    data = request_bytes(Encoding.SHIFT_JIS, number=RARE).replace(
        b'"Shift_JIS"', f'"{name}"'.encode()
    )

    assert codec.decode(data, EligibilityRequest).encoding is Encoding.SHIFT_JIS


def test_the_order_of_elements_does_not_matter_and_unknown_ones_are_passed_over(
    codec: Codec, request_bytes: RequestBytes
) -> None:
    text = request_bytes().decode()
    expected = codec.decode(request_bytes(), EligibilityRequest)
    search = re.search(r"<InsurerNumber>.*</Limit[A-Za-z]*>", text, re.DOTALL)
    assert search is not None
    leaves = re.findall(r"<(\w+)>[^<]*</\1>", search[0])
    leaves.reverse()
    parts = [
        re.search(rf"<{leaf}>[^<]*</{leaf}>", search[0])[0]  # type: ignore[index]  # present: just found.
        for leaf in leaves
    ]
    shuffled = text.replace(search[0], "<Unknown><A>1</A></Unknown>" + "".join(parts))
    header = re.search(r"<MessageHeader>.*</MessageHeader>", shuffled, re.DOTALL)
    assert header is not None
    swapped = shuffled.replace(header[0], "").replace(
        "</XmlMsg>", f"{header[0]}</XmlMsg>"
    )

    assert codec.decode(swapped.encode(), EligibilityRequest) == expected


def test_an_empty_element_is_absent_and_a_space_in_a_tag_is_legal(
    codec: Codec, request_bytes: RequestBytes
) -> None:
    data = request_bytes().replace(b"<InsurerNumber>", b"<InsurerNumber >")

    search = codec.decode(
        data, EligibilityRequest
    ).message.MessageBody.QualificationConfirmSearchInfo

    assert search.InsuredBranchNumber is None
    assert search.InsurerNumber == "01990019"


def test_text_is_kept_to_the_letter(codec: Codec, request_bytes: RequestBytes) -> None:
    identifier = " a&amp;b &lt;c&gt; "

    message = codec.decode(
        request_bytes(identifier=identifier), EligibilityRequest
    ).message
    again = codec.encode(message, Encoding.UTF_8).decode()

    assert message.MessageHeader.ArbitraryFileIdentifier == " a&b <c> "
    assert f"<ArbitraryFileIdentifier>{identifier}</Arb" in again


def test_what_is_written_has_the_form_public_clients_expect(codec: Codec) -> None:
    data = codec.encode(_request(), Encoding.UTF_8)

    lines = data.decode().split("\n")
    assert lines[0] == '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
    assert lines[1] == "<XmlMsg>"
    assert b"\r" not in data
    assert "InsuredBranchNumber" not in data.decode()  # Absent, never empty.
    assert data.decode().index("InsurerNumber") < data.decode().index("Birthdate")


def test_shift_jis_is_written_as_cp932_with_a_mark_for_what_it_lacks(
    codec: Codec,
) -> None:
    message = _request(InsuredCardSymbol="髙①㈱𠮷—〜")

    data = codec.encode(message, Encoding.SHIFT_JIS)

    assert data.startswith(b'<?xml version="1.0" encoding="Shift_JIS"')
    assert f"髙①㈱{REPLACEMENT}―～<" in data.decode("cp932")


@pytest.mark.parametrize(
    ("character", "written"),
    [
        pytest.param("髙", b"\xfb\xfc", id="takahashi"),
        pytest.param("﨑", b"\xfa\xb1", id="yamazaki"),
        pytest.param("ⅰ", b"\xfa\x40", id="small-roman"),
        pytest.param("Ⅰ", b"\x87\x54", id="roman"),
        pytest.param("①", b"\x87\x40", id="circled"),
        pytest.param("㈱", b"\x87\x8a", id="company"),
        pytest.param("￢", b"\x81\xca", id="not-sign"),
        pytest.param("∵", b"\x81\xe6", id="because"),
    ],
)
def test_characters_that_cp932_has_twice_are_written_as_windows_writes_them(
    codec: Codec, character: str, written: bytes
) -> None:
    message = _request(InsuredCardSymbol=f"あ{character}𠮷")

    data = codec.encode(message, Encoding.SHIFT_JIS)

    assert b">\x82\xa0" + written + REPLACEMENT.encode("cp932") + b"<" in data
    assert codec.decode(
        data, EligibilityRequest
    ).message.MessageBody.QualificationConfirmSearchInfo.InsuredCardSymbol == (
        f"あ{character}{REPLACEMENT}"
    )


XML_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\t\r\n"),
    max_size=20,
).filter(lambda text: bool(text.strip()))


@given(symbol=XML_TEXT)
def test_any_text_survives_utf8(symbol: str) -> None:
    codec = Codec()
    message = _request(InsuredCardSymbol=symbol)

    again = codec.decode(codec.encode(message, Encoding.UTF_8), EligibilityRequest)

    assert again.message == message


@given(symbol=XML_TEXT)
def test_shift_jis_answers_are_always_readable_and_keep_their_length(
    symbol: str,
) -> None:
    codec = Codec()
    message = _request(InsuredCardSymbol=symbol)

    again = codec.decode(codec.encode(message, Encoding.SHIFT_JIS), EligibilityRequest)

    found = again.message.MessageBody.QualificationConfirmSearchInfo.InsuredCardSymbol
    assert found is not None
    assert len(found) == len(symbol)


def test_every_prefix_of_the_catalogue_is_there_once_and_is_answered() -> None:
    prefixes = [exchange.prefix for exchange in EXCHANGES]

    assert len(set(prefixes)) == len(prefixes)
    assert {"OQSsiquc01", "OQSmuquc02", "OQSmuhvq02", "YZKsiquc01"} <= set(prefixes)
    assert {exchange.request for exchange in EXCHANGES} == ANSWERERS.keys()
