"""Wrong, blocked and malformed PINs, on cards that are thrown away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from .credentials import AUTH, SIGN, Credential, both_credentials

if TYPE_CHECKING:
    from .conftest import CheckGolden
    from .desk import Desk

pytestmark = pytest.mark.system

WRONG = {"auth": "0000", "sign": "ZZZZZZ"}


def _tries(desk: Desk) -> list[str]:
    said = desk("pkcs15-tool", "--list-pins")
    return re.findall(r"Tries left\s*: (\d+)", said)


def _log_in(
    desk: Desk, credential: Credential, pin: str, *, fails: bool = False
) -> str:
    return desk(
        *("pkcs11-tool", "--slot-index", credential.slot),
        *("--login", "--pin", pin, "--list-objects"),
        fails=fails,
    )


@both_credentials
def test_a_wrong_pin_costs_one_try_and_the_right_one_restores_it(
    throw_away_desk: Desk, credential: Credential, check_golden: CheckGolden
) -> None:
    desk = throw_away_desk

    said = _log_in(desk, credential, WRONG[credential.name], fails=True)
    after_wrong = _tries(desk)
    _log_in(desk, credential, credential.pin)

    assert "CKR_PIN_INCORRECT" in said
    assert after_wrong == {"auth": ["2", "5"], "sign": ["3", "4"]}[credential.name]
    assert _tries(desk) == ["3", "5"]
    check_golden(desk, f"wrong-then-right-{credential.name}")


@both_credentials
def test_the_last_wrong_pin_blocks_it_and_the_right_one_comes_too_late(
    throw_away_desk: Desk, credential: Credential, check_golden: CheckGolden
) -> None:
    desk = throw_away_desk
    all_tries = {"auth": 3, "sign": 5}[credential.name]

    for _ in range(all_tries):
        desk.card.start_afresh()
        said = _log_in(desk, credential, WRONG[credential.name], fails=True)
        assert "CKR_PIN_INCORRECT" in said
    said = _log_in(desk, credential, credential.pin, fails=True)

    # A real card says 6984 there; OpenSC knows only 6983 as "locked".
    assert "CKR_GENERAL_ERROR" in said
    assert desk.card.exchanges[-1].response == b"\x69\x84"
    assert _tries(desk) == {"auth": ["0", "5"], "sign": ["3", "0"]}[credential.name]
    check_golden(desk, f"blocked-{credential.name}")


def test_a_blocked_pin_leaves_the_other_one_and_the_free_files_alone(
    throw_away_desk: Desk,
) -> None:
    desk = throw_away_desk
    for _ in range(3):
        _log_in(desk, AUTH, WRONG["auth"], fails=True)

    listed = desk("pkcs11-tool", "--list-slots")
    _log_in(desk, SIGN, SIGN.pin)
    certificate = desk("pkcs15-tool", "--read-certificate", AUTH.identifier)

    first, second = re.findall(r"token flags\s*: (.*)", listed)
    assert "user PIN locked" in first
    assert "user PIN locked" not in second
    assert "-----BEGIN CERTIFICATE-----" in certificate


def test_spent_tries_survive_the_reader_being_taken_away(
    throw_away_desk: Desk,
) -> None:
    desk = throw_away_desk
    _log_in(desk, AUTH, WRONG["auth"], fails=True)

    desk.card.start_afresh()

    assert _tries(desk) == ["2", "5"]


@pytest.mark.parametrize(
    ("credential", "pin", "error"),
    [
        pytest.param(AUTH, "123", "CKR_PIN_LEN_RANGE", id="auth too short"),
        pytest.param(AUTH, "12345", "CKR_PIN_LEN_RANGE", id="auth too long"),
        pytest.param(SIGN, "ABC12", "CKR_PIN_LEN_RANGE", id="sign too short"),
        pytest.param(SIGN, "A" * 17, "CKR_PIN_LEN_RANGE", id="sign too long"),
    ],
)
def test_a_pin_of_the_wrong_length_never_reaches_the_card(
    desk: Desk, credential: Credential, pin: str, error: str
) -> None:
    assert error in _log_in(desk, credential, pin, fails=True)

    assert _tries(desk) == ["3", "5"]


def test_small_letters_are_not_the_password(throw_away_desk: Desk) -> None:
    said = _log_in(throw_away_desk, SIGN, SIGN.pin.lower(), fails=True)

    assert "CKR_PIN_INCORRECT" in said
    assert _tries(throw_away_desk) == ["3", "4"]


def test_pkcs15_tool_verifies_each_pin(
    throw_away_desk: Desk, check_golden: CheckGolden
) -> None:
    desk = throw_away_desk
    for credential in (AUTH, SIGN):
        desk("pkcs15-tool", *credential.login)
    wrong = desk(
        *("pkcs15-tool", "--verify-pin", "--auth-id", "01", "--pin", WRONG["auth"]),
        fails=True,
    )

    assert "PIN code or key incorrect" in wrong
    check_golden(desk, "pkcs15-tool-verify-pin")


def test_opensc_cannot_change_a_pin_of_this_card(
    desk: Desk, check_golden: CheckGolden
) -> None:
    said = desk(
        *("pkcs15-tool", "--change-pin", "--auth-id", "01"),
        *("--pin", AUTH.pin, "--new-pin", "9876"),
        fails=True,
    )

    assert "Not supported" in said
    _log_in(desk, AUTH, AUTH.pin)
    check_golden(desk, "pkcs15-tool-change-pin")
