"""How long a real card takes: a virtual one made as slow, command by command."""

from .card import TIME_LIMIT, TimedCard
from .model import INSTANT, TimingModel, TimingRule
from .tables import TITLES, TimingError, find_timing, read_timing

__all__ = [
    "INSTANT",
    "TIME_LIMIT",
    "TITLES",
    "TimedCard",
    "TimingError",
    "TimingModel",
    "TimingRule",
    "find_timing",
    "read_timing",
]
