"""A stub that keeps its messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from card_profiles.pki import PKI
from oqs_stub.stub import Stub


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the messages of the stub `keeping` are kept."""
    return tmp_path / "kept"


@pytest.fixture
def keeping(stub: Stub, pki: PKI, kept: Path) -> Iterator[Stub]:
    """The stub of the tests, started once more to keep its messages."""
    stub.close()
    again = Stub(replace(stub.config, keep_messages=kept), pki=pki)
    again.exchange.open()
    yield again
    again.exchange.stop()
    again.close()
