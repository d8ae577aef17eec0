"""Faults of the national side: outages, delays, wrong and doubled answers, and more."""

from card_profiles.fault_parameters import FaultError, Parameter

from .armed import Faults, Happening
from .catalogue import CATALOGUE, LONGEST_DELAY, LONGEST_HELD, FaultKind, Where
from .faces import Face
from .occasion import Occasion
from .profiles import PROFILES, Profile, read_profile
from .spelling import Fault, kinds_named, parse_faults
from .stored import ArmedFault, FaultUnknownError, UnreadableFault

__all__ = [
    "CATALOGUE",
    "LONGEST_DELAY",
    "LONGEST_HELD",
    "PROFILES",
    "ArmedFault",
    "Face",
    "Fault",
    "FaultError",
    "FaultKind",
    "FaultUnknownError",
    "Faults",
    "Happening",
    "Occasion",
    "Parameter",
    "Profile",
    "UnreadableFault",
    "Where",
    "kinds_named",
    "parse_faults",
    "read_profile",
]
