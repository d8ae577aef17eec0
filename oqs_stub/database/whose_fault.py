"""Both kinds of database raise `OperationalError` for what passes, and for that alone.

SQLite raises it for a missing table too, PostgreSQL not for a server that takes no
writes, nor for one that ends a connection because a transaction took too long.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from .trouble import trouble_of

_PASSING = {  # SQLSTATEs.
    "25006",  # A write that the server does not take.
    "25P03",  # A connection that the server ended for its time: idle inside of a
    "25P04",  # transaction, or by the length of that.
}


def watch(engine: Engine) -> None:
    """Have SQLAlchemy raise what `judged` says."""
    event.listen(engine, "handle_error", _handle)


def judged(raised: Any, *, statement: str | None) -> Any:  # noqa: ANN401 - SQLAlchemy says no more of what it raises.
    """*raised*, or in its place an error that says whose fault it is."""
    if not isinstance(raised, DBAPIError) or raised.orig is None:
        return raised
    if isinstance(raised, OperationalError):
        passes = trouble_of(raised) is not None
        return raised if passes else ProgrammingError(statement, None, raised.orig)
    lost = raised.connection_invalidated  # Whatever the server said with it.
    if lost or getattr(raised.orig, "sqlstate", None) in _PASSING:
        return OperationalError(
            statement, None, raised.orig, connection_invalidated=lost
        )
    return raised


def _handle(context: ExceptionContext) -> BaseException | None:
    raised = context.sqlalchemy_exception
    better: BaseException | None = judged(raised, statement=context.statement)
    return None if better is raised else better
