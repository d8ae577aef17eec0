"""What every list request of the terminal needs: its header."""

from __future__ import annotations

from ..messages.headers import ListRequestHeader
from .terminal_logins import Login


def list_header(login: Login) -> ListRequestHeader:
    """The header of a request in the name of the institution of *login*."""
    return ListRequestHeader(MedicalInstitutionCode=login.institution.code)
