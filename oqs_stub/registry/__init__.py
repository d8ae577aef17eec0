"""Who is insured: people, coverages and histories, and looking them up."""

from .registry import PersonUnknownError, Registry
from .rows import InsuredPerson, fold

__all__ = ["InsuredPerson", "PersonUnknownError", "Registry", "fold"]
