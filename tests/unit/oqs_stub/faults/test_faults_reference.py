"""The reference page says what the catalogues say, no more and no less."""

from __future__ import annotations

from pathlib import Path

from oqs_stub.faults import CATALOGUE
from oqs_stub.faults.reference import render
from oqs_stub.messages.drift import DRIFTS

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "server-faults.md"


def test_the_reference_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), (
        "python -m oqs_stub.faults.reference docs/reference/server-faults.md"
    )


def test_every_fault_and_every_drift_is_on_it() -> None:
    page = render()

    for name in CATALOGUE:
        assert f"### {name}\n" in page
    for name in DRIFTS:
        assert f"| `{name}` |" in page
