"""`--variant`: visits with other cards of the same person, and where those are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import main

NOW = ("--now", "2026-11-21T09:30:00+09:00")


@pytest.mark.parametrize(
    ("variant", "reason"),
    [
        ("interface=contact,atr=contact-da", None),
        ("form=android", "phone_certificate_unsupported"),
        ("form=iphone", "phone_certificate_unsupported"),
        ("form=face-only", "pin_blocked"),
        ("form=blank", "card_unsupported"),
        ("form=unresponsive", "card_lost"),
    ],
)
def test_a_visit_with_another_card_of_hers(
    tmp_path: Path, variant: str, reason: str | None
) -> None:
    result = CliRunner().invoke(
        main,
        ["visit", *NOW, "--json", "--out", str(tmp_path), "--variant", variant],
    )

    found = json.loads(result.stdout)
    assert found["reason"] == reason
    assert found["persona"].startswith("hanako.")
    if reason is None:
        assert found["reinquiry"]["validity"] == "1"


def test_the_ordinary_card_stays_as_it_is(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path), *NOW)
    for more in ([], ["--variant", "form=android"]):
        made = CliRunner().invoke(main, ["card", "make", "hanako", *state, *more])
        assert made.exit_code == 0, made.output

    plain = CliRunner().invoke(main, ["card", "show", *state])
    phone = CliRunner().invoke(
        main, ["card", "show", *state, "--variant", "form=android"]
    )

    cards = {path.name for path in (tmp_path / "cards").iterdir()} - {".locks"}
    assert cards == {"hanako", "hanako.form-android"}
    assert "（plastic、contactless）" in plain.output
    assert "（android、contactless）" in phone.output


def test_a_name_that_nobody_has_is_told_as_an_argument() -> None:
    result = CliRunner().invoke(main, ["card", "make", "nobody"])

    assert result.exit_code == 2
    assert "NAMES: ペルソナ「nobody」" in result.output


def test_generated_people_have_no_variant() -> None:
    result = CliRunner().invoke(
        main,
        ["card", "make", "--count", "1", "--variant", "form=blank"],
    )

    assert result.exit_code == 2
    assert "--count" in result.output
