"""Changes at the same moment: none undoes another."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Connection

from oqs_stub.database import Database
from oqs_stub.records import (
    Consent,
    ConsentKind,
    InstitutionState,
    LapseReason,
    TreatmentCategory,
)
from oqs_stub.service.changes import ChangeRefusedError, Changes
from oqs_stub.stub import Stub

from .conftest import DENTAL

HOME = TreatmentCategory.HOME_VISIT


class Overtaken:
    """A database where *other* writes just before the next transaction begins."""

    def __init__(self, database: Database, other: Callable[[], object]) -> None:
        self._database = database
        self._others = [other]

    def begin(self) -> AbstractContextManager[Connection]:
        if self._others:
            self._others.pop()()
        return self._database.begin()


def overtaken(stub: Stub, other: Callable[[], object]) -> Changes:
    return replace(
        stub.changes,
        database=Overtaken(stub.database, other),  # type: ignore[arg-type]  # Enough of one.
    )


def test_a_change_undoes_no_cancellation_that_came_before_it(
    stub: Stub, now: datetime
) -> None:
    stub.consents.record(
        Consent(
            person_id="sakura",
            institution_code=DENTAL,
            category=HOME,
            kinds=frozenset({ConsentKind.DRUGS}),
            prescription=None,
            given_at=now,
            channel="zaitaku-web",
        )
    )

    def cancel() -> None:
        stub.consents.lapse(
            "sakura", DENTAL, HOME, reason=LapseReason.BY_PATIENT, at=now
        )

    changes = overtaken(stub, cancel)
    with pytest.raises(ChangeRefusedError):
        changes.change_consent("sakura", DENTAL, HOME, kinds=frozenset())

    kept = stub.consents.current("sakura", DENTAL, HOME)
    assert kept is not None
    assert kept.lapse_reason is LapseReason.BY_PATIENT


def test_two_changes_of_an_institution_both_hold(stub: Stub) -> None:
    changes = overtaken(
        stub, lambda: stub.changes.change_institution(DENTAL, region="西日本")
    )

    changes.change_institution(DENTAL, state=InstitutionState.EXEMPT)

    after = stub.institutions.get(DENTAL)
    assert (after.state, after.region) == (InstitutionState.EXEMPT, "西日本")
