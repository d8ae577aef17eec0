"""What is remembered of a small table, and when it is read anew."""

from __future__ import annotations

from oqs_stub.remembered import Remembered


def test_what_was_read_before_a_change_is_not_kept_after_it() -> None:
    table = ["before"]

    def load() -> str:
        read = table[0]
        if read == "before":  # Somebody changes it between reading and keeping.
            table[0] = "after"
            remembered.forget()
        return read

    remembered = Remembered(load, monotonic=lambda: 0.0)

    assert remembered.get() == "before"
    assert remembered.get() == "after"


def test_it_is_read_once_while_it_is_young_and_anew_when_it_is_old() -> None:
    read: list[int] = []
    now = [0.0]

    def load() -> int:
        read.append(1)
        return len(read)

    remembered = Remembered(load, oldest=1.0, monotonic=lambda: now[0])

    assert [remembered.get(), remembered.get()] == [1, 1]
    now[0] = 1.0
    assert remembered.get() == 2
