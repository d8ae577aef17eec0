"""What each form of the 制御ページ does; the services are those of the control API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from card_profiles.loader import PersonaError

from ..faults import FaultError, FaultUnknownError
from ..institutions import InstitutionUnknownError, SettingsRefusedError
from ..messages.drift import DriftError
from ..registry import PersonUnknownError
from ..service.changes import ChangeRefusedError
from ..stub import Stub
from . import (
    care,
    conditions,
    consents,
    covers,
    disasters,
    institutions,
    people,
    whole_covers,
    window,
)
from .act import Act
from .form import ActRefusedError, Form


class Part(Protocol):
    """A file with forms about one thing."""

    @property
    def ACTS(self) -> Mapping[str, Act]: ...  # noqa: N802 - a constant of a module.

    @property
    def LABELS(self) -> Mapping[str, str]: ...  # noqa: N802 - as above.


_PARTS: tuple[Part, ...] = (
    conditions,
    disasters,
    people,
    covers,
    whole_covers,
    consents,
    care,
    window,
    institutions,
)
_REFUSALS = (
    ChangeRefusedError,
    DriftError,
    FaultError,
    FaultUnknownError,
    InstitutionUnknownError,
    PersonUnknownError,
    PersonaError,
    SettingsRefusedError,
    ValueError,
)


def _saying_why(act: Callable[[Stub, Form], None]) -> Callable[[Stub, Form], None]:
    """Let whatever refuses *act* say so on the page."""

    def tried(stub: Stub, form: Form) -> None:
        try:
            act(stub, form)
        except _REFUSALS as error:
            raise ActRefusedError(str(error)) from error

    return tried


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        name: Act(_saying_why(act.do), act.done)
        for part in _PARTS
        for name, act in part.ACTS.items()
    }
)
"""By the last part of the form's address."""

_LABELS: Mapping[str, Mapping[str, str]] = {
    name: part.LABELS for part in _PARTS for name in part.ACTS
}


def label_of(act: str, field: str) -> str:
    """What the page calls a field of the form of *act*."""
    return _LABELS[act][field]
