"""Both kinds of database raise `OperationalError` for what passes, and for that alone.

SQLite raises it for a missing table too, PostgreSQL not for a server that takes no
writes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from .trouble import trouble_of

_READ_ONLY = "25006"  # The SQLSTATE of a write that the server does not take.


def watch(engine: Engine) -> None:
    """Have SQLAlchemy raise what `judged` says."""
    event.listen(engine, "handle_error", _handle)


def judged(raised: Any, *, statement: str | None) -> Any:  # noqa: ANN401 - SQLAlchemy says no more of what it raises.
    """*raised*, or in its place an error that says whose fault it is."""
    if not isinstance(raised, DBAPIError) or raised.orig is None:
        return raised
    if getattr(raised.orig, "sqlstate", None) == _READ_ONLY:
        return OperationalError(statement, None, raised.orig)
    if isinstance(raised, OperationalError) and trouble_of(raised) is None:
        return ProgrammingError(statement, None, raised.orig)
    return raised


def _handle(context: ExceptionContext) -> BaseException | None:
    raised = context.sqlalchemy_exception
    better: BaseException | None = judged(raised, statement=context.statement)
    return None if better is raised else better
