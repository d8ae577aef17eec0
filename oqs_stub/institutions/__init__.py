"""The institutions: from their file, with what became of them since."""

from .institutions import (
    URL_CATEGORIES,
    AccessURL,
    Institutions,
    InstitutionUnknownError,
    SettingsRefusedError,
    asks_prescription,
)

__all__ = [
    "URL_CATEGORIES",
    "AccessURL",
    "InstitutionUnknownError",
    "Institutions",
    "SettingsRefusedError",
    "asks_prescription",
]
