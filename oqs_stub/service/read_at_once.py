"""The stores for an answer about thousands: what it asks of each, read for all.

Each of these answers as the store it stands for, only without a query for everybody;
whatever was not read before is asked of the database as ever.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from card_profiles.model import Coverage

from ..database import Database
from ..limit_told import LimitTold
from ..messages.formats import read_date
from ..messages.reinquiry import ReinquirySearchInfo
from ..reference_numbers import NO_NUMBERS, ReferenceNumbers, ReferenceRegister
from ..registry import InsuredPerson, Registry
from ..registry.search import InsuredNumbers
from .care_at_once import care_at_once
from .inquiry_context import Asker, Stores


def read_at_once(
    stores: Stores, asker: Asker, searches: Sequence[ReinquirySearchInfo]
) -> Stores:
    """*stores*, with everything that 再照会 of *searches* will ask for at hand.

    To be used in the transaction in which it was made.
    """
    database, code = stores.database, asker.institution.code
    wanted = {search.ReferenceNumber for search in searches}
    references = _References(database, code, {number for number in wanted if number})
    registry = _Registry(
        database,
        [numbers for search in searches if (numbers := _numbers(search)) is not None],
        references.everybody,
    )
    return _of_everybody(stores, asker, registry, references)


def people_at_once(stores: Stores, asker: Asker, people: Collection[str]) -> Stores:
    """*stores*, with everything that the consents of *people* will ask for at hand.

    To be used in the transaction in which it was made.
    """
    registry = _Registry(stores.database, (), people)
    references = _References(stores.database, asker.institution.code, ())
    return _of_everybody(stores, asker, registry, references)


def _of_everybody(
    stores: Stores, asker: Asker, registry: _Registry, references: _References
) -> Stores:
    database, code = stores.database, asker.institution.code
    people = registry.everybody
    references.read(people)
    care = care_at_once(database, people, code, rules=stores.care.rules)
    return replace(
        stores,
        registry=registry,
        references=references,
        consents=care.consents,
        months=care.months,
        care=care,
        limits=_Limits(database, people, code),
    )


def _numbers(search: ReinquirySearchInfo) -> InsuredNumbers | None:
    insurer, number = search.InsurerNumber, search.InsuredIdentificationNumber
    if insurer is None or number is None or search.Birthdate is None:
        return None
    return InsuredNumbers(
        insurer_number=insurer,
        number=number,
        symbol=search.InsuredCardSymbol,
        branch=search.InsuredBranchNumber,
        birthdate=read_date(search.Birthdate),
    )


class _Registry(Registry):
    def __init__(
        self,
        database: Database,
        searches: Sequence[InsuredNumbers],
        person_ids: Collection[str],
    ) -> None:
        super().__init__(database)
        self._found = dict(zip(searches, self.find_many(searches), strict=True))
        self._known = self.get_many(person_ids)

    @property
    def everybody(self) -> frozenset[str]:
        """Whom any of the searches finds."""
        return frozenset(self._known) | {
            person.person_id for found in self._found.values() for person, _ in found
        }

    def get(self, person_id: str) -> InsuredPerson | None:
        known = self._known.get(person_id)
        return super().get(person_id) if known is None else known

    def find(
        self,
        *,
        insurer_number: str,
        number: str,
        birthdate: date | None = None,
        symbol: str | None = None,
        branch: str | None = None,
    ) -> list[tuple[InsuredPerson, Coverage]]:
        search = InsuredNumbers(
            insurer_number=insurer_number,
            number=number,
            birthdate=birthdate,
            symbol=symbol,
            branch=branch,
        )
        found = self._found.get(search)
        if found is None:
            (found,) = self.find_many((search,))
        return list(found)


class _References(ReferenceRegister):
    def __init__(
        self, database: Database, institution_code: str, numbers: Collection[str]
    ) -> None:
        super().__init__(database)
        self._code = institution_code
        self._holders: dict[str, set[str]] = {number: set() for number in numbers}
        for one in self.registered(numbers, institution_code=institution_code):
            self._holders[one.number].add(one.person_id)
        self._people: frozenset[str] = frozenset()
        self._of_people: dict[str, ReferenceNumbers] = {}

    @property
    def everybody(self) -> frozenset[str]:
        """Whose any of the numbers is."""
        return frozenset().union(*self._holders.values())

    def read(self, people: frozenset[str]) -> None:
        """Have the numbers of *people* at hand too."""
        self._people = people
        self._of_people = self.of_people(people, institution_code=self._code)

    def holders(self, number: str, *, institution_code: str) -> frozenset[str]:
        if institution_code != self._code or number not in self._holders:
            return super().holders(number, institution_code=institution_code)
        return frozenset(self._holders[number])

    def of_person(self, person_id: str, *, institution_code: str) -> ReferenceNumbers:
        if institution_code != self._code or person_id not in self._people:
            return super().of_person(person_id, institution_code=institution_code)
        return self._of_people.get(person_id, NO_NUMBERS)


class _Limits(LimitTold):
    def __init__(
        self, database: Database, people: frozenset[str], institution_code: str
    ) -> None:
        super().__init__(database)
        self._people, self._code = people, institution_code
        self._last = self.of_people(people, institution_code=institution_code)

    def remember(
        self, person_id: str, limits: str, *, institution_code: str, now: datetime
    ) -> None:
        super().remember(person_id, limits, institution_code=institution_code, now=now)
        if institution_code == self._code and person_id in self._people:
            self._last[person_id] = limits

    def last(self, person_id: str, *, institution_code: str) -> str | None:
        if institution_code != self._code or person_id not in self._people:
            return super().last(person_id, institution_code=institution_code)
        return self._last.get(person_id)
