"""Faults of a virtual card: pulled, mute, reset, wrong key, corrupted file and more."""

from card_profiles.fault_parameters import FaultError, Parameter

from .armed import ArmedFault, FaultEvent, Record
from .card import TIME_LIMIT, FaultyCard
from .catalogue import CATALOGUE, PROFILES, FaultKind, Profile, Where
from .image import Donor, changed
from .spelling import Fault, named_kinds, parse_faults

__all__ = [
    "CATALOGUE",
    "PROFILES",
    "TIME_LIMIT",
    "ArmedFault",
    "Donor",
    "Fault",
    "FaultError",
    "FaultEvent",
    "FaultKind",
    "FaultyCard",
    "Parameter",
    "Profile",
    "Record",
    "Where",
    "changed",
    "named_kinds",
    "parse_faults",
]
