"""A card's applications and files: what they are, how big, who may read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from emulator.link_lost import LinkLost
from emulator.memory.filesystem import (
    AccessCondition,
    Always,
    AnyPIN,
    Application,
    AuthenticationKeyFile,
    File,
    PINFile,
    RecordEF,
    SessionKeyFile,
    SigningKeyFile,
    TerminalCAFile,
    TransparentEF,
)
from emulator.memory.image import CardImage

from ..trace.card_names import DATA_OBJECTS, FILES, NAMES
from ..trace.card_place import CardPlace
from ..trace.mask import HOLDER_CERTIFICATES

_IMPERSONAL_TEXT = (0x0045, 0x00F0, 0x00F2)  # Printable; of an invented person.


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """One file. *size* is in bytes, None where it has none; *tries* of a PIN."""

    fid: str
    name: str
    kind: str
    size: int | None
    access: str
    tries: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """One application with its files."""

    aid: str
    name: str
    files: tuple[FileFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectFacts:
    """One GET DATA object of the MF level."""

    tag: str
    name: str
    size: int
    text: str


class AskedCard(Protocol):
    """A card that can be asked for the tries left."""

    def power_on(self) -> None: ...
    def power_off(self) -> None: ...
    def transmit(self, command: bytes) -> bytes: ...


def applications_of(image: CardImage, card: AskedCard) -> tuple[ApplicationFacts, ...]:
    """Tell what is on a card. The tries left are asked of *card*, spending none."""
    card.power_on()
    try:
        return tuple(_application(app, card) for app in image.applications)
    finally:
        card.power_off()


def objects_of(image: CardImage) -> tuple[ObjectFacts, ...]:
    """Tell what GET DATA gives at the MF level."""
    return tuple(
        ObjectFacts(
            tag=f"{tag:04X}",
            name=DATA_OBJECTS.get(tag, ""),
            size=len(value),
            text=value.decode("ascii") if tag in _IMPERSONAL_TEXT else "",
        )
        for tag, value in image.data_objects
    )


def _application(application: Application, card: AskedCard) -> ApplicationFacts:
    names = FILES.get(application.aid, {})
    return ApplicationFacts(
        aid=application.aid.hex().upper(),
        name=NAMES.get(application.aid, "名前の分からないAP"),
        files=tuple(
            FileFacts(
                fid=f"{file.fid:04X}",
                name=names.get(file.fid, "用途が公開されていないファイル"),
                kind=_kind(file, aid=application.aid),
                size=_size(file),
                access=_access(file),
                tries=_tries(application.aid, file, card),
            )
            for file in application.files
        ),
    )


def _kind(file: File, *, aid: bytes) -> str:
    match file:
        case TransparentEF(content=content) if (
            CardPlace(aid, file.fid) in HOLDER_CERTIFICATES and content[:1] != b"\x30"
        ):
            return "空"
        case TransparentEF():
            return "データ"
        case RecordEF(records=records):
            return f"レコード{len(records)}件"
        case PINFile():
            return "照合する値"
        case SigningKeyFile(private_key=None):
            return "署名鍵（なし）"
        case SigningKeyFile():
            return "署名鍵"
        case AuthenticationKeyFile():
            return "内部認証の鍵"
        case SessionKeyFile():
            return "セッション鍵を受ける鍵"
        case TerminalCAFile():
            return "特定機関の証明書を確かめる鍵"
        case _:
            return "内部"


def _size(file: File) -> int | None:
    match file:
        case TransparentEF(content=content):
            return len(content)
        case RecordEF(records=records):
            return sum(map(len, records))
        case _:
            return None


def _access(file: File) -> str:
    match file:
        case TransparentEF(read=condition) | RecordEF(read=condition):
            return f"読む: {_condition(condition)}"
        case (
            SigningKeyFile(use=condition)
            | AuthenticationKeyFile(use=condition)
            | SessionKeyFile(use=condition)
        ):
            return f"使う: {_condition(condition)}"
        case _:
            return ""


def _condition(condition: AccessCondition) -> str:
    match condition:
        case Always():
            return "自由"
        case AnyPIN(fids=()):
            return "できない"
        case AnyPIN(fids=fids):
            return "か".join(f"{fid:04X}" for fid in fids) + "の照合"
        case _:
            return "条件あり"


def _tries(aid: bytes, file: File, card: AskedCard) -> str:
    if not isinstance(file, PINFile):
        return ""
    try:
        for command in (
            b"\x00\xa4\x04\x0c" + bytes((len(aid),)) + aid,
            b"\x00\xa4\x02\x0c\x02" + file.fid.to_bytes(2, "big"),
        ):
            if card.transmit(command)[-2:] != b"\x90\x00":
                return "尋ねられない"
        answer = card.transmit(b"\x00\x20\x00\x80")
    except LinkLost:
        return "カードが答えない"
    if answer[0] == 0x63 and answer[1] & 0xF0 == 0xC0:
        left = answer[1] & 0x0F
        return f"残り{left}回" if left else "ロック"
    return "制限なし" if answer == b"\x63\x00" else answer.hex().upper()
