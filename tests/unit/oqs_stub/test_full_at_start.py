"""A disk that is full, or closed to us, when a stub starts: told as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from oqs_stub.database import DatabaseError
from oqs_stub.stub import Stub, StubConfig

pytestmark = pytest.mark.sqlite


@contextmanager
def _every_connection_with(pragma: str) -> Iterator[None]:
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection has no common type.
        connection.execute(pragma)

    event.listen(Engine, "connect", prepare)
    try:
        yield
    finally:
        event.remove(Engine, "connect", prepare)


@pytest.mark.parametrize(
    ("pragma", "told"),
    [
        pytest.param("max_page_count=1", "ディスクがいっぱい", id="at the tables"),
        pytest.param("max_page_count=76", "ディスクがいっぱい", id="at the people"),
        pytest.param("query_only=1", "読み取り専用", id="read only"),
    ],
)
def test_a_stub_that_cannot_begin_says_why(
    tmp_path: Path, pragma: str, told: str
) -> None:
    with (
        _every_connection_with(f"PRAGMA {pragma}"),
        pytest.raises(DatabaseError, match=told) as refusal,
    ):
        Stub(StubConfig(state_dir=tmp_path))

    assert "このスタブのデータベースではありません" not in str(refusal.value)
