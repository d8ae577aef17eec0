"""What an invented person's card says of its holder: decoded text and pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass

from emulator.memory.filesystem import TransparentEF
from emulator.memory.image import CardImage

from ..trace.card_names import CARD_FACE_AID, INPUT_SUPPORT_AID
from .data_objects import objects_in, outer_value

_SEX = {"1": "男性", "2": "女性", "9": "適用不能"}
_SMALL, _ENLARGED = 100, 3  # Pixels; and how much smaller pictures grow.


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as a page can show it: a PNG in a data URI, or why there is none."""

    title: str
    source: str
    width: int
    height: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The holder as the card tells: fields by their names, and pictures."""

    fields: Mapping[str, str]
    pictures: tuple[Picture, ...]


def face_of(image: CardImage) -> Face:
    """Read the two 券面 applications; what is not on this card is left out."""
    number = outer_value(_content(image, INPUT_SUPPORT_AID, 0x0001))
    person = objects_in(_content(image, INPUT_SUPPORT_AID, 0x0002))
    front = objects_in(_content(image, CARD_FACE_AID, 0x0002))
    back = objects_in(_content(image, CARD_FACE_AID, 0x0005))
    texts = {
        "個人番号": _text(number),
        "氏名": _text(person.get(0xDF22)),
        "住所": _text(person.get(0xDF23)),
        "生年月日": _text(person.get(0xDF24)),
        "性別": _sex(_text(person.get(0xDF25))),
        "有効期限": _text(front.get(0xDF29)),
    }
    pictures = {
        "顔写真": front.get(0xDF27),
        "氏名": front.get(0xDF25),
        "住所": front.get(0xDF26),
        "個人番号": back.get(0xDF41),
        "照合番号Bの元になるセキュリティーコード": front.get(0xDF2A),
    }
    return Face(
        fields={name: text for name, text in texts.items() if text},
        pictures=tuple(
            _picture(title, content) for title, content in pictures.items() if content
        ),
    )


def _content(image: CardImage, aid: bytes, fid: int) -> bytes:
    for application in image.applications:
        if application.aid == aid:
            file = application.find(fid)
            if isinstance(file, TransparentEF):
                return file.content
    return b""


def _text(value: bytes | None) -> str:
    return "" if value is None else value.decode("utf-8", errors="replace")


def _sex(code: str) -> str:
    return f"{_SEX.get(code, '不明')}（{code}）" if code else ""


def _picture(title: str, content: bytes) -> Picture:
    """Make any of the card's pictures one that every browser shows."""
    try:
        from PIL import Image  # Comes with the library that writes PDFs.

        with Image.open(io.BytesIO(content)) as opened:
            shown = opened.convert("L")
            kind = opened.format or "?"
    except (ImportError, OSError) as error:
        return Picture(
            title=title,
            source="",
            width=0,
            height=0,
            note=f"{len(content)}バイト（表示できません: {type(error).__name__}）",
        )
    png = io.BytesIO()
    shown.save(png, "PNG")
    encoded = base64.b64encode(png.getvalue()).decode("ascii")
    scale = _ENLARGED if shown.width < _SMALL else 1
    return Picture(
        title=title,
        source=f"data:image/png;base64,{encoded}",
        width=shown.width * scale,
        height=shown.height * scale,
        note=f"{kind} {shown.width}×{shown.height}、{len(content)}バイト",
    )
