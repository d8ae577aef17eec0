"""How old a card is: certificates and cards end by the calendar of Japan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from emulator.applets import isd
from emulator.issuing.card_age import age_of
from emulator.memory.image import CardImage

from ..conftest import JST, NOW

LAST = NOW + timedelta(days=1826)  # 2031-07-01 09:00, as the stand-in CA writes it.


@pytest.mark.parametrize(
    ("now", "days", "due", "expired"),
    [
        pytest.param(NOW, 1826, False, False, id="new"),
        pytest.param(
            datetime(2031, 3, 31, 23, 59, tzinfo=JST), 92, False, False, id="not yet"
        ),
        pytest.param(
            datetime(2031, 4, 1, tzinfo=JST), 91, True, False, id="three months before"
        ),
        pytest.param(LAST, 0, True, False, id="last second"),
        pytest.param(LAST + timedelta(seconds=1), 0, True, True, id="a second later"),
        pytest.param(LAST + timedelta(days=1), -1, True, True, id="the day after"),
    ],
)
def test_a_certificate_ages(
    image: CardImage, *, now: datetime, days: int, due: bool, expired: bool
) -> None:
    age = age_of(image, now=now)

    assert age.auth is not None
    assert age.auth.serial_number == 0x0102
    assert age.auth.days_left == days
    assert age.auth.renewal_due is due
    assert age.auth.expired is expired
    assert age.sign is not None
    assert age.sign.serial_number == 0x0203
    assert age.renewal_due is due


def test_a_certificate_of_tomorrow_has_not_begun(image: CardImage) -> None:
    before = age_of(image, now=NOW - timedelta(seconds=1)).auth
    then = age_of(image, now=NOW).auth

    assert before is not None
    assert then is not None
    assert not before.begun
    assert then.begun


@pytest.mark.parametrize(
    ("now", "days", "expired"),
    [
        pytest.param(NOW, 3518, False, id="new"),
        pytest.param(
            datetime(2036, 2, 17, 23, 59, tzinfo=JST), 0, False, id="last day"
        ),
        pytest.param(datetime(2036, 2, 18, tzinfo=JST), -1, True, id="the day after"),
    ],
)
def test_a_card_ages(
    image: CardImage, *, now: datetime, days: int, expired: bool
) -> None:
    age = age_of(image, now=now)

    assert age.expires_on == date(2036, 2, 17)
    assert age.days_left == days
    assert age.expired is expired


def test_a_phone_tells_no_day_of_its_own(image: CardImage) -> None:
    objects = tuple(item for item in image.data_objects if item[0] != isd.EXPIRY)

    age = age_of(replace(image, data_objects=objects), now=NOW)

    assert age.expires_on is None
    assert age.days_left is None
    assert not age.expired


def test_a_blank_card_has_nothing_that_ages(image: CardImage) -> None:
    age = age_of(replace(image, applications=(), data_objects=()), now=NOW)

    assert age.auth is None
    assert age.sign is None
    assert not age.renewal_due
