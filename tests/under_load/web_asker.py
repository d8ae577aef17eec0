"""A receipt computer that asks by the WebAPI all the time, and counts its answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from card_profiles.model import Persona
from harness.clinic.requests import InsuredNumbers
from harness.clinic.webapi_clinic import WebAPIClinic
from harness.journal import Journal
from harness.results import ClinicError

from .clinic import INSTITUTION
from .steady import Steady

_LEGITIMATE = ("", "STUB0902")
"""Codes of a dead server, which says nothing, and of one without its database."""

_AGAIN_SECONDS = 0.02
_STOP_SECONDS = 60.0


class _Standing:
    """The clock of the served stub, which stands still."""

    def now(self) -> datetime:
        return datetime.fromisoformat("2026-11-21T10:00+09:00")


class WebAsker(Steady):
    """A thread that checks one patient after the other while the server is there."""

    def __init__(
        self, base_url: Callable[[], str], people: Mapping[str, Persona]
    ) -> None:
        """*base_url* gives "" while nothing is served."""
        super().__init__("web asker", stop_seconds=_STOP_SECONDS)
        self._base_url = base_url
        self._people = list(people.values())
        self.asked = 0
        self.answered = 0

    def _work(self) -> None:
        while not self._stopping.is_set():
            address = self._base_url()
            if address:
                self._ask(address)
            self._stopping.wait(_AGAIN_SECONDS)

    def _ask(self, address: str) -> None:
        """Ask on one connection until it breaks, or there is another server."""
        clinic = WebAPIClinic(
            address, institution_code=INSTITUTION, clock=_Standing(), journal=Journal()
        )
        try:
            while not self._stopping.is_set() and self._base_url() == address:
                persona = self._people[self.asked % len(self._people)]
                clinic.let_in()
                self.asked += 1
                found = clinic.check(_numbers(persona))
                assert found.name == persona.person.name, (found, persona.name)
                self.answered += 1
                self._stopping.wait(_AGAIN_SECONDS)
        except ClinicError as error:
            if error.code not in _LEGITIMATE:
                raise
        finally:
            clinic.close()


def _numbers(persona: Persona) -> InsuredNumbers:
    coverage = persona.coverages[0]
    return InsuredNumbers(
        insurer_number=coverage.insurer_number,
        symbol=coverage.symbol,
        number=coverage.number,
        branch=coverage.branch,
        birthdate=persona.person.birthdate,
    )
