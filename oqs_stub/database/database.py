"""Where the stub keeps what it has acknowledged: one database, safe against kill -9.

SQLite in a file by default, PostgreSQL by its URL. Tables live beside the code that
uses them and register on `metadata` when their module is imported.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError as SQLDatabaseError
from sqlalchemy.exc import OperationalError

from .access import DEFAULT, Access, InUseError, Opening, UnusableError
from .commits import Commits
from .engines import backend_of
from .errors import (
    DatabaseAwayError,
    DatabaseEmptyError,
    DatabaseError,
    DatabaseInUseError,
)
from .group_commit import Gathered, GroupCommit, Write, execute_all
from .schema import bring_up_to_date
from .statements import Statement
from .together import Outcome, look_together
from .trouble import trouble_of
from .url import is_nothing, url_of

T = TypeVar("T")


class Database:
    """An open database with the schema this version of the stub expects.

    What a transaction has committed is on disk. Safe to share between threads; on
    PostgreSQL any number of processes may have the same one open.
    """

    def __init__(
        self,
        url_or_path: str | Path,
        opening: Opening = DEFAULT,
        *,
        may_make: bool = True,
    ) -> None:
        """Open it, make its tables, bring old ones up to date. Raises `DatabaseError`.

        Processes that do so at the same time do it one after another; without
        *may_make* an empty one stays so, and is a `DatabaseEmptyError`. One that is to
        be opened alone, and is served, is a `DatabaseInUseError`.
        """
        self._local = threading.local()
        self.commits = Commits()
        self._appended = GroupCommit(self.write_all)
        url = url_of(url_or_path)
        self.shown = (
            str(url_or_path)
            if url.get_backend_name() == "sqlite"
            else url.render_as_string(hide_password=True)
        )
        if not may_make and is_nothing(url):
            raise DatabaseEmptyError(f"{self.shown} は空です。")
        with self._telling():
            self._backend = backend_of(url, opening)
        # In one process Python runs one thread at a time anyway, and taking turns
        # costs less than getting in each other's way between two statements.
        self._looking: AbstractContextManager[object] = (
            nullcontext() if self.shared else threading.Lock()
        )
        try:
            with self._telling():
                self.created = self._prepare(may_make=may_make)
        except SQLDatabaseError as error:
            self.close()
            away = self.shared and isinstance(error, OperationalError)
            kind = DatabaseAwayError if away else DatabaseError
            raise kind(self._backend.explain(error)) from error
        except DatabaseError:
            self.close()
            raise

    @property
    def shared(self) -> bool:
        """Whether processes may have it open together, so that none may keep copies."""
        return self._backend.shared

    @property
    def edition(self) -> int | None:
        """Which state of the database this thread sees: another after each change.

        As far as this process makes them, and but for what is written beside others.
        None where that says nothing: others may change it, or this thread just does.
        """
        if self.shared or (self._is_open and self._local.access.writes):
            return None
        return self.commits.seen_alone

    @property
    def dialect(self) -> str:
        """Which words it understands: "sqlite" or "postgresql"."""
        return self._backend.engine.dialect.name

    def begin(self) -> AbstractContextManager[Connection]:
        """Open a transaction; it is committed when the block ends without an error.

        Nobody else writes meanwhile, so what it reads stays true until its end. A
        transaction inside a transaction of the same thread joins the outer one, so
        that several stores can be changed together or not at all.
        """
        return self._transaction(Access.ALONE)

    def begin_beside(self) -> AbstractContextManager[Connection]:
        """As `begin`, but others of its kind run at the same time.

        Only for what writes rows that stand by themselves; see `Access.BESIDE`.
        """
        return self._transaction(Access.BESIDE)

    def read(self) -> AbstractContextManager[Connection]:
        """Open a transaction that writes nothing and waits for nobody.

        All its statements see the same state. Writing inside it is a RuntimeError.
        """
        return self._transaction(Access.READING)

    def read_in_order(self) -> AbstractContextManager[Connection]:
        """As `read`, while nobody writes: no row that comes later has a lower number.

        On PostgreSQL a row has its number before it is committed, so this waits for
        writers there. Inside of another transaction it is part of that one.
        """
        return self.begin() if self.shared and not self._is_open else self.read()

    def look(self, *, long: bool = False) -> AbstractContextManager[Connection]:
        """As `read`, but what is appended meanwhile is on disk when it ends.

        That costs several threads one flush of the disk between them. One that is
        *long* takes no turn, so that the others need not wait for its end. Inside of
        another transaction it is part of that one.
        """
        outer: Connection | None = getattr(self._local, "connection", None)
        return self._look(long=long) if outer is None else nullcontext(outer)

    @contextmanager
    def _look(self, *, long: bool) -> Iterator[Connection]:
        with nullcontext() if long else self._looking, self.gather() as writes:
            yield self._local.connection
        if writes:
            self._appended.write(writes)

    @property
    def is_looking(self) -> bool:
        """Whether this thread is in a transaction that writes nothing."""
        return self._is_open and not self._local.access.writes

    def together(self, act: Callable[[], T]) -> T:
        """Do *act*, which is short, as one of those that are looked for together."""
        if self._is_open:
            return act()
        return self.all_together((act,))[0].get()

    def all_together(self, acts: Sequence[Callable[[], T]]) -> list[Outcome[T]]:
        """Do *acts*, which are short, in one look; what came of each.

        What they appended is on disk then, also by those that raised something. Not
        inside of another transaction.
        """
        return look_together(
            acts,
            gather=lambda: self.gather(Access.GLANCING),
            write=self._appended.write,
        )

    @contextmanager
    def gather(self, access: Access = Access.READING) -> Iterator[list[Write]]:
        """As `read`, but what is appended meanwhile comes into the list.

        Whoever asked hands it to `write_all`, with what else has to be written.
        """
        gathered = Gathered()
        with self._transaction(access):
            self._local.later = gathered
            try:
                yield gathered.writes
            finally:
                self._local.later = None

    def write_all(self, writes: Iterable[Write]) -> None:
        """Write what `gather` gathered; inside a transaction as part of that."""
        with self.begin_beside() as connection:
            execute_all(connection, writes)

    def append(self, statement: Statement, values: Mapping[str, object]) -> None:
        """Write a row that stands by itself; see `Access.BESIDE`.

        At once, as part of the transaction; in a `look`, at its end.
        """
        later: Gathered | None = getattr(self._local, "later", None)
        if later is not None:
            later.add(Write(statement, values))
            return
        with self.begin_beside() as connection:
            statement.write(connection, (values,))

    def waiting(
        self, statement: Statement, key: Mapping[str, object]
    ) -> Mapping[str, object] | None:
        """The row of that *key* that this thread appended and no query finds yet."""
        later: Gathered | None = getattr(self._local, "later", None)
        return None if later is None else later.latest(statement, key)

    @property
    def _is_open(self) -> bool:
        return getattr(self._local, "connection", None) is not None

    def _transaction(self, access: Access) -> AbstractContextManager[Connection]:
        outer: Connection | None = getattr(self._local, "connection", None)
        if outer is None:
            return self._outermost(access)
        if access.writes and not self._local.access.writes:
            raise RuntimeError("expected begin() outside, found read(): no writing")
        return nullcontext(outer)

    @contextmanager
    def _outermost(self, access: Access) -> Iterator[Connection]:
        with self.commits.transaction(access):
            connection = self._backend.open(access)
            try:
                self._local.connection, self._local.access = connection, access
                try:
                    yield connection
                finally:
                    self._local.connection = None
                self._backend.commit(connection)
            finally:
                self._backend.release(connection)

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Tell of a disk that is full as of a database of no use: nobody asks yet.

        Raises `DatabaseError`, or `DatabaseAwayError` of a server that may come back.
        """
        try:
            yield
        except OperationalError as error:
            if trouble_of(error) is None:
                raise
            kind = DatabaseAwayError if self.shared else DatabaseError
            raise kind(self._backend.explain(error)) from error

    def claim(self) -> None:
        """Serve it from now on, as the only one where it is not `shared`.

        Raises `DatabaseInUseError`, or `DatabaseError` where nobody can tell.
        """
        with self._telling():
            self._backend.claim()

    def disclaim(self) -> None:
        """Let another stub serve it; to close it does so, too."""
        self._backend.disclaim()

    @property
    def is_lost(self) -> bool:
        """Whether it was deleted or replaced while it was open: nothing works then."""
        return self._backend.is_lost()

    @property
    def is_taken(self) -> bool:
        """Whether another stub serves it since its claim was deleted under this one.

        A claim that was merely deleted is made anew. For whoever waits for the end.
        """
        return self._backend.is_taken()

    def close(self) -> None:
        """Let go of every connection; the database can be opened again later."""
        self._backend.close()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell why it cannot be used by the errors that callers know."""
        try:
            yield
        except UnusableError as error:
            raise DatabaseError(str(error)) from error
        except InUseError as error:
            raise DatabaseInUseError(self.shown) from error

    def _prepare(self, *, may_make: bool) -> bool:
        with self.begin() as connection:
            self._backend.check(connection)
            with self._backend.patiently(connection):  # Old tables may be large.
                return bring_up_to_date(connection, shown=self.shown, may_make=may_make)
