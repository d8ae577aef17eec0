"""What every application of the card can do; the applications themselves add theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from ..counters import CounterStore
from ..filesystem import Application, PINFile, SigningKeyFile
from ..iso7816 import INS, SW, CardError, CommandAPDU, tries_left
from ..pin import PIN
from ..state import SessionState
from . import system
from .reading import read_binary, read_record
from .references import referenced_file
from .signing import scheme

_SECURE_MESSAGING = (0x08, 0x0C)
_NO_FCI = 0x0C


class Applet:
    """One personalised application; it never learns how it is reached.

    It keeps nothing between commands: the session belongs to the card. Commands
    return their data, or raise `CardError` with the status word and the reason.
    """

    default_key: ClassVar[int | None] = None
    """The signing key that P2 = 00 means; `None` where there is none."""
    change_pin_by: ClassVar[tuple[int, INS]] = (0x00, INS.CHANGE_REFERENCE_DATA)
    """CLA and INS by which this application changes a PIN."""
    session_key_refusal: ClassVar[int] = SW.SECURITY_STATUS_NOT_SATISFIED
    """What SET SESSION KEY answers where there is no secure messaging."""

    def __init__(
        self,
        application: Application,
        *,
        counters: CounterStore,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self.application = application
        self.pins: dict[int, PIN] = {
            file.fid: PIN(
                file, name=f"{application.aid.hex()}/{file.fid:04x}", counters=counters
            )
            for file in application.files
            if isinstance(file, PINFile)
        }
        self._keys: dict[int, RSAPrivateKey] = {}
        self._random_bytes = random_bytes

    @property
    def aid(self) -> bytes:
        """The DF name."""
        return self.application.aid

    def process(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Answer one command with its data, or raise `CardError`."""
        cla, ins = command.cla, command.ins
        if cla in _SECURE_MESSAGING:
            self._refuse_secure_messaging(command)
        if (cla, ins) == self.change_pin_by:
            return self._change_pin(command, session)
        match cla, ins:
            case 0x00, INS.SELECT_FILE:
                return self._select(command, session)
            case 0x00, INS.READ_BINARY:
                return read_binary(self.application, session, command)
            case 0x00, INS.READ_RECORD:
                return read_record(self.application, session, command)
            case 0x00, INS.VERIFY:
                return self._verify(command, session)
            case 0x00, INS.GET_CHALLENGE:
                return self._get_challenge(command)
            case 0x00, INS.GET_DATA:
                return self._get_data(command)
            case 0x00, INS.INTERNAL_AUTHENTICATE:
                return self._internal_authenticate(command, session)
            case 0x00, INS.EXTERNAL_AUTHENTICATE:
                raise CardError(SW.SECURITY_STATUS_NOT_SATISFIED, "only for the issuer")
            case 0x80, INS.COMPUTE_DIGITAL_SIGNATURE:
                return self._sign(command, session)
            case 0x80, INS.SET_SESSION_KEY:
                raise CardError(
                    self.session_key_refusal, "no session key is taken here"
                )
            case 0x80, _:
                return system.process(command)
            case 0x00, _:
                raise CardError(SW.INS_NOT_SUPPORTED, f"unknown INS {ins:02X}")
            case _:
                raise CardError(SW.CLA_NOT_SUPPORTED, f"unknown CLA {cla:02X}")

    def _refuse_secure_messaging(self, command: CommandAPDU) -> None:
        """Refuse CLA 08 and 0C; no session can be open here."""
        if command.ins == INS.SELECT_FILE:
            sw = SW.SECURE_MESSAGING_NOT_SUPPORTED
        else:
            sw = SW.NO_SECURE_MESSAGING_SESSION
        raise CardError(sw, "no secure messaging session is open")

    def _select(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Select an EF; SELECT of the MF changes nothing while this DF is current."""
        if command.p1 == 0x00 and not command.data:
            return self._select_master_file()
        if command.p1 not in (0x00, 0x02) or command.p2 not in (0x00, _NO_FCI):
            raise CardError(
                SW.WRONG_P1_P2, f"P1P2 {command.p1:02X}{command.p2:02X} is no SELECT"
            )
        if len(command.data) != 2:
            raise CardError(
                SW.WRONG_LENGTH, f"a file id has 2 bytes, not {len(command.data)}"
            )
        fid = int.from_bytes(command.data, "big")
        file = self.application.find(fid) if command.p1 == 0x02 else None
        if file is None:  # The EF that was current stays so [D].
            raise CardError(SW.FILE_NOT_FOUND, f"no file {fid:04X} here")
        session.current_file = file
        if command.p2 == _NO_FCI or command.ne is None:
            return b""
        return (b"\x6f\x04\x83\x02" + command.data)[: command.ne]

    def _select_master_file(self) -> bytes:
        return b""

    def _verify(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Present a PIN; with no data field, only report the tries left.

        The report is 63Cx also when the PIN is verified: OpenSC binds to no card
        that says otherwise.
        """
        if command.p1:
            raise CardError(SW.WRONG_P1_P2, f"P1 is 00, not {command.p1:02X}")
        pin, fid = self._pin(command, session)
        if not command.data:
            raise CardError(tries_left(pin.tries_left), "no PIN given: tries left")
        session.verified.discard(fid)  # A try that fails leaves nothing verified.
        pin.present(command.data)
        session.verified.add(fid)
        return b""

    def _change_pin(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Take a new value for a PIN that is verified (new value only, P1 = 01)."""
        if command.p1 != (0x01 if command.cla == 0x00 else 0x00):
            raise CardError(SW.WRONG_P1_P2, f"P1 {command.p1:02X} is not supported")
        pin, fid = self._pin(command, session)
        if fid not in session.verified:
            raise CardError(
                SW.SECURITY_STATUS_NOT_SATISFIED, "verify the old PIN first"
            )
        pin.change(command.data)
        return b""

    def _pin(self, command: CommandAPDU, session: SessionState) -> tuple[PIN, int]:
        file = referenced_file(self.application, session, command.p2)
        if not isinstance(file, PINFile):
            raise CardError(
                SW.COMMAND_INCOMPATIBLE_WITH_FILE, f"EF {file.fid:04X} holds no PIN"
            )
        return self.pins[file.fid], file.fid

    def _get_challenge(self, command: CommandAPDU) -> bytes:
        if command.p1 or command.p2:
            raise CardError(SW.WRONG_P1_P2, "P1P2 of GET CHALLENGE is 0000")
        if command.extended:
            raise CardError(SW.CONDITIONS_NOT_SATISFIED, "no extended Le here")
        if command.data or command.ne is None:
            raise CardError(SW.WRONG_LENGTH, "GET CHALLENGE takes an Le and no data")
        return self._random_bytes(command.ne)

    def _get_data(self, command: CommandAPDU) -> bytes:
        raise CardError(
            SW.REFERENCE_DATA_NOT_FOUND,
            f"no object {command.p1:02X}{command.p2:02X} inside an application",
        )

    def _internal_authenticate(
        self, command: CommandAPDU, session: SessionState
    ) -> bytes:
        """Refuse: only one key of 共通カードAP answers this command [M]."""
        if command.p1:
            raise CardError(SW.WRONG_P1_P2, f"P1 is 00, not {command.p1:02X}")
        file = referenced_file(self.application, session, command.p2)
        if not isinstance(file, SigningKeyFile):
            raise CardError(
                SW.COMMAND_INCOMPATIBLE_WITH_FILE, f"EF {file.fid:04X} holds no key"
            )
        if file.use.met(frozenset()):
            raise CardError(SW.CONDITIONS_NOT_SATISFIED, "the key is for signing only")
        raise CardError(SW.SECURITY_STATUS_NOT_SATISFIED, "the key is behind a PIN")

    def _sign(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Sign by the scheme of P1 with the key of P2; all of it whatever the Le."""
        chosen = scheme(command.p1)
        file = self._signing_key(command, session)
        if not file.use.met(session.verified):
            raise CardError(
                SW.SECURITY_STATUS_NOT_SATISFIED,
                f"key {file.fid:04X} needs its PIN first",
            )
        chosen.check(command.data)
        return chosen.sign(self._load_key(file), command.data)

    def _signing_key(
        self, command: CommandAPDU, session: SessionState
    ) -> SigningKeyFile:
        if command.p2 == 0x00:
            if self.default_key is None:
                raise CardError(
                    SW.REFERENCE_DATA_NOT_FOUND, "this application has no default key"
                )
            file = self.application.find(self.default_key)
        else:
            file = referenced_file(self.application, session, command.p2)
        if not isinstance(file, SigningKeyFile):
            raise CardError(SW.COMMAND_INCOMPATIBLE_WITH_FILE, "the EF holds no key")
        return file

    def _load_key(self, file: SigningKeyFile) -> RSAPrivateKey:
        key = self._keys.get(file.fid)
        if key is None:
            if file.private_key is None:
                raise CardError(
                    SW.CONDITIONS_NOT_SATISFIED, f"key {file.fid:04X} was never written"
                )
            loaded = load_der_private_key(
                file.private_key,
                None,
                unsafe_skip_rsa_key_validation=True,  # Our own key; saves 29 ms.
            )
            if not isinstance(loaded, RSAPrivateKey):
                raise TypeError(f"key {file.fid:04X} is not an RSA key")
            key = self._keys[file.fid] = loaded
        return key
