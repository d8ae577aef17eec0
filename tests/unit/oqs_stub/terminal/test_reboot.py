"""「端末の再起動」 applies what a new login did not; a declined OK changes nothing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN
from .staff import DENTAL, log_in, post, press, press_ok, soup


@pytest.fixture
def stubborn(web: FlaskClient) -> None:
    """The terminal of the dental clinic applies nothing without a reboot."""
    answer = web.put(
        f"/control/institutions/{DENTAL}/terminal",
        json={"needs_reboot": True},
        headers={"Authorization": f"Bearer {CONTROL_TOKEN}"},
    )
    assert answer.get_json() == {"needs_reboot": True}


@pytest.mark.usefixtures("stubborn")
def test_where_a_login_is_not_enough_a_reboot_applies_the_settings(
    web: FlaskClient, stub: Stub
) -> None:
    log_in(web)
    press_ok(web, post(web, "/terminal/settings", {"home-visit": "0"}))
    log_in(web)
    after_login = stub.institutions.settings(DENTAL).home_visit
    waiting = web.get("/terminal/settings").text
    press_ok(web, web.get("/terminal/reboot"))

    assert after_login is True
    assert "まだ反映されていません" in waiting
    assert stub.institutions.settings(DENTAL).home_visit is False
    assert web.get("/terminal/menu").status_code == 401


@pytest.mark.usefixtures("stubborn")
def test_a_declined_reboot_changes_nothing(web: FlaskClient, stub: Stub) -> None:
    log_in(web)
    press_ok(web, post(web, "/terminal/settings", {"home-visit": "0"}))

    link = soup(web.get("/terminal/reboot")).find("a", string="キャンセル")
    assert link is not None
    menu = web.get(str(link["href"]))

    assert menu.status_code == 200
    assert stub.institutions.settings(DENTAL).home_visit is True


def test_declined_settings_change_nothing(web: FlaskClient, stub: Stub) -> None:
    log_in(web)
    confirm = press(
        web, web.get("/terminal/settings"), "更新する", **{"home-visit": "0"}
    )
    link = soup(confirm).find("a", string="キャンセル")
    assert link is not None

    page = soup(web.get(str(link["href"])))
    log_in(web)

    kept = page.select_one("input[name=home-visit][checked]")
    assert kept is not None
    assert kept["value"] == "1"
    assert stub.institutions.settings(DENTAL).home_visit is True


def test_the_setting_makes_every_terminal_so(stub: Stub) -> None:
    object.__setattr__(stub.reboots, "_always", True)

    assert stub.reboots.needed("9910000018")
