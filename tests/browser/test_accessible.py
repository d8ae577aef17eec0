"""Every page is clean to axe, readable, and fits: phones, dark, landscape, a PC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pytest

from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.reasons import Reason
from oqs_stub.reception.refusals import refusal_page

from .look import axe_findings, scrolls_sideways, small_targets, small_text, title
from .pages import every_page
from .phone import Phone

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    width: int
    height: int
    scheme: Literal["light", "dark"]


LOOKS = {
    "phone": Look(412, 839, "light"),
    "small-phone-dark": Look(320, 568, "dark"),
    "landscape": Look(839, 412, "light"),
    "pc-dark": Look(1280, 800, "dark"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_every_page_can_be_read_and_used_by_everybody(
    phone: Phone, clock: SettableClock, look: Look
) -> None:
    page = phone.page
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.emulate_media(color_scheme=look.scheme)
    seen = []

    for name, expected in every_page(phone, clock):
        assert title(page) == expected, name
        _check(page, name)
        seen.append(name)

    assert len(seen) == len(set(seen)) > 25


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_can_be_read_by_everybody(phone: Phone, reason: Reason) -> None:
    app = create_app(phone.stub)
    with app.test_request_context("/"):
        html = refusal_page(reason).get_data(as_text=True)

    phone.page.set_content(html)

    _check(phone.page, reason)
    text = phone.page.locator("main").inner_text()
    assert "次にすること" in text
    assert "職員" in text or "患者さん" in text
    assert "0800-080-4583" in phone.page.locator("footer").inner_text()


def _check(page: Page, name: str) -> None:
    assert axe_findings(page) == "", name
    assert small_text(page) == [], name
    assert small_targets(page) == [], name
    assert not scrolls_sideways(page), name
    assert page.locator("html").get_attribute("lang") == "ja", name
    assert page.locator("h1").count() == 1, name
    assert title(page), name
