"""What patients agreed to, in their tables: of one patient, or of thousands."""

from .consents import Consents

__all__ = ["Consents"]
