"""Reading files: READ BINARY and READ RECORD as JICSAP 1.1 has them."""

from __future__ import annotations

from ..behaviour import CardBehaviour
from ..iso7816 import SW, CardError, CommandAPDU
from ..memory.filesystem import Application, File, RecordEF, TransparentEF
from .state import SessionState

_SFI_MARK = 0x80
_SFI_MASK = 0x1F
_RECORD_MODE_MASK = 0x07
_ONE_RECORD = 0x04


def readable_content(session: SessionState) -> bytes | None:
    """Give the current EF's bytes if READ BINARY may have them now, else `None`."""
    file = session.current_file
    if isinstance(file, TransparentEF) and file.read.met(session.verified):
        return file.content
    return None


def read_binary(
    application: Application,
    session: SessionState,
    command: CommandAPDU,
    *,
    behaviour: CardBehaviour,
) -> bytes:
    """Answer READ BINARY; a short EF identifier in P1 makes that EF current."""
    if command.p1 & _SFI_MARK:
        if command.p1 & 0x60:
            raise CardError(SW.WRONG_P1_P2, f"P1 {command.p1:02X} is no short EF id")
        session.current_file = _by_sfi(application, command.p1 & _SFI_MASK, behaviour)
        offset = command.p2
    else:
        offset = command.p1 << 8 | command.p2
    file = _current(session)
    if not isinstance(file, TransparentEF):
        raise CardError(
            SW.COMMAND_INCOMPATIBLE_WITH_FILE, f"EF {file.fid:04X} is not transparent"
        )
    if not file.read.met(session.verified):
        raise CardError(
            SW.SECURITY_STATUS_NOT_SATISFIED, f"EF {file.fid:04X} needs its PIN first"
        )
    ne = _expected(command)
    if offset >= len(file.content):
        raise CardError(
            behaviour.sw_end_of_file,
            f"EF {file.fid:04X} has {len(file.content)} bytes, none at {offset}",
        )
    return file.content[offset : offset + ne]


def read_record(
    application: Application,
    session: SessionState,
    command: CommandAPDU,
    *,
    behaviour: CardBehaviour,
) -> bytes:
    """Answer READ RECORD for one record, by number from 1."""
    sfi, mode = command.p2 >> 3, command.p2 & _RECORD_MODE_MASK
    if mode != _ONE_RECORD:
        raise CardError(
            SW.FUNCTION_NOT_SUPPORTED, f"mode {mode} of P2 is not supported"
        )
    if sfi:
        session.current_file = _by_sfi(application, sfi, behaviour)
    file = _current(session)
    if not isinstance(file, RecordEF):
        raise CardError(
            SW.COMMAND_INCOMPATIBLE_WITH_FILE, f"EF {file.fid:04X} has no records"
        )
    if not file.read.met(session.verified):
        raise CardError(
            SW.SECURITY_STATUS_NOT_SATISFIED, f"EF {file.fid:04X} needs its PIN first"
        )
    ne = _expected(command)
    if not 1 <= command.p1 <= len(file.records):
        raise CardError(
            SW.RECORD_NOT_FOUND, f"EF {file.fid:04X} has no record {command.p1}"
        )
    return file.records[command.p1 - 1][:ne]


def _by_sfi(application: Application, sfi: int, behaviour: CardBehaviour) -> File:
    file = application.find_short(sfi)
    if file is None:
        raise CardError(
            behaviour.sw_read_unknown_short_id, f"no EF with short id {sfi:02X}"
        )
    return file


def _current(session: SessionState) -> File:
    if session.current_file is None:
        raise CardError(SW.NO_CURRENT_EF, "no EF is selected")
    return session.current_file


def _expected(command: CommandAPDU) -> int:
    """Give Ne; reading takes no data field and needs an Le [D]."""
    if command.data or command.ne is None:
        raise CardError(SW.WRONG_LENGTH, "reading takes an Le and no data field")
    return command.ne
