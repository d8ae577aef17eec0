"""The faults in force: kept in the database, met by every face, told to the ledger."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)
from sqlalchemy import update as change

from ..clock import Clock
from ..database import Database, Instant, metadata
from ..database.remembered import Remembered
from ..ledger import Ledger
from .occasion import Occasion, is_about, is_due
from .spelling import Fault, parse_faults
from .stored import (
    ArmedFault,
    FaultUnknownError,
    StoredFaults,
    UnreadableFault,
    why_unreadable,
)

FACE = "fault"
"""Under which the ledger has faults that happened."""

AT_START = "start"
BY_HAND = "control"

_LARGEST_ID = 2**31 - 1  # A database refuses to look for more.

_armed = Table(
    "armed_faults",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("fault", Text, nullable=False),
    Column("seed", String(40), nullable=False),
    Column("origin", String(10), nullable=False),
    Column("armed_at", Instant, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("happened", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A fault whose moment has come. It happens only where `Faults.tell` says so."""

    id: int
    fault: Fault
    occasion: Occasion
    random: random.Random

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return self.fault.kind.name


class Faults:
    """The faults of one stub. With none armed, meeting them costs nothing.

    Their counts lie in the database: workers share them, and they go on after a
    restart. Which process meets an occasion does not matter.
    """

    def __init__(
        self, database: Database, ledger: Ledger, clock: Clock, *, seed: int = 0
    ) -> None:
        """*seed* decides every chance, unless a fault is armed with one of its own."""
        self._database = database
        self._ledger = ledger
        self._clock = clock
        self._seed = seed
        self._stored = StoredFaults()
        # Among workers a fault armed by one is met by all, from that moment.
        self._armed = Remembered(self.all, database)

    def arm(
        self, text: str, *, seed: int | None = None, origin: str = BY_HAND
    ) -> tuple[ArmedFault, ...]:
        """Put the fault, or the faults of the profile, of that text in force.

        Raises `FaultError`.
        """
        faults = parse_faults(text)
        with self._database.begin():
            armed = tuple(self._add(fault, seed, origin) for fault in faults)
        self._armed.forget()
        return armed

    def begin(
        self,
        texts: Iterable[str],
        *,
        seed: int | None = None,
        origin: str = AT_START,
    ) -> None:
        """Arm these in place of those of that origin: what an earlier start was given.

        Raises `FaultError`; then nothing is changed.
        """
        faults = [fault for text in texts for fault in parse_faults(text)]
        with self._database.begin() as connection:
            connection.execute(delete(_armed).where(_armed.c.origin == origin))
            for fault in faults:
                self._add(fault, seed, origin)
        self._armed.forget()

    def all(self) -> tuple[ArmedFault, ...]:
        """Every fault, also those that are over, in the order in which they came.

        Not those that an earlier version took and this one does not: they never happen.
        """
        return tuple(
            ArmedFault(
                id=row.id,
                fault=fault,
                seed=row.seed,
                origin=row.origin,
                armed_at=row.armed_at,
                seen=row.seen,
                happened=row.happened,
            )
            for row in self._rows()
            if (fault := self._stored.read(row.id, row.fault)) is not None
        )

    def unreadable(self) -> tuple[UnreadableFault, ...]:
        """Those that `all` leaves out, to be told and taken away."""
        return tuple(
            UnreadableFault(id=row.id, text=row.fault, why=why, armed_at=row.armed_at)
            for row in self._rows()
            if (why := why_unreadable(row.fault)) is not None
        )

    def _rows(self) -> Sequence[Row[Any]]:
        with self._database.read() as connection:
            return connection.execute(select(_armed).order_by(_armed.c.id)).all()

    def take_away(self, fault_id: int) -> None:
        """Take one fault away. Raises `FaultUnknownError`."""
        if not 0 < fault_id <= _LARGEST_ID:
            raise FaultUnknownError(fault_id)
        with self._database.begin() as connection:
            found = connection.execute(delete(_armed).where(_armed.c.id == fault_id))
            if found.rowcount == 0:
                raise FaultUnknownError(fault_id)
            self._note("障害の解除", detail=str(fault_id))
        self._armed.forget()

    def clear(self) -> None:
        """Take every fault away."""
        with self._database.begin() as connection:
            connection.execute(delete(_armed))
            self._note("障害の解除", detail="すべて")
        self._armed.forget()

    def meet(self, occasion: Occasion, kinds: Collection[str]) -> tuple[Happening, ...]:
        """The faults of these *kinds* whose moment has come, in order; it counts."""
        now = self._clock.now()
        return tuple(
            Happening(
                id=armed.id,
                fault=armed.fault,
                occasion=occasion,
                random=random.Random(f"{armed.seed}/{armed.fault.text}/{seen}/how"),  # noqa: S311 - chance in a test, no secret.
            )
            for armed in self._about(occasion, kinds, now)
            if (seen := self._count(armed)) is not None
        )

    def holds(self, occasion: Occasion, kinds: Collection[str]) -> Happening | None:
        """The first of these faults that is meant now, unless it is over.

        For what lasts: somebody asks again and again, and being asked does not count.
        """
        now = self._clock.now()
        for armed in self._about(occasion, kinds, now):
            if armed.over:
                continue
            return Happening(
                id=armed.id,
                fault=armed.fault,
                occasion=occasion,
                random=random.Random(armed.seed),  # noqa: S311 - as above.
            )
        return None

    def any_armed(self, kinds: Collection[str]) -> bool:
        """Whether a fault of these kinds is armed at all; costs nothing to ask."""
        return any(armed.fault.kind.name in kinds for armed in self._armed.get())

    def tell(self, happening: Happening, what: str, *, person: str = "") -> bool:
        """Say that it happens now, and *what* is done, in Japanese.

        It is counted and in the ledger: nobody shall take it for the stub's own
        failure. False where it must not be done: others who met it at the same
        moment had what was left of its `times`, or it was taken away.
        """
        times = happening.fault.number("times")
        claim = change(_armed).where(_armed.c.id == happening.id)
        if times:
            claim = claim.where(_armed.c.happened < times)
        with self._database.begin() as connection:
            claimed = connection.execute(
                claim.values(happened=_armed.c.happened + 1)
            ).rowcount
            if not claimed:
                return False
            self._ledger.record(
                face=FACE,
                action=happening.kind,
                result="injected",
                institution_code=happening.occasion.institution[:10],
                person_id=person or happening.occasion.person(),
                detail=f"{what}（{happening.fault.text}）",
            )
        if times:
            self._armed.forget()  # It may be over now.
        return True

    def _about(
        self, occasion: Occasion, kinds: Collection[str], now: datetime
    ) -> list[ArmedFault]:
        return [
            armed
            for armed in self._armed.get()
            if armed.fault.kind.name in kinds
            and is_about(armed.fault, occasion, now=now, seed=armed.seed)
        ]

    def _count(self, armed: ArmedFault) -> int | None:
        """Count one more occasion; its number, or None if nothing happens at it."""
        with self._database.begin() as connection:
            connection.execute(
                change(_armed)
                .where(_armed.c.id == armed.id)
                .values(seen=_armed.c.seen + 1)
            )
            row = connection.execute(
                select(_armed.c.seen, _armed.c.happened).where(_armed.c.id == armed.id)
            ).one_or_none()
        if row is None:
            return None  # Taken away meanwhile.
        due = is_due(armed.fault, seen=row.seen, happened=row.happened, seed=armed.seed)
        return int(row.seen) if due else None

    def _add(self, fault: Fault, seed: int | None, origin: str) -> ArmedFault:
        now = self._clock.now()
        own = str(self._seed if seed is None else seed)
        with self._database.begin() as connection:
            result = connection.execute(
                insert(_armed).values(
                    fault=fault.text,
                    seed=own,
                    origin=origin,
                    armed_at=now,
                    seen=0,
                    happened=0,
                )
            )
            self._note("障害の設定", detail=fault.text)
        key = result.inserted_primary_key
        if key is None:
            raise RuntimeError("the database gave the fault no id")
        return ArmedFault(
            id=int(key[0]),
            fault=fault,
            seed=own,
            origin=origin,
            armed_at=now,
            seen=0,
            happened=0,
        )

    def _note(self, action: str, *, detail: str) -> None:
        self._ledger.record(face=BY_HAND, action=action, result="ok", detail=detail)
