"""マイナポータルアプリ as the bench plays it: PIN, card, signature, delivery."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from contextlib import suppress

import httpx
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from ..card.errors import ApplicationMissing, CardRefusal, PINBlocked, PINRejected
from ..card.jpki import JPKIClient
from ..ports import AppScreen, AppState, CardConnection, Lost, TransportError
from ..results import Reason
from . import texts
from .launch import (
    GateAnswer,
    Launch,
    LaunchError,
    gate_request,
    origin,
    parse_gate_answer,
    parse_launch,
)

PIN_LENGTH = 4


class StandInApp:
    """The app that reads the card, in the order in which its screens appear.

    Certificate and signature go to the server by the app's own connection, never
    through the browser. The PIN is kept in memory until one reading has used it,
    goes to the card alone, and appears in no screen and no error.
    """

    def __init__(self, gate: httpx.Client, *, trusted_origins: Collection[str]) -> None:
        """Deliver by *gate*; serve only pages of *trusted_origins* (any URL there)."""
        self._gate = gate
        self._trusted = frozenset(origin(url) for url in trusted_origins)
        self._launch: Launch | None = None
        self._pin: str | None = None
        self._signed: tuple[bytes, bytes] | None = None
        self._screen: AppScreen | None = None
        self._signature_verified: bool | None = None

    @property
    def signature_verified(self) -> bool | None:
        """Whether the last signature verified with the card's own certificate."""
        return self._signature_verified

    @property
    def current(self) -> AppScreen:
        """The screen that shows now."""
        if self._screen is None:
            raise RuntimeError("the app has not been started")
        return self._screen

    def start(self, launch_url: str) -> AppScreen:
        """Take over from the browser; a stranger's URL is refused at once."""
        self._launch, self._pin, self._signed = None, None, None
        self._signature_verified = None
        try:
            launch = parse_launch(launch_url)
        except LaunchError as error:
            return self._refuse(
                Reason.URL_UNKNOWN, texts.BAD_LAUNCH.format(detail=error)
            )
        for url in (launch.gate, launch.return_url):
            if origin(url) not in self._trusted:
                return self._refuse(
                    Reason.URL_UNKNOWN, texts.UNKNOWN_ORIGIN.format(origin=origin(url))
                )
        self._launch = launch
        return self._show(AppState.PIN_ENTRY, texts.ENTER_PIN)

    def enter_pin(self, pin: str) -> AppScreen:
        """Take the PIN; one of another shape is asked for again, at no try."""
        self._expect("enter_pin", AppState.PIN_ENTRY, AppState.WAITING_FOR_CARD)
        if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
            self._pin = None
            return self._show(AppState.PIN_ENTRY, texts.PIN_SHAPE)
        self._pin = pin
        return self._show(AppState.WAITING_FOR_CARD, texts.HOLD_CARD)

    def read_card(self, card: CardConnection) -> AppScreen:
        """「読み取り開始」: let the card held to the phone sign the challenge.

        Nothing has left the phone when this returns; `deliver` sends it. A wrong PIN
        leads back to its entry; a card that was lost half way, or is another card,
        can be held again without typing the PIN anew.
        """
        self._expect("read_card", AppState.WAITING_FOR_CARD)
        launch, pin = self._launch, self._pin
        if launch is None or pin is None:
            raise RuntimeError("read_card before a launch and a PIN")
        try:
            self._signed = self._authenticate(card, launch, pin)
        except TransportError as error:
            return self._wait_again(
                Reason.CARD_LOST, texts.CARD_LOST[error.lost], lost=error.lost
            )
        except ApplicationMissing:
            return self._wait_again(Reason.CARD_UNSUPPORTED, texts.NOT_A_MY_NUMBER_CARD)
        except PINRejected as rejected:
            return self._pin_rejected(rejected.tries_left)
        except PINBlocked:
            return self._refuse(Reason.PIN_BLOCKED, texts.PIN_BLOCKED, tries_left=0)
        except (CardRefusal, ValueError):
            return self._refuse(Reason.CARD_UNSUPPORTED, texts.CARD_UNSUPPORTED)
        if not self._signature_verified:
            return self._refuse(Reason.SIGNATURE_INVALID, texts.SIGNATURE_INVALID)
        return self._show(AppState.CARD_READ, texts.CARD_READ)

    def find_no_reader(self) -> AppScreen:
        """「読み取り開始」 on a PC to which no card reader is connected."""
        self._expect("find_no_reader", AppState.WAITING_FOR_CARD)
        return self._wait_again(Reason.READER_MISSING, texts.READER_MISSING)

    def deliver(self) -> AppScreen:
        """Send certificate and signature to the gate, and show what it says."""
        self._expect("deliver", AppState.CARD_READ)
        launch, signed = self._launch, self._signed
        if launch is None or signed is None:
            raise RuntimeError("deliver before a card was read")
        self._signed = None
        certificate, signature = signed
        return self._deliver(launch, certificate=certificate, signature=signature)

    def cancel(self) -> AppScreen:
        """Give up; the browser is still where it handed over."""
        self._expect("cancel", AppState.PIN_ENTRY, AppState.WAITING_FOR_CARD)
        return self._refuse(Reason.CANCELLED, texts.CANCELLED)

    def close(self) -> None:
        """Drop the connection to the server and forget the PIN."""
        self._pin = None
        self._gate.close()

    def _authenticate(
        self, card: CardConnection, launch: Launch, pin: str
    ) -> tuple[bytes, bytes]:
        """Return certificate and signature over SHA-256 of the challenge."""
        client = JPKIClient(card)
        client.select()
        client.verify_auth(pin)
        certificate = client.auth_certificate()
        digest = hashlib.sha256(launch.nonce).digest()
        signature = client.sign_auth(digest)
        self._signature_verified = _verifies(
            certificate, signature=signature, digest=digest
        )
        return certificate, signature

    def _deliver(
        self, launch: Launch, *, certificate: bytes, signature: bytes
    ) -> AppScreen:
        try:
            response = self._gate.post(
                launch.gate,
                content=gate_request(
                    launch, certificate=certificate, signature=signature
                ),
                headers={"Content-Type": "application/json"},
            )
        except httpx.TransportError:
            message = texts.SERVER_UNREACHABLE.format(address=origin(launch.gate))
            return self._refuse(Reason.SERVER_ERROR, message)
        answer = _answer_of(response)
        if answer is None:
            message = texts.SERVER_CONFUSED.format(status=response.status_code)
            return self._refuse(Reason.SERVER_ERROR, message)
        if not answer.accepted:
            reason = answer.reason or Reason.SERVER_ERROR.value
            return self._refuse(reason, answer.message, return_url=answer.return_url)
        if launch.elsewhere:
            return self._show(AppState.FINISHED, texts.READ_DONE_ELSEWHERE)
        back = self._trusted_return(answer.return_url) or launch.return_url
        return self._show(AppState.FINISHED, texts.READ_DONE, return_url=back)

    def _pin_rejected(self, tries_left: int) -> AppScreen:
        if tries_left == 0:
            return self._refuse(Reason.PIN_BLOCKED, texts.PIN_BLOCKED, tries_left=0)
        self._pin = None
        return self._show(
            AppState.PIN_ENTRY,
            texts.PIN_WRONG.format(tries=tries_left),
            tries_left=tries_left,
            reason=Reason.PIN_WRONG,
        )

    def _wait_again(
        self, reason: Reason, message: str, *, lost: Lost = Lost.UNKNOWN
    ) -> AppScreen:
        return self._show(AppState.WAITING_FOR_CARD, message, reason=reason, lost=lost)

    def _refuse(
        self,
        reason: str,
        message: str,
        *,
        tries_left: int | None = None,
        return_url: str | None = None,
    ) -> AppScreen:
        launch = self._launch
        back = self._trusted_return(return_url)
        if launch is not None:
            back = None if launch.elsewhere else back or launch.return_url
        return self._show(
            AppState.REFUSED,
            message,
            tries_left=tries_left,
            reason=reason,
            return_url=back,
        )

    def _show(
        self,
        state: AppState,
        message: str,
        *,
        tries_left: int | None = None,
        reason: str | None = None,
        return_url: str | None = None,
        lost: Lost = Lost.UNKNOWN,
    ) -> AppScreen:
        if state in (AppState.CARD_READ, AppState.FINISHED, AppState.REFUSED):
            self._pin = None
        self._screen = AppScreen(
            state=state,
            message=message,
            tries_left=tries_left,
            reason=None if reason is None else str(reason),
            return_url=return_url,
            lost=lost,
        )
        return self._screen

    def _trusted_return(self, url: str | None) -> str | None:
        """Return *url* if it leads to a known origin; the app opens no other."""
        if url is not None:
            with suppress(LaunchError, ValueError):
                return url if origin(url) in self._trusted else None
        return None

    def _expect(self, act: str, *states: AppState) -> None:
        if self.current.state not in states:
            wanted = " or ".join(states)
            raise RuntimeError(f"{act} needs {wanted}, the app is {self.current.state}")


def _verifies(certificate: bytes, *, signature: bytes, digest: bytes) -> bool:
    """Tell whether *signature* is the certificate's; one unreadable: `ValueError`."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise ValueError(f"the card's certificate is damaged: {error}") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("expected an RSA key in the card's certificate")  # noqa: TRY004 - the card's content is wrong, not a type in our code.
    try:
        key.verify(signature, digest, padding.PKCS1v15(), Prehashed(SHA256()))
    except InvalidSignature:
        return False
    return True


def _answer_of(response: httpx.Response) -> GateAnswer | None:
    """Read the gate's answer, or return None when it is no answer of a gate."""
    try:
        answer = parse_gate_answer(response.content)
    except LaunchError:
        return None
    return answer if answer.accepted == response.is_success else None
