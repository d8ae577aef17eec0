"""How long a card still lives is told by the clock, not by the card."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from card_profiles.dates import JST
from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.issuing.personalize import personalize
from emulator.memory.image import CardImage
from harness.card_show.life import life_of

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JST)
LAST_DAY = datetime(2029, 2, 17, 9, 0, tzinfo=JST)  # Of hanako's certificates.


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> CardImage:
    pki = PKI.open(tmp_path_factory.mktemp("pki"), now=NOW)
    return personalize(load("hanako", now=NOW), pki)


@pytest.mark.parametrize(
    ("days", "left"),
    [
        pytest.param(-100, "あと 100 日", id="long before"),
        pytest.param(-30, "あと 30 日、更新できる時期", id="renewable"),
        pytest.param(0, "あと 0 日、更新できる時期", id="the last day"),
        pytest.param(1, "期限切れ、1 日前", id="the day after"),
    ],
)
def test_the_last_days_come_nearer_with_the_clock(
    image: CardImage, days: int, left: str
) -> None:
    lines = life_of(image, now=LAST_DAY + timedelta(days=days))

    assert lines[0] == f"利用者証明用電子証明書: 2029-02-17 まで（{left}）"
    assert lines[1] == f"署名用電子証明書: 2029-02-17 まで（{left}）"
    assert lines[2].startswith("カード: 2034-02-17 まで（あと ")


def test_a_certificate_that_has_not_begun_says_so(image: CardImage) -> None:
    early = NOW - timedelta(days=3 * 365)

    assert "から有効" in life_of(image, now=early)[0]
