"""What steps do to the national side from outside: faults, drift, changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from harness.ports import Capability, ControlPort
from harness.server_conditions import server_fault_names

from .encounter import Encounter
from .observation import control_of

_FAULT = "fault"


def faulty(encounter: Encounter) -> ControlPort:
    """Return the means to make the national side fail."""
    assert Capability.SERVER_FAULTS in encounter.bench.capabilities, (
        "このベンチの国側には障害を仕込めません。"
        f"シナリオに @needs:{Capability.SERVER_FAULTS.value} のタグを付けてください。"
    )
    return control_of(encounter)


@contextmanager
def said_in_words() -> Iterator[None]:
    """Let what does not exist fail the step, not break it."""
    try:
        yield
    except ValueError as error:
        raise AssertionError(str(error)) from error


def times_happened(encounter: Encounter, fault: str) -> int:
    """Count how often faults of that name have happened."""
    with said_in_words():
        kinds = server_fault_names(fault)
    return sum(one["action"] in kinds for one in happened(encounter))


def happened(encounter: Encounter) -> list[dict[str, object]]:
    """Return the entries of the ledger about faults."""
    return [
        dict(one) for one in control_of(encounter).ledger() if one["face"] == _FAULT
    ]
