"""Under which conditions the stub serves: its faults, and how its messages drift."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from oqs_stub.faults import FaultError, kinds_named, parse_faults, read_profile
from oqs_stub.messages.drift import DriftError, find_drift
from oqs_stub.stub import Stub

from .conditions_error import ConditionsError

_FILE = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConditions:
    """Conditions as they are written in a shell, a bench file or a scenario.

    `read` them before use: a fault may be the name of a file of faults.
    """

    faults: tuple[str, ...] = ()
    drifts: tuple[str, ...] = ()
    seed: int | None = None
    """Of the faults; by default that of the bench."""

    @property
    def usual(self) -> bool:
        """Whether nothing at all was said."""
        return self == ServerConditions()

    def read(self, *, beside: Path | None = None) -> ServerConditions:
        """Check them all, with what is in files (looked for *beside*) put in place.

        Raises `ConditionsError`.
        """
        try:
            faults = tuple(
                fault.text
                for text in self.faults
                for written in _written(text, beside or Path())
                for fault in parse_faults(written)
            )
        except FaultError as error:
            raise ConditionsError("fault", str(error)) from error
        try:
            drifts = tuple(find_drift(name).name for name in self.drifts)
        except DriftError as error:
            raise ConditionsError("drift", str(error)) from error
        return ServerConditions(faults=faults, drifts=drifts, seed=self.seed)

    def then(self, other: ServerConditions) -> ServerConditions:
        """Add what *other* says; its seed counts, where it has one."""
        return ServerConditions(
            faults=self.faults + other.faults,
            drifts=self.drifts + other.drifts,
            seed=self.seed if other.seed is None else other.seed,
        )

    def put_on(self, stub: Stub) -> None:
        """Let *stub* serve under them, whatever an earlier start was given."""
        stub.faults.begin(self.faults, seed=self.seed)
        if stub.drifting.names() != self.drifts:
            stub.drifting.set(self.drifts)


def server_fault_names(text: str) -> frozenset[str]:
    """The names by which the ledger tells of the faults that *text* names.

    Raises `ValueError`, in Japanese.
    """
    return kinds_named(text)


def _written(text: str, base: Path) -> tuple[str, ...]:
    """The faults of a file, or *text* itself where it names none."""
    return read_profile(base / text).faults if text.endswith(_FILE) else (text,)
