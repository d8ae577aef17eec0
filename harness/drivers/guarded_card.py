"""A guard around a real card: no try of its owner's PINs is ever spent unasked.

A blocked PIN costs its owner a trip to the municipal office. So only the card that
was named is touched, only commands that cannot harm it pass, and a PIN is sent only
after the card has said that no try is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cryptography import x509

from ..card.errors import CardRefusal
from ..card.jpki import AUTH_PIN, AUTH_PIN_TRIES, JPKI_AID, JPKIClient
from ..ports import BenchUnavailable, CardConnection, TransportError

SIGN_PIN: Final = 0x001B  # 署名用 password of the JPKI application: 5 tries.
SIGN_PIN_TRIES: Final = 5

_FULL_TRIES: Final[Mapping[int, int]] = {
    AUTH_PIN: AUTH_PIN_TRIES,
    SIGN_PIN: SIGN_PIN_TRIES,
}

_SELECT, _VERIFY, _READ_BINARY, _READ_RECORD, _SIGN = 0xA4, 0x20, 0xB0, 0xB2, 0x2A
_HARMLESS: Final = frozenset(
    {
        (0x00, _SELECT),
        (0x00, _READ_BINARY),
        (0x00, _READ_RECORD),
        (0x00, 0xCA),  # GET DATA
        (0x00, 0x84),  # GET CHALLENGE
        (0x80, _SIGN),  # COMPUTE DIGITAL SIGNATURE, which needs a verified PIN.
    }
)
_BY_NAME, _BY_FILE = 0x04, 0x02
_CURRENT = 0x80
_OK = b"\x90\x00"


class RealCardRefused(BenchUnavailable):
    """The guard stopped before anything could happen to a real card."""


class WrongCard(RealCardRefused):
    """Another card than the named one is in the reader."""


class GuardedPCSCCard:
    """A connection that lets nothing through that could harm the card behind it.

    The JPKI application is current when it opens and after every reset, because the
    card is identified by its 利用者証明用電子証明書. After a broken link the guard
    stays shut: nobody knows which card is there now.
    """

    def __init__(
        self,
        connection: CardConnection,
        *,
        certificate_serial: int,
        expendable: bool = False,
    ) -> None:
        """Identify the card; *expendable* lets PINs be tried below the full count.

        Raises `WrongCard`; the connection is closed then.
        """
        self._connection = connection
        self._serial = certificate_serial
        self._expendable = expendable
        self._trusted = False
        self._application: bytes | None = None
        self._file: int | None = None
        try:
            self._identify()
        except BaseException:
            connection.close()
            raise

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""
        return self._connection.atr

    def transmit(self, command: bytes) -> bytes:
        """Send a command that cannot harm the card.

        Raises `RealCardRefused` for any other, before a byte of it is sent.
        """
        if not self._trusted:
            raise RealCardRefused(
                "カードとの接続が切れたため、同じカードかどうか分かりません。"
                "カードをもう一度置いてやり直してください。"
            )
        if len(command) < 4:
            raise RealCardRefused(
                f"実カードに短すぎるコマンド（{len(command)}バイト）は送りません。"
            )
        cla, ins = command[:2]
        if (cla, ins) == (0x00, _VERIFY):
            return self._verify(command)
        if (cla, ins) not in _HARMLESS:
            raise RealCardRefused(
                f"実カードには CLA {cla:02X} INS {ins:02X} のコマンドを送りません。"
            )
        response = self._send(command)
        if ins == _SELECT:
            self._note_selection(command, accepted=response[-2:] == _OK)
        elif _names_file(command):
            self._file = None  # By short identifier: another file may be current now.
        return response

    def reset(self) -> None:
        """Warm reset; then make sure that it is still the named card."""
        self._trusted = False
        self._connection.reset()
        self._identify()

    def close(self) -> None:
        """Let go of the card."""
        self._trusted = False
        self._connection.close()

    def _identify(self) -> None:
        self._application, self._file = None, None
        client = JPKIClient(self._connection)
        try:
            client.select()
            certificate = x509.load_der_x509_certificate(client.auth_certificate())
        except (CardRefusal, ValueError) as error:
            raise WrongCard(
                "リーダーのカードから利用者証明用電子証明書を読めません。"
                f"マイナンバーカードではない可能性があります（{error}）。"
            ) from error
        if certificate.serial_number != self._serial:
            raise WrongCard(
                "リーダーのカードは、ベンチで名指しされたカードではありません"
                f"（証明書のシリアル番号: 名指し {self._serial}、"
                f"実際 {certificate.serial_number}）。"
                "何も行わずに終わります。"
            )
        self._application = JPKI_AID
        self._trusted = True

    def _verify(self, command: bytes) -> bytes:
        p1, p2 = command[2:4]
        if len(command) == 4 or command[4:] == b"\0":
            return self._send(command)  # It only asks for the tries left.
        key = self._named_key(p2)
        full = _FULL_TRIES.get(key) if key is not None else None
        if self._application != JPKI_AID or full is None or p1 != 0:
            raise RealCardRefused(
                "どの暗証番号か確かめられないため、実カードに暗証番号を送りません。"
            )
        left = self._tries_left(p2, full)
        if left > full:
            raise RealCardRefused(
                f"カードの答えた残り回数（{left} 回）が、その暗証番号の {full} 回より"
                "多いため、どの暗証番号か分かりません。暗証番号を送らずに終わります。"
            )
        if left < full and not self._expendable:
            raise RealCardRefused(
                f"暗証番号の残り回数が {full} 回中 {left} 回です。"
                "減っているカードには暗証番号を送りません。"
                "正しい暗証番号を別の手段で一度入力すると、残り回数は元に戻ります。"
            )
        if p2 != _CURRENT:
            self._file = None  # Whether this makes the key current is not known.
        return self._send(command)

    def _named_key(self, p2: int) -> int | None:
        """Return the file of the key that a VERIFY means; None if it is not known."""
        if p2 == _CURRENT:
            return self._file
        return p2 & 0x1F if p2 & 0xE0 == _CURRENT else None

    def _tries_left(self, p2: int, full: int) -> int:
        """Ask for the tries left; 9000 means a right PIN was seen, so all of them."""
        answer = self._send(bytes((0x00, _VERIFY, 0x00, p2)))
        if answer == _OK:
            return full
        if len(answer) == 2 and answer[0] == 0x63 and answer[1] & 0xF0 == 0xC0:
            return answer[1] & 0x0F
        raise RealCardRefused(
            f"カードが暗証番号の残り回数を答えません（{answer.hex().upper()}）。"
            "暗証番号を送らずに終わります。"
        )

    def _note_selection(self, command: bytes, *, accepted: bool) -> None:
        """Keep track of what is current; where in doubt, of nothing."""
        how, occurrence = command[2], command[3]
        length = command[4] if len(command) > 5 else 0
        data = command[5 : 5 + length]
        self._file = None
        if how == _BY_FILE:
            if accepted and len(data) == 2:
                self._file = int.from_bytes(data, "big")
            return
        first = how == _BY_NAME and occurrence & 0x03 == 0
        self._application = data if accepted and first else None

    def _send(self, command: bytes) -> bytes:
        try:
            return self._connection.transmit(command)
        except TransportError:
            self._trusted = False
            raise


def _names_file(command: bytes) -> bool:
    """Tell whether a harmless command names a file by its short identifier."""
    ins, p1, p2 = command[1:4]
    if ins == _READ_BINARY:
        return p1 & 0x80 != 0
    if ins == _READ_RECORD:
        return p2 >> 3 != 0
    return ins == _SIGN and p2 not in (0x00, _CURRENT)
