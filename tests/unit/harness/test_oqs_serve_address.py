"""The file with the stub's address, for programs that run beside it."""

from __future__ import annotations

from pathlib import Path

from harness.oqs_serve import ADDRESS, address_told

HERE = "http://127.0.0.1:8085"


def test_the_address_is_told_as_long_as_the_stub_answers(tmp_path: Path) -> None:
    with address_told(HERE, tmp_path):  # Where nothing else is, as with PostgreSQL.
        told = (tmp_path / ADDRESS).read_text(encoding="utf-8")

    assert told == f"{HERE}\n"
    assert not (tmp_path / ADDRESS).exists()


def test_the_address_of_a_stub_that_came_after_stays(tmp_path: Path) -> None:
    with address_told(HERE, tmp_path):
        (tmp_path / ADDRESS).write_text("http://127.0.0.1:1\n", encoding="utf-8")

    assert (tmp_path / ADDRESS).exists()
