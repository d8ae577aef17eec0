"""The drawer where personas' cards are kept: made once, then always the same card."""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import TracebackType

from cryptography.hazmat.primitives.serialization import Encoding
from filelock import FileLock, Timeout

from card_profiles.model import Persona

from .applets import jpki
from .card import VirtualCard
from .counters import FileCounters, write_durably
from .filesystem import TransparentEF
from .image import CardImage
from .iso7816.atr import DEFAULT_ATR
from .personalize import Authorities, personalize

_PERSONA_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class CardInUse(RuntimeError):  # noqa: N818 - a state of the card, as users say it.
    """The card is in another reader already; the message names the process."""


class ForeignCard(RuntimeError):  # noqa: N818 - says what was found in the drawer.
    """The card in the drawer was made by other test CAs than the ones at hand."""


class StoredCard:
    """A card taken out of the drawer; nobody else can have it until `close`."""

    def __init__(self, card: VirtualCard, *, image: CardImage, lock: FileLock) -> None:
        self.card = card
        self.image = image
        self._lock = lock

    def reset_tries(self) -> None:
        """Fill the retry counters, as the 市区町村窓口 does; on disk on return."""
        self.card.reset_tries()

    def close(self) -> None:
        """Put the card back, without power; may be called twice."""
        self.card.power_off()
        self._lock.release()

    def __enter__(self) -> StoredCard:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class CardDrawer:
    """Cards in a directory: `<persona>/card.json`, never rewritten, and `counters`.

    Who holds a card is noted in `.locks`, so that a card's own directory changes in
    nothing but its counters. The files hold test keys and test PINs in clear.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def open(
        self,
        persona: Persona,
        pki: Authorities,
        *,
        atr: bytes = DEFAULT_ATR,
        contactless: bool = True,
    ) -> StoredCard:
        """Take out the card of *persona*, making it the first time.

        Raises `CardInUse` while another reader has it, `ForeignCard` when it was
        made by other CAs, `image.ImageError` or `counters.CountersDamaged` when its
        files are damaged.
        """
        if not _PERSONA_NAME.fullmatch(persona.name):
            raise ValueError(
                f"a persona's name makes a directory, not {persona.name!r}"
            )
        lock = self._take(persona.name)
        try:
            home = self._directory / persona.name
            image = _load_or_make(home / "card.json", persona, pki)
            card = VirtualCard(
                image,
                counters=FileCounters(home / "counters"),
                atr=atr,
                contactless=contactless,
            )
        except BaseException:
            lock.release()
            raise
        return StoredCard(card, image=image, lock=lock)

    def _take(self, name: str) -> FileLock:
        locks = self._directory / ".locks"
        locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(locks / f"{name}.lock")
        # The holder stands in a file of its own: Windows lets nobody read a locked one.
        holder = locks / f"{name}.holder"
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            pid = holder.read_text("ascii") if holder.exists() else "unknown"
            raise CardInUse(
                f"{name} のカードは別のリーダーで使用中です(プロセス {pid})。"
                "そのプロセスを終了してからやり直してください。"
            ) from error
        holder.write_text(str(os.getpid()), "ascii")
        return lock


def _load_or_make(path: Path, persona: Persona, pki: Authorities) -> CardImage:
    if not path.exists():
        image = personalize(persona, pki)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, image.to_json())
        return image
    image = CardImage.from_json(path.read_bytes())
    kept = image.application(jpki.AID).find(jpki.AUTH_CA_CERTIFICATE)
    expected = pki.auth.certificate.public_bytes(Encoding.DER)
    if not isinstance(kept, TransparentEF) or not kept.content.startswith(expected):
        raise ForeignCard(
            f"{path} のカードは、現在のテスト認証局とは別の認証局が発行したものです。"
            f"ディレクトリ {path.parent} を削除すると、新しいカードが作られます。"
        )
    return image
