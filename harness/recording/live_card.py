"""The cards that a recording can be checked against: a persona's, or a real one."""

from __future__ import annotations

import time
from typing import Protocol, Self

from cryptography import x509
from cryptography.x509.oid import NameOID

from emulator.link_lost import LinkLost

from ..card.jpki import JPKIClient
from ..drivers.guarded_card import GuardedPCSCCard, RealCardRefused
from ..drivers.pcsc_card import PCSCCardConnection, wait_for_card
from ..ports import CardConnection, TransportError
from ..trace.card_place import command_data
from ..trace.transcript import Power
from .check import LiveCard
from .recorder import CardObserver

_TEST_ISSUER = "JPKI-TEST"
_HARMLESS = frozenset(
    {
        (0x00, 0xA4),  # SELECT
        (0x00, 0x20),  # VERIFY: the guard reads the counter before.
        (0x00, 0xB0),
        (0x00, 0xB2),
        (0x00, 0xCA),  # GET DATA
        (0x00, 0x84),  # GET CHALLENGE
        (0x80, 0x2A),  # COMPUTE DIGITAL SIGNATURE
    }
)


class PoweredCard(Protocol):
    """A card in process, as far as a check needs it."""

    @property
    def atr(self) -> bytes: ...
    def power_on(self) -> None: ...
    def power_off(self) -> None: ...
    def reset(self) -> None: ...
    def transmit(self, command: bytes) -> bytes: ...


class VirtualLiveCard:
    """A virtual card in process: everything may be sent to it, and tries be spent."""

    spends_tries = True

    def __init__(self, card: PoweredCard) -> None:
        """Give *card* power, so that a recording without power events works too."""
        self._card = card
        card.power_on()

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._card.atr

    def sends(self, command: bytes) -> bool:
        """Whether a command may be sent: every one may."""
        return True

    def transmit(self, command: bytes) -> bytes:
        """Exchange one APDU. Raises `TransportError` when a fault takes the card away;
        it is back, and cold, for the next one."""
        try:
            return self._card.transmit(command)
        except LinkLost as lost:
            self._card.power_off()
            self._card.power_on()
            raise TransportError(f"the card left: {lost}") from lost

    def power(self, power: Power) -> None:
        """Do to the card what a reader did; it stays powered between two events."""
        match power:
            case Power.RESET:
                self._card.reset()
            case Power.OFF:  # Commands may follow where a recording left ON out.
                self._card.power_off()
                self._card.power_on()
            case Power.ON:
                self._card.power_on()

    def close(self) -> None:
        """Take the power away."""
        self._card.power_off()


class GuardedLiveCard:
    """The named card in a PC/SC reader, guarded whatever the reader is called.

    Only commands that cannot harm it are sent, PINs only to the two keys whose
    counters the guard knows, and never one that the recording saw refused.
    """

    spends_tries = False

    def __init__(
        self, reader: str, *, certificate_serial: int, wait_seconds: float = 60.0
    ) -> None:
        """Connect to the card whose 利用者証明用電子証明書 has that serial number.

        It may take *wait_seconds* to come. Raises `BenchUnavailable` when reader or
        card is not there or another one.
        """
        self._reader = reader
        self._serial = certificate_serial
        self._connection: CardConnection | None = None
        wait_for_card(reader, seconds=wait_seconds)
        self._atr = self._connected().atr

    @property
    def atr(self) -> bytes:
        """The answer to reset as PC/SC reports it."""
        return self._atr

    def require_test_card(self) -> None:
        """Raise `RealCardRefused` unless a test CA has issued the card.

        Whoever wants to present an invented person's PIN must ask this before.
        """
        client = JPKIClient(self._connected())
        client.select()
        issuer = x509.load_der_x509_certificate(client.auth_certificate()).issuer
        names = issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        if [name.value for name in names] != [_TEST_ISSUER]:
            raise RealCardRefused(
                "このカードは試験用認証局が発行したものではありません。"
                "架空の人の暗証番号は送りません。"
            )

    def sends(self, command: bytes) -> bool:
        """Whether a command may be sent to a real card at all."""
        if len(command) < 4 or (command[0], command[1]) not in _HARMLESS:
            return False
        return command[1] != 0x20 or not command_data(command) or command[2] == 0

    def transmit(self, command: bytes) -> bytes:
        """Exchange one APDU through the guard."""
        return self._connected().transmit(command)

    def power(self, power: Power) -> None:
        """Reset the card as a reader did: warm, or cold by letting go of it."""
        match power:
            case Power.RESET:
                self._connected().reset()
            case Power.OFF:
                self.close()
            case Power.ON:
                self.close()
                self._connected()

    def close(self) -> None:
        """Let go of the card and take its power away."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connected(self) -> CardConnection:
        if self._connection is None:
            self._connection = GuardedPCSCCard(
                PCSCCardConnection(self._reader, exclusive=True, unpower_on_close=True),
                certificate_serial=self._serial,
            )
        return self._connection


class ObservedLiveCard:
    """A live card at which an observer looks on; all else is as it was."""

    def __init__(self, card: LiveCard, observer: CardObserver) -> None:
        """Tell *observer* of all that is said to *card* from now on."""
        self._card = card
        self._observer = observer

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._card.atr

    @property
    def spends_tries(self) -> bool:
        """Whether wrong PINs may be tried."""
        return self._card.spends_tries

    def sends(self, command: bytes) -> bool:
        """Whether a command may be sent to this card."""
        return self._card.sends(command)

    def transmit(self, command: bytes) -> bytes:
        """Exchange one APDU; one that finds no answer is noted with an empty one."""
        response = b""
        started = time.perf_counter()
        try:
            response = self._card.transmit(command)
        finally:
            took = (time.perf_counter() - started) * 1000
            self._observer.exchange(command, response, ms=took)
        return response

    def power(self, power: Power) -> None:
        """Do to the card what a reader does."""
        self._card.power(power)
        self._observer.power(power)

    def close(self) -> None:
        """Let go of the card."""
        self._card.close()
