"""The running numbers of request files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.clinic.errors import RequestError
from harness.clinic.numbering import Numbering

DAY = date(2025, 11, 21)


def free(_: str) -> bool:
    return False


def test_numbers_run_through_a_day_and_begin_again_on_the_next() -> None:
    numbering = Numbering()

    given = [numbering.next(DAY, taken=free), numbering.next(DAY, taken=free)]
    given.append(numbering.next(date(2025, 11, 22), taken=free))

    assert given == ["202511210001", "202511210002", "202511220001"]


def test_number_whose_files_are_still_lying_about_is_passed_over() -> None:
    lying = {"202511210001", "202511210002"}

    assert Numbering().next(DAY, taken=lying.__contains__) == "202511210003"


def test_remembered_number_survives_a_restart(tmp_path: Path) -> None:
    memory = tmp_path / "clinic" / "numbers"
    Numbering(memory=memory).next(DAY, taken=free)

    assert Numbering(memory=memory).next(DAY, taken=free) == "202511210002"


def test_unreadable_memory_begins_at_one(tmp_path: Path) -> None:
    memory = tmp_path / "numbers"
    memory.write_bytes(b"\xff\xfe junk")

    assert Numbering(memory=memory).next(DAY, taken=free) == "202511210001"


def test_ten_thousandth_request_of_a_day_is_refused() -> None:
    with pytest.raises(RequestError, match="9999"):
        Numbering().next(DAY, taken=lambda _: True)


def test_two_clinics_on_one_memory_never_use_a_number_twice(tmp_path: Path) -> None:
    one, other = (Numbering(memory=tmp_path / "numbers") for _ in range(2))

    given = [n.next(DAY, taken=free) for n in (one, other, one, other)]

    assert given == [f"20251121000{number}" for number in (1, 2, 3, 4)]


def test_a_clinic_killed_while_it_remembers_loses_no_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "numbers"
    Numbering(memory=memory).next(DAY, taken=free)

    def killed(path: Path, *_: object, **__: object) -> None:
        path.open("w").close()  # Opening for writing has emptied the file already.
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", killed)
        with pytest.raises(KeyboardInterrupt):
            Numbering(memory=memory).next(DAY, taken=free)

    assert Numbering(memory=memory).next(DAY, taken=free) == "202511210002"


def test_memory_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(RequestError, match="控えられません"):
        Numbering(memory=tmp_path / "file" / "numbers").next(DAY, taken=free)
