"""The description itself: complete, in order, and the reference page follows it."""

from __future__ import annotations

import tomllib
import unicodedata
from datetime import date, datetime
from importlib import resources
from pathlib import Path

import pytest

from card_profiles.dates import JST
from oqs_stub.error_codes import ErrorCodes, ErrorCodesError
from oqs_stub.messages import EXCHANGES, ConventionsError, load_conventions
from oqs_stub.messages.code_tables import code_tables
from oqs_stub.messages.formats import (
    FormatError,
    read_date,
    read_moment,
    read_month,
    write_moment,
)
from oqs_stub.messages.items import Message
from oqs_stub.messages.kana import half_width_kana
from oqs_stub.messages.layout import elements, walk
from oqs_stub.messages.record import EligibilityRecord
from oqs_stub.messages.reference import render

REPOSITORY = Path(__file__).parents[4]
MESSAGES = [
    message for exchange in EXCHANGES for message in (exchange.request, exchange.answer)
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_every_element_says_what_it_is(message: type[Message]) -> None:
    for element in walk(message):
        assert element.item.title
        assert (element.item.format is None) == (element.part is not None)


def test_every_code_table_in_use_is_described() -> None:
    used = {
        element.item.format.code_table
        for message in MESSAGES
        for element in walk(message)
        if element.item.format is not None and element.item.format.code_table
    }

    assert used <= code_tables().keys()
    assert "OQSCD006" in used


def test_every_public_code_table_is_described() -> None:
    assert set(code_tables()) == {f"OQSCD{number:03}" for number in range(1, 45)}
    assert all(table.values for table in code_tables().values())


def test_an_eligibility_record_is_written_in_the_order_of_the_layout() -> None:
    names = [element.name for element in elements(EligibilityRecord)]

    first = ["InsuredCardClassification", "InsurerNumber", "InsuredCardSymbol"]
    assert names[:3] == first
    assert names.index("InsurerName") < names.index("ElderlyRecipientCertificateInfo")
    assert names.index("PublicExpenseResultList") < names.index(
        "SpecificHealthCheckupsInfoConsFlg"
    )
    assert names.index("PharmacistsInfoAvailableTime") < names.index(
        "DiagnosisInfoConsFlg"
    )


def test_the_reference_page_is_current() -> None:
    page = REPOSITORY / "docs" / "reference" / "messages.md"

    assert page.read_text(encoding="utf-8") == render(), (
        "run: python -m oqs_stub.messages.reference > docs/reference/messages.md"
    )


def test_the_reference_page_names_every_element_and_every_code() -> None:
    page = render()

    for message in MESSAGES:
        for element in walk(message):
            assert f"`{load_conventions().wire(element.name)}`" in page
    for name in ErrorCodes().names():
        assert f"`{name}`" in page


def test_names_that_are_not_public_can_be_replaced(tmp_path: Path) -> None:
    replacement = tmp_path / "names.toml"
    replacement.write_text('[elements]\nQualificationChange = "RealName"\n')

    conventions = load_conventions(replacement)

    assert conventions.wire("QualificationChange") == "RealName"
    assert conventions.described("RealName") == "QualificationChange"
    assert conventions.described("QualificationChange") == ""
    assert conventions.wire("ConsentLapseReason") == "StubConsentLapseReason"
    assert "RealName" in render(conventions)


WRONG_NAMES = {
    "unknown element": '[elements]\nBirthdate = "X"\n',
    "no name": '[elements]\nQualificationChange = "a b"\n',
    "no TOML": "elements = [",
}


@pytest.mark.parametrize("text", WRONG_NAMES.values(), ids=WRONG_NAMES.keys())
def test_a_wrong_file_of_names_is_refused_by_file_and_key(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "names.toml"
    path.write_text(text)

    with pytest.raises(ConventionsError, match=r"names\.toml"):
        load_conventions(path)


def test_every_code_of_the_stub_is_recognisably_its_own() -> None:
    codes = ErrorCodes()
    numbers = [codes.template(name).code for name in codes.names()]

    assert all(number.startswith("STUB") and len(number) == 8 for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_mapping_file_puts_official_codes_in(tmp_path: Path) -> None:
    mapping = tmp_path / "codes.toml"
    mapping.write_text(
        '[codes.institution_unknown]\ncode = "OFFICIAL1"\nmessage = "{institution}!"\n'
    )

    refusal = ErrorCodes(mapping).refusal("institution_unknown", institution="99")

    assert refusal.line == "OFFICIAL1,99!"


WRONG_CODES = {
    "unknown": '[codes.nothing]\ncode = "A"\nmessage = "b"\n',
    "no message": '[codes.institution_unknown]\ncode = "A"\n',
    "unknown place": '[codes.institution_unknown]\ncode = "A"\nmessage = "{x}"\n',
    "open brace": '[codes.institution_unknown]\ncode = "A"\nmessage = "{"\n',
    "no table": "x = 1\n",
    "no TOML": "[codes",
}


@pytest.mark.parametrize("text", WRONG_CODES.values(), ids=WRONG_CODES.keys())
def test_a_wrong_mapping_file_is_refused_by_file_and_key(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)

    with pytest.raises(ErrorCodesError, match=r"mine\.toml"):
        ErrorCodes(path)


def test_a_mapping_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ErrorCodesError, match="読めません"):
        ErrorCodes(tmp_path / "none.toml")


def test_the_conventions_say_that_they_are_ours() -> None:
    source = resources.files("oqs_stub.messages").joinpath("conventions.toml")
    names = tomllib.loads(source.read_text(encoding="utf-8"))["elements"]

    assert all(name.startswith("Stub") for name in names.values())


KANA = {
    "タカサキ　サクラ": "ﾀｶｻｷ ｻｸﾗ",
    "ガッツ・ヴァーグ": "ｶﾞｯﾂ･ｳﾞｧｰｸﾞ",
    "パピプ": "ﾊﾟﾋﾟﾌﾟ",
    "ヮヰヱヵヶ": "ﾜｲｴｶｹ",
    "ＡＢ１": "AB1",
}


@pytest.mark.parametrize(("full", "half"), KANA.items(), ids=KANA.keys())
def test_kana_goes_out_half_width(full: str, half: str) -> None:
    assert half_width_kana(full) == half


@pytest.mark.parametrize("code", range(0xFF61, 0xFFA0))
def test_every_half_width_character_is_written_for_its_full_width_one(
    code: int,
) -> None:
    half = chr(code)

    assert half_width_kana(unicodedata.normalize("NFKC", half)) == half


def test_days_and_moments_are_read_as_written() -> None:
    assert read_date("20240229") == date(2024, 2, 29)
    assert read_month("202402") == date(2024, 2, 1)
    moment = datetime(2024, 2, 29, 23, 59, 58, tzinfo=JST)
    assert read_moment("20240229235958") == moment
    assert write_moment(moment) == "20240229235958"


@pytest.mark.parametrize(
    "value", ["", "2024", "20240230", "2024 229", "２０２４０２２９"]
)
def test_what_is_no_day_is_refused(value: str) -> None:
    with pytest.raises(FormatError):
        read_date(value)


@pytest.mark.parametrize("value", ["20240229", "20240229246000", "20240230000000"])
def test_what_is_no_moment_is_refused(value: str) -> None:
    with pytest.raises(FormatError):
        read_moment(value)
