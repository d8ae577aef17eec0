"""Any file of the folder interface, checked: what is wrong, where, and who says so."""

from .check import LARGEST, CheckedFile, UncheckableError, check_file, known_kinds
from .findings import Finding, Level

__all__ = [
    "LARGEST",
    "CheckedFile",
    "Finding",
    "Level",
    "UncheckableError",
    "check_file",
    "known_kinds",
]
