"""The MF level: what answers at power-up, before an application is selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..counters import CounterStore
from ..filesystem import Application
from ..iso7816 import SW, CardError, CommandAPDU
from ..iso7816.apdu import SHORT_NE
from .base import Applet

AID = bytes.fromhex("A0000001510000")
"""The GlobalPlatform issuer security domain, selected by default [M]."""


class IssuerSecurityDomain(Applet):
    """No EF can be read here; GET DATA gives the card's own particulars [M]."""

    def __init__(
        self,
        data_objects: Mapping[int, bytes],
        *,
        counters: CounterStore,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        super().__init__(
            Application(AID, ()), counters=counters, random_bytes=random_bytes
        )
        self._data_objects = data_objects

    def _select_master_file(self) -> bytes:
        raise CardError(SW.WRONG_P1_P2, "the MF is not selected that way [M]")

    def _get_data(self, command: CommandAPDU) -> bytes:
        tag = command.p1 << 8 | command.p2
        value = self._data_objects.get(tag)
        if value is None:
            raise CardError(SW.REFERENCE_DATA_NOT_FOUND, f"no object {tag:04X}")
        if command.data or command.ne is None:
            raise CardError(SW.WRONG_LENGTH, "GET DATA takes an Le and no data field")
        if len(value) > SHORT_NE and not command.extended:
            raise CardError(SW.WRONG_LENGTH, f"object {tag:04X} needs an extended Le")
        return value[: command.ne]
