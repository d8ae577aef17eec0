"""Chromium, a browser that people use, shows a page to the holder of the card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from card_profiles.pki import PKI

from .chromium import Chromium
from .conftest import JST, Shelf, hand_over
from .credentials import AUTH
from .desk import Desk
from .nss import NSSDatabase
from .packages import require
from .tls_server import PKCS1_ONLY, TLSServer

if TYPE_CHECKING:
    from .conftest import CheckGolden

pytestmark = pytest.mark.system

ONE_SLOT = (
    "app default { enable_pinpad = false; card_drivers = jpki; }\n"
    'app opensc-pkcs11 { pkcs11 { create_slots_for_pins = "user"; } }\n'
)
"""Chromium would ask for the password of every slot; a cancelled one it asks again."""

VERIFIED = bytes.fromhex("0020008004") + AUTH.pin.encode("ascii")


@pytest.fixture
def todays_shelf(tmp_path: Path) -> Shelf:
    """Cards that are valid today: a browser reads no clock but the machine's."""
    today = datetime.now(JST)
    return Shelf(PKI.open(tmp_path / "pki", now=today), tmp_path, today)


@pytest.fixture
def browser_desk(
    todays_shelf: Shelf, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    require("chromium", "xvfb", "xdotool", "libnss3-tools")
    with todays_shelf.take("hanako") as stored, Desk(stored) as desk:
        home = tmp_path / "home"
        home.mkdir()
        hand_over(desk, home, request)
        yield desk
        desk.close_programs()


def test_chromium_asks_for_the_pin_and_is_let_in(
    browser_desk: Desk, todays_shelf: Shelf, check_golden: CheckGolden
) -> None:
    desk = browser_desk
    page = TLSServer(desk, todays_shelf.pki, *PKCS1_ONLY, now=todays_shelf.now)
    desk.configure_opensc(ONE_SLOT)
    NSSDatabase(desk, ".pki/nssdb").trust("server.pem")
    desk.card.start_afresh()

    browser = Chromium(desk, page.url)
    browser.enter_pin(
        AUTH.pin,
        entered=lambda: any(
            exchange.command == VERIFIED and exchange.response == b"\x90\x00"
            for exchange in tuple(desk.card.exchanges)
        ),
    )
    browser.confirm_until_title("card seen")

    assert page.served() >= 1
    assert set(page.let_in()) == {page.name_of(AUTH.certificate(desk.stored))}
    check_golden(desk, "chromium-mutual-tls")
