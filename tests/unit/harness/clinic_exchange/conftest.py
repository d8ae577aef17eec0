"""Empty folders with a national side, and a journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.journal import Journal

from .national_side import NationalSide


@pytest.fixture
def side(tmp_path: Path) -> NationalSide:
    for name in ("req", "res", "face"):
        (tmp_path / name).mkdir()
    return NationalSide(tmp_path)


@pytest.fixture
def journal() -> Journal:
    return Journal()
