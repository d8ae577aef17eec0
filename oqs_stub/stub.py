"""The whole national side of one bench: opened, filled with people, closed."""

from __future__ import annotations

from card_profiles import loader
from card_profiles.pki import PKI

from .clock.journey_end import pki_in_time
from .config import StubConfig
from .database import Database
from .stub_clock import stub_clock
from .wiring import Services


class Stub(Services):
    """Storage and services of one stub. Faces are put on by `app` and `server`.

    A fresh database is filled with the configured people. Close it when done.
    Raises `DatabaseError`, `InstitutionFileError`, `RulesFileError` or
    `card_profiles.pki.PKIError` when what it is given cannot be used.
    """

    def __init__(
        self,
        config: StubConfig,
        *,
        pki: PKI | None = None,
        beside_others: bool = False,
    ) -> None:
        """Open the stub; *pki* saves opening that of the state directory again.

        One that is opened *beside others* of the same database leaves clock and
        people as they are.
        """
        database = Database(config.database_place, config.opening)
        try:
            clock = stub_clock(config, database, beside_others=beside_others)
            pki = pki or pki_in_time(
                config.state_dir / "pki", clock, beside_others=beside_others
            )
            # One write to the disk for a fresh stub.
            with database.starting(), database.begin():
                super().__init__(config, database, clock, pki)
                if not beside_others:
                    self._register_people()
        except BaseException:
            database.close()
            raise

    def _register_people(self) -> None:
        """Fill an empty registry; one that has people is left as it is."""
        if self.registry.is_empty():
            people = self.config.people
            self.people.add(
                loader.load_all(now=self.clock.now()) if people is None else people
            )

    def close(self) -> None:
        """Let go of the database and the connections to the responder."""
        self.revocation.close()
        self.database.close()


__all__ = ["Stub", "StubConfig"]
