"""A certificate database of NSS with OpenSC's PKCS#11 module in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .packages import pkcs11_module

if TYPE_CHECKING:
    from .desk import Desk


class NSSDatabase:
    """The database in a directory of the test."""

    def __init__(self, desk: Desk, directory: str) -> None:
        self._desk = desk
        path = desk.file(directory)
        path.mkdir(parents=True)
        self.name = f"sql:{path}"
        desk.needs("opensc-pkcs11")
        desk("certutil", "-N", "-d", self.name, "--empty-password")
        self.added = desk(
            *("modutil", "-force", "-dbdir", self.name),
            *("-add", "OpenSC", "-libfile", pkcs11_module()),
        )

    def trust(self, certificate: str) -> None:
        """Trust the authority in the file *certificate* for TLS servers and clients."""
        self._desk(
            *("certutil", "-A", "-d", self.name, "-n", certificate),
            *("-t", "TC,,", "-i", certificate),
        )
