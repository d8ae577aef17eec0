"""Several looks in one: one look at the database, with one flush of the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Generic, TypeVar, cast

from .group_commit import Write
from .trouble import NOT_NOW, database_trouble_of

T = TypeVar("T")
_WriteAll = Callable[[Sequence[Write]], None]


class Outcome(Generic[T]):
    """What came of one act: its *result*, or the *error* that it raised or met."""

    __slots__ = ("error", "result")

    def __init__(self) -> None:
        self.result: T | None = None
        self.error: Exception | None = None

    def get(self) -> T:
        """The result. Raises the error."""
        if self.error is not None:
            raise self.error
        return cast("T", self.result)


def look_together(
    acts: Sequence[Callable[[], T]],
    *,
    gather: Callable[[], AbstractContextManager[list[Write]]],
    write: _WriteAll,
) -> list[Outcome[T]]:
    """Do *acts* inside one look; what they appended is on disk when this returns.

    *gather* opens a look, *write* brings to disk what was appended in it, all or
    nothing. What one of the acts raises, or appends in vain, is its own affair, unless
    the database itself is in trouble: then the look is over for all of them.
    """
    outcomes: list[Outcome[T]] = [Outcome() for _ in acts]
    ends: list[int] = []  # Where the writes of each end.
    try:
        with gather() as writes:
            for act, outcome in zip(acts, outcomes, strict=True):
                try:
                    outcome.result = act()
                except Exception as error:
                    if database_trouble_of(error) is not None:
                        raise  # The look may be one of nothing by now.
                    outcome.error = error
                ends.append(len(writes))
    except Exception as error:
        for outcome in outcomes:
            outcome.error = error
        return outcomes
    own = [
        (outcome, writes[start:end])
        for outcome, start, end in zip(outcomes, (0, *ends), ends, strict=False)
        if start < end
    ]
    if own:
        _write_for(own, write, writes)
    return outcomes


def _write_for(
    own: Sequence[tuple[Outcome[T], Sequence[Write]]],
    write: _WriteAll,
    writes: Sequence[Write],
) -> None:
    """Have *writes* written, which are those of *own*; say to whom that failed."""
    try:
        write(writes)
    except Exception as error:
        if isinstance(error, NOT_NOW) or len(own) == 1:
            for outcome, _ in own:
                outcome.error = error
            return
        # One of them is to blame, and the others must not suffer for it.
        for outcome, mine in own:
            _write_for([(outcome, mine)], write, mine)
