"""What every application of the card can do; the applications themselves add theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from ..behaviour import DEFAULT, CardBehaviour
from ..commands import system
from ..commands.pin import PIN
from ..commands.reading import read_binary, read_record
from ..commands.references import referenced_file
from ..commands.signing import authentication, scheme
from ..commands.state import SessionState
from ..commands.terminal import set_public_ic_key
from ..iso7816 import INS, SW, CardError, CommandAPDU
from ..iso7816.apdu import MAX_SHORT_NC, SHORT_NE
from ..memory.counters import CounterStore
from ..memory.filesystem import (
    Application,
    AuthenticationKeyFile,
    File,
    PINFile,
    SigningKeyFile,
)
from ..memory.keys import KeyFile, load_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_SECURE_MESSAGING = (0x08, 0x0C)
_NO_FCI = 0x0C
NO_OBJECTS: Final[Mapping[int, bytes]] = MappingProxyType({})


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
        behaviour: CardBehaviour = DEFAULT,
        data_objects: Mapping[int, bytes] = NO_OBJECTS,
    ) -> None:
        self.application = application
        self.aid = application.aid
        self.behaviour = behaviour
        self.pins: dict[int, PIN] = {
            file.fid: PIN(
                file,
                name=f"{application.aid.hex()}/{file.fid:04x}",
                counters=counters,
                behaviour=behaviour,
            )
            for file in application.files
            if isinstance(file, PINFile)
        }
        self._data_objects = data_objects
        self._keys: dict[int, RSAPrivateKey] = {}
        self._random_bytes = random_bytes

    def process(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Answer one command with its data, or raise `CardError`."""
        cla, ins = command.cla, command.ins
        if cla in _SECURE_MESSAGING:
            return self._protected(command, session)
        if (cla, ins) == self.change_pin_by:
            return self._change_pin(command, session)
        match cla, ins:
            case 0x00, INS.SELECT_FILE:
                return self._select(command, session)
            case 0x00, INS.READ_BINARY:
                return read_binary(
                    self.application, session, command, behaviour=self.behaviour
                )
            case 0x00, INS.READ_RECORD:
                return read_record(
                    self.application, session, command, behaviour=self.behaviour
                )
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
            case 0x80, INS.SET_PUBLIC_IC_KEY:
                return set_public_ic_key(
                    self.application, session.memory, command, behaviour=self.behaviour
                )
            case 0x80, INS.SET_SESSION_KEY:
                return self._set_session_key(command, session)
            case 0x80, INS.LAST_COMMAND_INDICATOR:
                return self._note_last_command(command)
            case 0x80, _:
                system.refuse(command)
            case 0x00, _:
                raise CardError(SW.INS_NOT_SUPPORTED, f"unknown INS {ins:02X}")
            case _:
                raise CardError(SW.CLA_NOT_SUPPORTED, f"unknown CLA {cla:02X}")

    def _protected(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Answer CLA 08 and 0C; where there is no secure messaging, by refusing."""
        if command.ins == INS.SELECT_FILE:
            sw = SW.SECURE_MESSAGING_NOT_SUPPORTED
        else:
            sw = SW.NO_SECURE_MESSAGING_SESSION
        raise CardError(sw, "no secure messaging session is open")

    def _set_session_key(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Refuse; only 券面事項入力補助AP takes a session key [M]."""
        raise CardError(self.session_key_refusal, "no session key is taken here")

    def _note_last_command(self, command: CommandAPDU) -> bytes:
        """Refuse; only a phone wants to know which command is the last one [M]."""
        raise CardError(SW.WRONG_LENGTH, "the plastic card keeps no such indicator")

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
        if file is None:
            if not self.behaviour.failed_select_keeps_file:
                session.current_file = None
            raise CardError(SW.FILE_NOT_FOUND, f"no file {fid:04X} here")
        session.current_file = file
        if (
            command.p2 == _NO_FCI
            or command.ne is None
            or not self.behaviour.select_answers_fci
        ):
            return b""
        return (b"\x6f\x04\x83\x02" + command.data)[: command.ne]

    def _select_master_file(self) -> bytes:
        return b""

    def _verify(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Present a PIN; with no data field, only report the tries left.

        The report is 63Cx also when the PIN is verified: OpenSC binds to no card
        that says otherwise, though some do.
        """
        if command.p1:
            raise CardError(SW.WRONG_P1_P2, f"P1 is 00, not {command.p1:02X}")
        pin, fid = self._pin(command, session)
        if not command.data:
            if self.behaviour.empty_verify_tells_success and fid in session.verified:
                return b""
            raise CardError(pin.tries_word, "no PIN given: tries left")
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
                self.behaviour.sw_change_unverified, "verify the old PIN first"
            )
        pin.change(command.data)
        return b""

    def _pin(self, command: CommandAPDU, session: SessionState) -> tuple[PIN, int]:
        file = self._referenced(command, session)
        if not isinstance(file, PINFile):
            raise CardError(
                self.behaviour.sw_verify_not_a_pin, f"EF {file.fid:04X} holds no PIN"
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
        """Give one object; those of more than 256 bytes only to an extended Le [M]."""
        tag = command.p1 << 8 | command.p2
        value = self._data_objects.get(tag)
        if value is None:
            raise CardError(SW.REFERENCE_DATA_NOT_FOUND, f"no object {tag:04X} here")
        if command.data or command.ne is None:
            raise CardError(SW.WRONG_LENGTH, "GET DATA takes an Le and no data field")
        if len(value) > SHORT_NE and not command.extended:
            raise CardError(SW.WRONG_LENGTH, f"object {tag:04X} needs an extended Le")
        return value[: command.ne]

    def _internal_authenticate(
        self, command: CommandAPDU, session: SessionState
    ) -> bytes:
        """Sign a challenge with a key made for it; only 共通カードAP has one [M]."""
        if command.p1:
            raise CardError(SW.WRONG_P1_P2, f"P1 is 00, not {command.p1:02X}")
        file = self._referenced(command, session)
        if isinstance(file, SigningKeyFile) and file.use.met(frozenset()):
            raise CardError(SW.CONDITIONS_NOT_SATISFIED, "the key is for signing only")
        if isinstance(file, SigningKeyFile):
            raise CardError(SW.SECURITY_STATUS_NOT_SATISFIED, "the key is behind a PIN")
        if not isinstance(file, AuthenticationKeyFile):
            raise CardError(
                SW.COMMAND_INCOMPATIBLE_WITH_FILE,
                f"EF {file.fid:04X} answers no challenge",
            )
        if not file.use.met(session.verified):
            raise CardError(SW.SECURITY_STATUS_NOT_SATISFIED, "the key needs its PIN")
        if not 1 <= len(command.data) <= MAX_SHORT_NC:
            raise CardError(
                SW.WRONG_LENGTH,
                f"a challenge has 1 to {MAX_SHORT_NC} bytes, not {len(command.data)}",
            )
        return authentication(self._key(file), command.data)

    def _sign(self, command: CommandAPDU, session: SessionState) -> bytes:
        """Sign by the scheme of P1 with the key of P2; all of it whatever the Le."""
        chosen = scheme(command.p1)
        file = self._signing_key(command, session)
        if not file.use.met(session.verified):
            raise CardError(
                SW.SECURITY_STATUS_NOT_SATISFIED,
                f"key {file.fid:04X} needs its PIN first",
            )
        chosen.check(command.data, behaviour=self.behaviour)
        return chosen.sign(self._key(file), command.data, behaviour=self.behaviour)

    def _signing_key(
        self, command: CommandAPDU, session: SessionState
    ) -> SigningKeyFile:
        if command.p2 == 0x00:
            if self.default_key is None:
                raise CardError(
                    self.behaviour.sw_unknown_reference,
                    "this application has no default key",
                )
            file = self.application.find(self.default_key)
        else:
            file = self._referenced(command, session)
        if not isinstance(file, SigningKeyFile):
            raise CardError(
                self.behaviour.sw_sign_not_a_key, "the EF holds no signing key"
            )
        return file

    def _referenced(self, command: CommandAPDU, session: SessionState) -> File:
        return referenced_file(
            self.application, session, command.p2, behaviour=self.behaviour
        )

    def _key(self, file: KeyFile) -> RSAPrivateKey:
        key = self._keys.get(file.fid)
        if key is None:
            key = self._keys[file.fid] = load_key(file)
        return key
