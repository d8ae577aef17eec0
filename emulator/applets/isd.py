"""The MF level: what answers at power-up, before an application is selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..behaviour import DEFAULT, CardBehaviour
from ..iso7816 import SW, CardError
from ..memory.counters import CounterStore
from ..memory.filesystem import Application
from .base import Applet

AID = bytes.fromhex("A0000001510000")
"""The GlobalPlatform issuer security domain, selected by default [M]."""

ISSUER_KEY = 0x0042
CARD_NUMBER = 0x0045
CARD_RECOGNITION = 0x0066
MUNICIPALITY = 0x00F0
EXPIRY = 0x00F2
INTERMEDIATE_KEY = 0x00F7
UPPER_CVC = 0x00F8
LOWER_CVC = 0x7F21
CONTACT_ATR = 0x5F51

CVC_HEADER_LIST = bytes.fromhex("4D0A 4210 5F2010 5F49820109")
"""What the certificate behind it consists of: issuer's and subject's key reference of
16 bytes each, and a public key of 265. In front of it on one JPKI test card [M]."""


class IssuerSecurityDomain(Applet):
    """No EF can be read here; GET DATA gives the card's own particulars [M]."""

    def __init__(
        self,
        data_objects: Mapping[int, bytes],
        *,
        counters: CounterStore,
        random_bytes: Callable[[int], bytes],
        behaviour: CardBehaviour = DEFAULT,
    ) -> None:
        super().__init__(
            Application(AID, ()),
            counters=counters,
            random_bytes=random_bytes,
            behaviour=behaviour,
            data_objects=data_objects,
        )

    def _select_master_file(self) -> bytes:
        raise CardError(SW.WRONG_P1_P2, "the MF is not selected that way [M]")
