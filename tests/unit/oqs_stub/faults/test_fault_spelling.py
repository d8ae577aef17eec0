"""What may be written as a fault, and what is said of anything else."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from card_profiles.dates import JST
from oqs_stub.faults import (
    CATALOGUE,
    PROFILES,
    FaultError,
    kinds_named,
    parse_faults,
    read_profile,
)


def test_a_name_alone_is_a_fault_with_every_default() -> None:
    (fault,) = parse_faults("connection-error")

    assert fault.text == "connection-error"
    assert fault.words("face") == ("reception",)
    assert (fault.number("nth"), fault.number("times"), fault.real("rate")) == (1, 1, 1)


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE)
def test_a_japanese_name_is_the_same_fault(kind: object) -> None:
    required = ":value=2" if kind.name == "validity" else ""  # type: ignore[attr-defined]  # A FaultKind.

    (fault,) = parse_faults(f"{kind.title}{required}")  # type: ignore[attr-defined]  # As above.

    assert fault.kind is kind


def test_full_width_signs_and_times_are_read() -> None:
    (fault,) = parse_faults(
        "停止：region＝西日本、from=2024-12-31T03:00、cut=3、every=30"
    )

    assert fault.time("from") == datetime(2024, 12, 31, 3, 0, tzinfo=JST)
    assert fault.span("cut") == timedelta(minutes=3)
    assert fault.words("region") == ("西日本",)


def test_a_rate_alone_means_any_number_of_times() -> None:
    assert parse_faults("never:rate=0.5")[0].number("times") == 0
    assert parse_faults("never:rate=0.5,times=2")[0].number("times") == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "障害の名前が書かれていません", id="nothing"),
        pytest.param("slwo", "近い順）: slow", id="misspelt-name"),
        pytest.param("slow:secnds=3", "近い順）: seconds", id="misspelt-key"),
        pytest.param("slow:seconds", "値がありません", id="no-value"),
        pytest.param("slow:seconds=1,seconds=2", "2回", id="twice"),
        pytest.param("slow:seconds=-1", "0から3600までの秒数", id="below-zero"),
        pytest.param("slow:face=nowhere", "exchange、webapi", id="no-face"),
        pytest.param("validity", "value（資格有効性", id="required"),
        pytest.param("validity:value=7", "1、2、3、4、5、6", id="no-code"),
        pytest.param("err:on=OQSsiqcu", "電文の種別か、そのはじめ", id="no-message"),
        pytest.param("err:on=OQSsiquc+XYZ", "XYZ", id="no-message-among-them"),
        pytest.param("err:institution=993", "医療機関コード10桁", id="no-institution"),
        pytest.param("outage:from=noon", "2024-12-31T03:00", id="no-time"),
        pytest.param("outage:cut=3", "一緒に", id="cut-alone"),
        pytest.param("outage:cut=30,every=30", "短く", id="cut-too-long"),
        pytest.param(
            "outage:from=2024-12-31T05:00,to=2024-12-31T03:00", "後に", id="reversed"
        ),
        pytest.param("announced-outage:times=1", "組", id="profile-with-keys"),
    ],
)
def test_what_cannot_be_is_refused_in_words(text: str, told: str) -> None:
    with pytest.raises(FaultError, match=told):
        parse_faults(text)


def test_a_message_is_named_by_its_kind_or_how_that_begins() -> None:
    (fault,) = parse_faults("err:on=OQSmu+OQSsiquc+YZKsiquc01")

    assert fault.words("on") == ("OQSmu", "OQSsiquc", "YZKsiquc01")


def test_the_announced_outage_is_ready() -> None:
    long, short = parse_faults("告知された停止")

    assert long.time("to") == datetime(2024, 12, 31, 5, 20, tzinfo=JST)
    assert short.span("every") == timedelta(minutes=30)
    assert kinds_named("announced-outage") == {"outage"}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_ready_profile_can_be_read(profile: object) -> None:
    assert parse_faults(profile.name)  # type: ignore[attr-defined]  # A Profile.


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('faults = ["slow:seconds=3", "停止"]\n', encoding="utf-8")

    assert read_profile(file).faults == ("slow:seconds=3", "停止")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param("faults = 3", "配列", id="no-list"),
        pytest.param("fault = []", "fault という項目", id="unknown-key"),
        pytest.param("faults = [", "TOML", id="no-toml"),
    ],
)
def test_a_wrong_file_is_refused_in_words(
    tmp_path: Path, content: str, told: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(FaultError, match=told):
        read_profile(file)
