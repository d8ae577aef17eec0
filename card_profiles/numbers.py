"""Numbers that belong to nobody: check digits, and the blocks reserved for fixtures.

Real prefectures are 01 to 47, so prefecture 99 is nobody's. A 個人番号 has no
published free block; ours is `9999999nnnn` with its check digit.
"""

from __future__ import annotations

import re
from typing import Final

RESERVED_PREFECTURE: Final = "99"
RESERVED_INDIVIDUAL_NUMBERS: Final = "9999999"
"""The first 7 of the 11 digits under the check digit; 10,000 numbers follow it."""

_INDIVIDUAL_NUMBER_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)  # P11 first.


class NumberError(ValueError):
    """A number of the wrong shape, with a wrong check digit, or not reserved."""


def check_digit(body: str) -> str:
    """Return the 検証番号 of 保険者番号, 公費負担者番号, 受給者番号 and codes.

    Digits from the last leftwards weigh 2, 1, 2, 1 …; a product of two digits counts
    as the sum of its digits; the check makes the total a multiple of ten.
    """
    _require_digits(body, "検証番号を除いた番号")
    total = 0
    for index, digit in enumerate(reversed(body)):
        product = int(digit) * (2 if index % 2 == 0 else 1)
        total += product // 10 + product % 10
    return str(-total % 10)


def individual_number(body: str) -> str:
    """Return the 12-digit 個人番号 of an 11-digit *body* (総務省令第85号第5条)."""
    _require_digits(body, "検査用数字を除いた個人番号", 11)
    pairs = zip(body, _INDIVIDUAL_NUMBER_WEIGHTS, strict=True)
    remainder = sum(int(digit) * weight for digit, weight in pairs) % 11
    return body + ("0" if remainder <= 1 else str(11 - remainder))


def reserved_individual_number(index: int) -> str:
    """Return the reserved 個人番号 number *index*, 0 to 9999."""
    if not 0 <= index <= 9999:
        raise NumberError(f"番号は0から9999まで、渡された値は{index}です")
    return individual_number(f"{RESERVED_INDIVIDUAL_NUMBERS}{index:04d}")


def require_insurer_number(number: str) -> str:
    """Return *number* if it is a well-formed 保険者番号 (6 digits: 国保; else 8)."""
    return _require_check(number, "保険者番号", (6, 8))


def require_public_expense_number(number: str) -> str:
    """Return *number* if it is a well-formed 公費負担者番号 (8 digits)."""
    return _require_check(number, "公費負担者番号", (8,))


def require_beneficiary_number(number: str) -> str:
    """Return *number* if it is a well-formed 受給者番号 (7 digits)."""
    return _require_check(number, "受給者番号", (7,))


def require_institution_code(code: str) -> str:
    """Return *code* if it is a well-formed 医療機関コード (10 digits).

    The tenth digit checks the nine before it [C].
    """
    return _require_check(code, "医療機関コード", (10,))


def require_individual_number(number: str) -> str:
    """Return *number* if it is a well-formed 個人番号 (12 digits)."""
    _require_digits(number, "個人番号", 12)
    if individual_number(number[:11]) != number:
        raise NumberError(
            f"個人番号 {number}: 検査用数字は"
            f"{individual_number(number[:11])[-1]}のはずですが{number[-1]}です"
        )
    return number


def require_reserved_insurer_number(number: str) -> str:
    """Return the 保険者番号 *number* if it is of prefecture 99."""
    require_insurer_number(number)
    prefecture = number[:2] if len(number) == 6 else number[2:4]
    return _require_reserved(number, prefecture, "保険者番号")


def require_reserved_public_expense_number(number: str) -> str:
    """Return the 公費負担者番号 *number* if it is of prefecture 99."""
    require_public_expense_number(number)
    return _require_reserved(number, number[2:4], "公費負担者番号")


def require_reserved_institution_code(code: str) -> str:
    """Return the 医療機関コード *code* if it is of prefecture 99."""
    require_institution_code(code)
    return _require_reserved(code, code[:2], "医療機関コード")


def require_reserved_individual_number(number: str) -> str:
    """Return the 個人番号 *number* if it is of the reserved block."""
    require_individual_number(number)
    if not number.startswith(RESERVED_INDIVIDUAL_NUMBERS):
        raise NumberError(
            f"個人番号 {number}: 試験用の {RESERVED_INDIVIDUAL_NUMBERS}nnnn + "
            "検査用数字にしてください(実在の人の番号かもしれません)"
        )
    return number


def require_reserved_post_number(number: str) -> str:
    """Return the 郵便番号 *number* if it is of our form 999-00nn.

    It names no town, though no public rule keeps it free [C].
    """
    if re.fullmatch(r"999-00[0-9]{2}", number) is None:
        raise NumberError(f"郵便番号 {number!r}: 試験用の 999-00nn にしてください")
    return number


def require_reserved_municipality_code(code: str) -> str:
    """Return the 全国地方公共団体コード *code* (5 digits) if it is of prefecture 99."""
    _require_digits(code, "全国地方公共団体コード", 5)
    return _require_reserved(code, code[:2], "全国地方公共団体コード")


def _require_reserved(number: str, prefecture: str, what: str) -> str:
    if prefecture != RESERVED_PREFECTURE:
        raise NumberError(
            f"{what} {number}: 都道府県番号は試験用の{RESERVED_PREFECTURE}にして"
            f"ください({prefecture}は実在するかもしれません)"
        )
    return number


def _require_check(number: str, what: str, lengths: tuple[int, ...]) -> str:
    _require_digits(number, what, *lengths)
    expected = check_digit(number[:-1])
    if number[-1] != expected:
        raise NumberError(
            f"{what} {number}: 検証番号は{expected}のはずですが{number[-1]}です"
        )
    return number


def _require_digits(text: str, what: str, *lengths: int) -> None:
    digits = bool(text) and text.isascii() and text.isdecimal()
    if not digits or (lengths and len(text) not in lengths):
        count = "・".join(map(str, lengths))
        raise NumberError(f"{what}: 数字{count}桁のはずですが {text!r} です")
