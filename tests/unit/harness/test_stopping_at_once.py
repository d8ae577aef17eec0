"""A command says how to end it, and is ended at that very moment: it ends well."""

from __future__ import annotations

import signal
from datetime import datetime
from pathlib import Path

import click
import pytest

from card_profiles.dates import JST
from card_profiles.pki import PKI
from harness.cli.endings import status_of
from harness.cli.signals import ended_by_sigterm
from harness.msa_page.serve import serve_page
from harness.msa_phone import MSAPhone
from harness.oqs_serve import serve_oqs
from harness.people import People
from oqs_stub.clock import SettableClock
from oqs_stub.config import StubConfig

NOON = datetime(2026, 4, 10, 12, tzinfo=JST)
HOW = "Ctrl-C で終了します。"


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def said(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said; whoever reads how to end it does so at once."""
    lines: list[str] = []

    def say(line: str, *, err: bool = False) -> None:
        lines.append(line)
        if line == HOW:
            signal.raise_signal(request.param)

    monkeypatch.setattr(click, "echo", say)
    return lines


def test_the_stub_ends_well_as_soon_as_it_says_how(
    said: list[str], tmp_path: Path
) -> None:
    config = StubConfig(state_dir=tmp_path, people=(), clock=SettableClock(NOON))

    with ended_by_sigterm():
        status = status_of(lambda: serve_oqs(config, host="127.0.0.1", port=0))

    assert HOW in said
    assert status == 0
    assert "保存されています" in said[-1]


def test_the_page_of_the_phone_ends_well_as_soon_as_it_says_how(
    said: list[str], tmp_path: Path
) -> None:
    PKI.open(tmp_path / "pki", now=NOON)
    phone = MSAPhone(
        tmp_path, url="http://127.0.0.1:1", people=People(now=NOON), now=NOON
    )

    with ended_by_sigterm(), phone:
        status = status_of(lambda: serve_page(phone, port=0, now=NOON))

    assert said[-1] == HOW
    assert status == 0
