"""Whom a bench knows: namesakes among the generated people."""

from __future__ import annotations

from datetime import datetime

import pytest

from card_profiles.dates import JST
from harness.people import People

NOW = datetime(2026, 11, 30, 10, tzinfo=JST)


@pytest.mark.parametrize("addresses", ["invented", "prefectures"])
@pytest.mark.parametrize("seed", [0, 1, 56])  # In 56 the first namesake has no cover.
def test_two_generated_people_have_one_name_and_are_insured(
    seed: int, addresses: str
) -> None:
    one, other, count = People(now=NOW).namesakes(seed=seed, addresses=addresses)

    assert one.person.name == other.person.name
    assert one.person.birthdate != other.person.birthdate
    assert [one.expect.validity, other.expect.validity] == ["1", "1"]
    assert other.name.endswith(f"-{count:04d}")
    assert one.name < other.name
    assert People(now=NOW).get(one.name) == one
