"""What staff type is read kindly, and what cannot be read is explained by field."""

from __future__ import annotations

from datetime import date

import pytest

from oqs_stub.terminal.pasted import read_pasted, text_of_upload
from oqs_stub.terminal.typed import NumbersForm, read_month
from oqs_stub.typed_days import TypedError, read_day

TODAY = date(2026, 4, 10)
GOOD = NumbersForm(
    insurer="01990019", symbol="010", number="0000123", branch="1", birthdate="S55.2.17"
)


@pytest.mark.parametrize(
    "typed",
    [
        "1980-02-17",
        "1980/2/17",
        "1980年2月17日",
        "１９８０年２月１７日",
        "19800217",
        "S55.2.17",
        "s55/2/17",
        "昭和55年2月17日",
        "　昭和 ５５年 ２月 １７日 ",
    ],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_day(typed) == date(1980, 2, 17)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("R8.4.10", date(2026, 4, 10)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("明治45年7月29日", date(1912, 7, 29)),
    ],
)
def test_the_eras_meet_at_their_days(typed: str, day: date) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "日付として読めません"),
        ("きのう", "日付として読めません"),
        ("80-02-17", "西暦は4桁"),
        ("1980-02-30", "暦にない"),
        ("昭和64年1月8日", "昭和にない"),
        ("平成元年1月7日", "平成にない"),
        ("0001-01-01", "明治より前"),
        ("1867-12-31", "明治より前"),
    ],
)
def test_a_day_that_is_none_says_why(typed: str, why: str) -> None:
    with pytest.raises(TypedError, match=why):
        read_day(typed)


@pytest.mark.parametrize("typed", ["2026-04", "202604", "2026年4月", "２０２６／４"])
def test_a_month_is_read_however_it_is_written(typed: str) -> None:
    assert read_month(typed) == date(2026, 4, 1)


@pytest.mark.parametrize("typed", ["", "2026", "2026-13", "4月"])
def test_a_month_that_is_none_says_so(typed: str) -> None:
    with pytest.raises(TypedError, match="年月で入力"):
        read_month(typed)


def test_numbers_are_asked_in_half_width_and_padded() -> None:
    form = NumbersForm(
        insurer="　０１ ９９００１９",
        symbol="０１０",
        number="００００１２３",
        branch="１",
        birthdate="1980-02-17",
    )

    numbers = form.numbers()

    assert form.errors(today=TODAY) == {}
    assert numbers.insurer_number == "01990019"
    assert (numbers.symbol, numbers.number, numbers.branch) == ("010", "0000123", "01")
    short = NumbersForm(insurer="138057").numbers(with_birthdate=False)
    assert short.insurer_number == "  138057"


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("insurer", " ", "保険者番号を入力"),
        ("insurer", "0199001A", "8桁以内の数字です（0199001A）"),
        ("insurer", "019900190", "8桁以内の数字"),
        ("symbol", "x" * 21, "記号は20文字以内"),
        ("number", "", "番号を入力"),
        ("number", "1" * 21, "番号は20文字以内"),
        ("branch", "123", "枝番は2桁以内"),
        ("branch", "A", "枝番は2桁以内"),
        ("birthdate", "", "生年月日を入力"),
        ("birthdate", "17.2.1980", "西暦は4桁|読めません"),
        ("birthdate", "2026-04-11", "今日より後"),
    ],
)
def test_a_wrong_field_is_told_alone(field: str, typed: str, why: str) -> None:
    values = {name: getattr(GOOD, name) for name in GOOD.__dataclass_fields__}
    form = NumbersForm(**{**values, field: typed})

    errors = form.errors(today=TODAY)

    assert list(errors) == [field]
    assert any(part in errors[field] for part in why.split("|"))


def test_a_list_is_read_with_commas_or_from_a_spreadsheet() -> None:
    heading = "保険者番号,記号,番号,枝番,生年月日,氏名"
    line = "01990019,010,0000123,01,S55.2.17,髙﨑 さくら"
    for text in (
        f"{heading}\r\n{line}\r\n\r\n",
        f"{heading}\n{line}".replace(",", "\t"),
        line,
    ):
        (row,) = read_pasted(text, today=TODAY)

        assert row.errors == {}
        assert row.note == "髙﨑 さくら"
        assert row.form.number == "0000123"


def test_what_is_wrong_in_a_list_names_its_line() -> None:
    text = "01990019,010,123,01,S55.2.17\n\nx,,,,\n1,2,3,4,S55.2.17,a,b"

    good, bad, wide = read_pasted(text, today=TODAY)

    assert good.errors == {}
    assert (bad.line, set(bad.errors)) == (3, {"insurer", "number", "birthdate"})
    assert "列が7個" in wide.errors["columns"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_an_uploaded_list_comes_in_either_encoding(encoding: str) -> None:
    assert text_of_upload("髙﨑 さくら".encode(encoding)) == "髙﨑 さくら"


def test_what_is_no_csv_is_an_error_of_the_list() -> None:
    (row,) = read_pasted('"' + "1" * 140_000, today=TODAY)

    assert "CSVとして読めません" in row.errors["columns"]
