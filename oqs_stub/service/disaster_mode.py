"""災害時モード: declared, lifted, and asked for when medical data are withheld."""

from __future__ import annotations

from datetime import datetime

from ..clock import Clock
from ..database import Database
from ..disasters import LONGEST_NAME, Disasters
from ..institutions import Institutions
from ..ledger import Ledger
from ..records import Institution
from ..rules.disaster import Disaster, disaster_in_force, regions_in_vain

FACE = "control"


class DisasterMode:
    """The declarations of the rules file and those made while the stub runs."""

    def __init__(
        self,
        *,
        database: Database,
        disasters: Disasters,
        ledger: Ledger,
        clock: Clock,
        configured: tuple[Disaster, ...] = (),
    ) -> None:
        self._database = database
        self._disasters = disasters
        self._ledger = ledger
        self._clock = clock
        self._configured = configured

    def all(self) -> tuple[Disaster, ...]:
        """Every declaration, whether it holds now or not."""
        return (*self._configured, *self._disasters.all())

    def can_be_lifted(self, disaster: Disaster) -> bool:
        """Whether it was declared while the stub runs, not by the rules file."""
        return disaster not in self._configured

    def holds_at(self, institution: Institution, *, now: datetime) -> Disaster | None:
        """The declaration that holds there at that time, if one does."""
        return holding(self.all(), institution, now=now)

    def declare(self, disaster: Disaster) -> None:
        """Declare, or replace what has that name.

        Raises ValueError for a period that is none and a name that is too long.
        """
        if len(disaster.name) > LONGEST_NAME:
            raise ValueError(
                f"災害時モードの名前は{LONGEST_NAME}文字以内にしてください"
                f"（{len(disaster.name)}文字でした）。"
            )
        if disaster.since >= disaster.until:
            raise ValueError(
                f"災害時モードの終わりは {disaster.since.isoformat()} より後に"
                f"してください（{disaster.until.isoformat()} でした）。"
            )
        with self._database.begin():
            self._disasters.declare(disaster)
            where = " ".join(disaster.regions)
            self._note("災害時モード宣言", f"{disaster.name}: {where}")

    def lift(self, name: str) -> bool:
        """Take back what was declared while the stub runs; False for another name."""
        with self._database.begin():
            lifted = self._disasters.lift(name)
            if lifted:
                self._note("災害時モード解除", name)
        return lifted

    def _note(self, action: str, detail: str) -> None:
        self._ledger.record(face=FACE, action=action, result="ok", detail=detail)


def holding(
    disasters: tuple[Disaster, ...], institution: Institution, *, now: datetime
) -> Disaster | None:
    """Which of them holds at *institution*: by its 都道府県番号 or its code."""
    places = (institution.prefecture, institution.code)
    return disaster_in_force(disasters, places, now=now)


def named_in_vain(disaster: Disaster, *, institutions: Institutions) -> list[str]:
    """What is odd about where it holds (Japanese): nobody is there yet."""
    places = {
        place for one in institutions.all() for place in (one.prefecture, one.code)
    }
    return [
        f"{region} の医療機関等は、いまは1つもありません"
        "（都道府県番号か医療機関コードで書きます）。"
        for region in regions_in_vain(disaster, places)
    ]
