"""myna-card (Rust, crates.io) changes every PIN of a card, and spends their tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..credentials import AUTH, SIGN
from .client import take_steps
from .crates import MYNA_CARD_LIBRARY

if TYPE_CHECKING:
    from ..conftest import CheckGolden
    from ..desk import Desk
    from .conftest import SecretsAt, UseClient

pytestmark = pytest.mark.system

BAD_VALUE = "error: card returned SW=6A80 (incorrect data field tag)"


def _left(tries: int) -> str:
    return f"error: incorrect PIN, {tries} attempt(s) remaining"


@pytest.mark.parametrize(
    ("where", "verify", "secret", "new"),
    [
        pytest.param("jpki-auth", "pin", "auth-pin", "9876", id="auth"),
        pytest.param("jpki-sign", "password", "sign-password", "NEW456", id="sign"),
        pytest.param("support", "pin", "support-pin", "9876", id="support"),
        pytest.param("juki", "pin", "juki-pin", "9876", id="juki"),
        pytest.param("common", "pin", "common-pin", "9876", id="common"),
    ],
)
def test_every_pin_can_be_changed(
    throw_away_desk: Desk,
    use_client: UseClient,
    secrets_at: SecretsAt,
    check_golden: CheckGolden,
    where: str,
    verify: str,
    secret: str,
    new: str,
) -> None:
    desk = throw_away_desk
    old = secrets_at(desk)[secret]
    full = 5 if where == "jpki-sign" else 3

    take_steps(
        use_client(MYNA_CARD_LIBRARY, desk),
        [
            (f"{where}-change={old},{new}", "done"),
            (f"{where}-{verify}={old}", _left(full - 1)),
            (f"{where}-{verify}={new}", "done"),
            (f"{where}-tries", f"Remaining({full})"),
            (f"{where}-change={new},1", BAD_VALUE),
            (f"{where}-{verify}={new}", "done"),
        ],
    )

    check_golden(desk, f"myna-card-change-{secret}")


def test_wrong_pins_are_counted_and_then_blocked(
    throw_away_desk: Desk, use_client: UseClient, check_golden: CheckGolden
) -> None:
    desk = throw_away_desk
    wrong = "jpki-sign-password=WRONG99"

    take_steps(
        use_client(MYNA_CARD_LIBRARY, desk),
        [
            *((wrong, _left(tries)) for tries in (4, 3, 2, 1)),
            (wrong, "error: PIN is blocked"),  # So it calls 63C0, too.
            (f"jpki-sign-password={SIGN.pin}", "error: PIN is blocked"),
            ("jpki-sign-tries", "Blocked"),
            (f"jpki-auth-pin={AUTH.pin}", "done"),
            ("jpki-auth-sign", "6 schemes verified"),
        ],
    )

    check_golden(desk, "myna-card-blocked")
