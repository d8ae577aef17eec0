"""Check digits agree with published numbers, and real-looking numbers are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_profiles import numbers
from card_profiles.numbers import NumberError

Check = Callable[[str], str]

PUBLISHED: list[tuple[Check, str]] = [
    (numbers.require_insurer_number, "33120015"),
    (numbers.require_insurer_number, "138057"),
    (numbers.require_insurer_number, "01130012"),
    (numbers.require_insurer_number, "06130017"),
    (numbers.require_insurer_number, "39130018"),
    (numbers.require_insurer_number, "130013"),
    (numbers.require_public_expense_number, "54016027"),
    (numbers.require_public_expense_number, "19113760"),
    (numbers.require_public_expense_number, "12130019"),
    (numbers.require_public_expense_number, "21130018"),
    (numbers.require_public_expense_number, "54130018"),
    (numbers.require_beneficiary_number, "1234566"),
    (numbers.require_beneficiary_number, "0000018"),
    (numbers.require_institution_code, "1310000011"),
    (numbers.require_institution_code, "9918000010"),
    (numbers.require_individual_number, "123456789018"),
]

RESERVED: list[tuple[Check, str]] = [
    (numbers.require_reserved_insurer_number, "01990019"),
    (numbers.require_reserved_insurer_number, "39990015"),
    (numbers.require_reserved_insurer_number, "990010"),
    (numbers.require_reserved_public_expense_number, "12990016"),
    (numbers.require_reserved_institution_code, "9930000014"),
    (numbers.require_reserved_institution_code, "9910000018"),
    (numbers.require_reserved_institution_code, "9940000012"),
    (numbers.require_reserved_institution_code, "9960000017"),
    (numbers.require_reserved_individual_number, "999999900019"),
    (numbers.require_reserved_post_number, "999-0001"),
    (numbers.require_reserved_municipality_code, "99201"),
]


def _ids(cases: list[tuple[Check, str]]) -> list[str]:
    return [f"{check.__name__}-{number}" for check, number in cases]


@pytest.mark.parametrize(("check", "number"), PUBLISHED, ids=_ids(PUBLISHED))
def test_a_published_number_is_well_formed(check: Check, number: str) -> None:
    assert check(number) == number


@pytest.mark.parametrize(("check", "number"), RESERVED, ids=_ids(RESERVED))
def test_a_reserved_number_is_accepted(check: Check, number: str) -> None:
    assert check(number) == number


@pytest.mark.parametrize(("check", "number"), PUBLISHED, ids=_ids(PUBLISHED))
def test_any_other_check_digit_is_refused(check: Check, number: str) -> None:
    for digit in set("0123456789") - {number[-1]}:
        with pytest.raises(NumberError):
            check(number[:-1] + digit)


@pytest.mark.parametrize(
    ("check", "number"),
    [
        pytest.param(numbers.require_insurer_number, "0199001", id="seven-digits"),
        pytest.param(numbers.require_insurer_number, "", id="empty"),
        pytest.param(
            numbers.require_insurer_number, "０１９９００１９", id="full-width"
        ),
        pytest.param(numbers.require_insurer_number, "0199001X", id="letter"),
        pytest.param(numbers.require_beneficiary_number, "12345667", id="too-long"),
        pytest.param(numbers.require_institution_code, "993000001", id="nine-digits"),
        pytest.param(numbers.require_individual_number, "12345678901", id="eleven"),
    ],
)
def test_a_number_of_the_wrong_shape_is_refused(check: Check, number: str) -> None:
    with pytest.raises(NumberError):
        check(number)


@pytest.mark.parametrize(
    ("check", "number"),
    [
        pytest.param(
            numbers.require_reserved_insurer_number, "01130012", id="insurer-of-tokyo"
        ),
        pytest.param(
            numbers.require_reserved_insurer_number, "138057", id="kokuho-of-tokyo"
        ),
        pytest.param(
            numbers.require_reserved_public_expense_number, "12130019", id="welfare"
        ),
        pytest.param(
            numbers.require_reserved_institution_code, "1310000011", id="institution"
        ),
        pytest.param(
            numbers.require_reserved_individual_number, "123456789018", id="person"
        ),
        pytest.param(numbers.require_reserved_post_number, "100-0001", id="post"),
        pytest.param(numbers.require_reserved_municipality_code, "13221", id="town"),
    ],
)
def test_a_number_that_may_be_real_is_refused(check: Check, number: str) -> None:
    with pytest.raises(NumberError, match="試験用"):
        check(number)


@given(body=st.text("0123456789", min_size=5, max_size=9))
def test_the_check_digit_catches_every_single_wrong_digit(body: str) -> None:
    digit = numbers.check_digit(body)

    for position, old in enumerate(body):
        for new in set("0123456789") - {old}:
            wrong = body[:position] + new + body[position + 1 :]
            assert numbers.check_digit(wrong) != digit


@given(index=st.integers(0, 9999))
def test_every_reserved_individual_number_is_valid(index: int) -> None:
    number = numbers.reserved_individual_number(index)

    assert numbers.require_reserved_individual_number(number) == number


@pytest.mark.parametrize("index", [-1, 10_000])
def test_the_reserved_block_has_an_end(index: int) -> None:
    with pytest.raises(NumberError):
        numbers.reserved_individual_number(index)
