"""The seam: what the bench may ask of each layer, whatever stands behind it.

Structural protocols only; nothing inherits across rooms. Which implementation
runs is decided in `harness.bench` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from .control_port import ControlPort as ControlPort
from .results import Eligibility, Medication


class Capability(StrEnum):
    """What a bench may or may not be able to do; scenarios ask for it by tag."""

    SET_CLOCK = "set-clock"  # Time can be moved.
    SET_TRIES = "set-tries"  # A retry counter can be reset, as the town office does.
    EXPENDABLE = "expendable"  # Tries may be spent.
    TEAR = "tear"  # The card can be pulled at a chosen APDU.
    CARD_FAULTS = "card-faults"  # The card can be made slow and made to fail.
    CONTROL = "control"  # The server's people and settings can be changed.
    SERVER_FAULTS = "server-faults"  # The national side can be made to fail.


class Lost(StrEnum):
    """How a card was lost in the middle of a command, where anybody can tell."""

    UNKNOWN = ""
    REMOVED = "pulled"
    MUTE = "mute"
    RESET = "reset"
    PROTOCOL = "protocol"


class TransportError(Exception):
    """The link to a layer broke; nothing is known about what the far end did."""

    def __init__(self, message: str = "", *, lost: Lost = Lost.UNKNOWN) -> None:
        super().__init__(message)
        self.lost = lost


class BenchUnavailable(Exception):  # noqa: N818 - a state of the bench, named as users say it.
    """A part of the bench cannot run here; the message says what to install or do."""


class ImpossibleFault(BenchUnavailable):
    """A card is to have a fault that it cannot have."""


class CardConnection(Protocol):
    """A powered card. Bytes cross here: one command APDU in, one response out.

    `transmit` returns at least the two status bytes, whatever they are: a status
    word is an answer. It raises `TransportError` when the card is gone or mute.
    Not thread-safe.
    """

    @property
    def atr(self) -> bytes: ...
    def transmit(self, command: bytes) -> bytes: ...
    def reset(self) -> None:
        """Warm reset (a contactless card keeps its security status)."""
        ...

    def close(self) -> None: ...


class CardHolder(Protocol):
    """Whoever holds cards to the reader: in process, in a slot, or a person."""

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    def present(self, persona: str) -> CardConnection:
        """Hold that persona's card to the reader and power it on (cold reset)."""
        ...

    def remove(self) -> None:
        """Take the card away. Power is lost, and with it the security status."""
        ...

    def tear_after(self, commands: int) -> None:
        """Pull the next presented card after *commands* APDUs (Capability.TEAR)."""
        ...

    def arm_fault(self, fault: str) -> None:
        """Give cards presented from now on a fault: `NAME[:key=value,…]`.

        Needs Capability.CARD_FAULTS. Raises `ValueError`, in Japanese, for a fault
        that does not exist.
        """
        ...

    def clear_faults(self) -> None:
        """Take all faults away (Capability.CARD_FAULTS)."""
        ...

    def set_timing(self, timing: str) -> None:
        """Let cards presented from now on take their time: `typical`, `worst`, …

        Needs Capability.CARD_FAULTS. Raises `ValueError` like `arm_fault`.
        """
        ...

    def reset_tries(self, persona: str) -> None:
        """What the 市区町村窓口 does for a locked card (Capability.SET_TRIES)."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What a person looking at the page can see."""

    url: str
    status: int
    title: str
    heading: str
    text: str
    buttons: tuple[str, ...] = ()  # Buttons and links, by their visible text.
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Choices by legend: 「薬剤情報」 -> (「同意する」, 「同意しない」)."""
    reason: str | None = None
    """The stable code of a refusal, where the page carries one (a stub's does)."""
    alert: str = ""
    """What the page warns of, in its words; empty where it warns of nothing."""
    outcome: str | None = None
    """"registered" on 登録完了, where the page says so for programs."""


class WebPage(Protocol):
    """A browser, spoken to in words a person sees: labels, never selectors."""

    def open(self, url: str) -> Screen: ...
    def screen(self) -> Screen: ...
    def choose(self, group: str, option: str) -> None: ...
    def fill(self, label: str, value: str) -> None: ...
    def press(self, label: str) -> Screen: ...
    def scan(self, alternative: str) -> str:
        """What another device's camera reads in the 二次元コード of that name."""
        ...

    def launched(self) -> str | None:
        """The URL by which the last press handed over to an app, or None."""
        ...

    def close(self) -> None: ...


class AppState(StrEnum):
    """Where マイナポータルアプリ (or its stand-in) has arrived."""

    PIN_ENTRY = "pin-entry"
    WAITING_FOR_CARD = "waiting-for-card"
    CARD_READ = "card-read"  # Signed; nothing has left the phone yet.
    FINISHED = "finished"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppScreen:
    """What the app shows. `reason` is a stable code of `harness.results.Reason`."""

    state: AppState
    message: str
    tries_left: int | None = None
    reason: str | None = None
    return_url: str | None = None
    lost: Lost = Lost.UNKNOWN


class PortalApp(Protocol):
    """The app that reads the card. The PIN never leaves it except to the card."""

    def start(self, launch_url: str) -> AppScreen: ...
    def enter_pin(self, pin: str) -> AppScreen: ...
    def read_card(self, card: CardConnection) -> AppScreen:
        """「読み取り開始」 with the card held to the phone: up to the signature."""
        ...

    def deliver(self) -> AppScreen:
        """Send certificate and signature to the server, which validates them."""
        ...

    def find_no_reader(self) -> AppScreen:
        """「読み取り開始」 on a PC without a card reader: no card can be held."""
        ...

    def cancel(self) -> AppScreen: ...

    @property
    def signature_verified(self) -> bool | None:
        """Whether the card's signature verified with its own certificate; None if
        no signature was made."""
        ...


class DeviceKind(StrEnum):
    """What the clinic brings along beside its phone."""

    PHONE = "phone"
    PC = "pc"  # A laptop: another way into the app.


class Phone(Protocol):
    """A phone or laptop of the clinic: a browser and the app beside it."""

    web: WebPage
    app: PortalApp

    def close(self) -> None: ...


class Server(Protocol):
    """The national side as the clinic reaches it."""

    base_url: str
    control: ControlPort | None
    folder: str
    """The directory that holds `req`, `res` and `face`."""

    def close(self) -> None: ...


class ClinicSystem(Protocol):
    """レセコン: what the clinic asks through its folders and then shows.

    Each call writes one request (two for the bulk one), waits a bounded time for
    its answer, and raises `harness.results.ClinicError` when the answer is an
    error or does not come.
    """

    def fetch_consented(self, *, since: date, until: date) -> Sequence[Eligibility]:
        """同意済資格情報一括取得（訪問診療等）, `OQSmuhvq01` and `02`."""
        ...

    def check(
        self,
        *,
        insurer_number: str,
        symbol: str | None,
        number: str,
        branch: str | None,
        birthdate: date,
    ) -> Eligibility:
        """資格確認, `OQSsiquc01`."""
        ...

    def reinquire(self, known: Eligibility) -> Eligibility:
        """再照会, `OQSsihvq01`, with what an earlier answer taught."""
        ...

    def register_number(self, known: Eligibility, reference_number: str) -> None:
        """照会番号登録, `OQSsiimm01`: the number comes back in later answers."""
        ...

    def medication(self, known: Eligibility, *, category: str = "2") -> Medication:
        """薬剤情報, `YZKsiquc01` with `MedicalTreatmentFlag` 2."""
        ...

    def close(self) -> None: ...


class Clock(Protocol):
    """Where the bench's time comes from."""

    def now(self) -> datetime: ...
