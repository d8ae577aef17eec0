"""A card's whole state in one file, and the card put back to it later."""

from __future__ import annotations

import json
from pathlib import Path

from card_profiles.machine_words import file_reason
from card_profiles.model import Persona

from ..issuing.authorities import Authorities
from ..issuing.issuer_check import issued_by
from ..memory.counters import CountersDamaged, parse_counters, write_durably
from ..memory.image import CardImage, ImageError
from .rewriting import Rewriting, finish_revocations, rewrite
from .store import CARD, COUNTERS, ORIGIN, CardDrawer, ForeignCard

SCHEMA = "mynabench.snapshot/1"

_FILES = (ORIGIN, CARD, COUNTERS)


class SnapshotError(ValueError):
    """A snapshot cannot be taken or put back; the message says why."""


def save_snapshot(
    drawer: CardDrawer, persona: Persona, pki: Authorities, path: Path
) -> None:
    """Write the card of *persona* to the file *path*: its files, tries, changed PINs.

    The file is there whole or not at all, and replaces an older one. It holds test
    keys and PINs in clear. Raises `SnapshotError` when there is no such card,
    `CardInUse` while a reader has it.
    """
    with drawer.held(persona.name) as home:
        if not (home / CARD).exists():
            raise SnapshotError(
                f"{persona.name} のカードはまだありません。"
                "一度使うと作られ、保存できるようになります。"
            )
        finish_revocations(home, pki)
        contents = {name: _text(home / name) for name in _FILES}
    _checked(contents, persona=persona, pki=pki, where=home)
    document = {"schema": SCHEMA, "persona": persona.name, "files": contents}
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    write_durably(path, raw.encode())


def restore_snapshot(
    drawer: CardDrawer, persona: Persona, pki: Authorities, path: Path
) -> None:
    """Put the card of *persona* back to what `save_snapshot` wrote to *path*.

    Tries and PINs become those of the snapshot, also where that gives tries back.
    Certificates revoked since stay revoked: the CAs are not part of a card. A
    process killed meanwhile leaves the card as it was, or restored. Raises
    `SnapshotError` for a file that is none or is of another persona's card,
    `ForeignCard` when other CAs issued it, `CardInUse` while a reader has the card.
    """
    contents = _read(path, persona)
    _checked(contents, persona=persona, pki=pki, where=path)
    files = {
        name: None if text is None else text.encode() for name, text in contents.items()
    }
    with drawer.held(persona.name) as home:
        finish_revocations(home, pki)
        rewrite(home, Rewriting(files=files), pki)


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def _read(path: Path, persona: Persona) -> dict[str, str | None]:
    try:
        document = json.loads(path.read_bytes())
        schema, owner = document["schema"], document["persona"]
        contents = {name: document["files"][name] for name in _FILES}
    except OSError as error:
        raise SnapshotError(
            f"{path} を読めません。{file_reason(error, path)}。"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise SnapshotError(
            f"{path} はカードのスナップショット（{SCHEMA}）ではありません。"
        ) from error
    if schema != SCHEMA:
        raise SnapshotError(
            f"{path} の形式は {schema} ですが、読めるのは {SCHEMA} だけです。"
        )
    if owner != persona.name:
        raise SnapshotError(
            f"{path} は {owner} のカードのスナップショットです。"
            f"{persona.name} のカードには戻せません。"
        )
    return contents


def _checked(
    contents: dict[str, str | None], *, persona: Persona, pki: Authorities, where: Path
) -> None:
    """Refuse what is damaged or not of this persona and these CAs."""
    card, counters = contents[CARD], contents[COUNTERS]
    try:
        image = CardImage.from_json((card or "").encode())
        parse_counters((counters or "").encode(), where=str(where))
    except (ImageError, CountersDamaged) as error:
        raise SnapshotError(f"{where} のカードは壊れています: {error}") from error
    if image.persona != persona.name:
        raise SnapshotError(
            f"{where} に入っているのは {image.persona} のカードで、"
            f"{persona.name} のものではありません。"
        )
    if not issued_by(image, pki):
        raise ForeignCard(
            f"{where} のカードは、現在のテスト認証局とは別の認証局が発行したものです。"
            "発行した認証局のフォルダー（pki）と一緒に使ってください。"
        )
