"""The drawer where personas' cards are kept: made once, then always the same card."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import BaseFileLock

from card_profiles.model import Persona

from ..behaviour import DEFAULT, CardBehaviour
from ..card import VirtualCard
from ..issuing.authorities import Authorities
from ..issuing.issuer_check import ForeignCard, require_issuer
from ..issuing.key_cache import KeyCache
from ..issuing.key_generation import KeySource
from ..issuing.making import BEHAVIOUR_LINE, lines_of, make_image
from ..memory.counters import (
    FileCounters,
    make_directory_durably,
    parse_counters,
    write_durably,
)
from ..memory.image import CardImage
from . import in_reader, origin, rewriting
from .in_reader import CardInUse

__all__ = ["CardDrawer", "CardInUse", "ForeignCard", "OutdatedCard", "StoredCard"]

CARD = "card.json"
COUNTERS = "counters"
ORIGIN = origin.FILE_NAME

_PERSONA_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class OutdatedCard(RuntimeError):  # noqa: N818 - a state of the card, as users say it.
    """The persona, or the behaviour, was edited after its card had been made."""


class StoredCard:
    """A card taken out of the drawer; nobody else can have it until `close`."""

    def __init__(
        self, card: VirtualCard, *, image: CardImage, lock: BaseFileLock
    ) -> None:
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class CardDrawer:
    """Cards in a directory, each in one of its own, by the persona's name.

    `card.json` is what personalisation wrote and `origin.json` from what; using a
    card changes nothing but `counters`. Only renewing certificates, restoring a
    snapshot and making the card anew rewrite them, whole or not at all. Who holds a
    card is noted in `.locks`. The files hold test keys and test PINs in clear.
    """

    def __init__(
        self,
        directory: Path,
        *,
        key_cache: KeyCache | None = None,
        key_source: KeySource | None = None,
    ) -> None:
        """Keep cards in *directory*.

        Keys of new cards come from *key_cache*, then from *key_source*, by default
        a generator on all cores.
        """
        self._directory = directory
        self._key_cache = key_cache
        self._key_source = key_source

    @property
    def key_cache(self) -> KeyCache | None:
        """Where keys of new cards are kept."""
        return self._key_cache

    def names(self) -> tuple[str, ...]:
        """Return the personas that have a card here, sorted."""
        return tuple(
            sorted(path.parent.name for path in self._directory.glob(f"*/{CARD}"))
        )

    def open(
        self,
        persona: Persona,
        pki: Authorities,
        *,
        behaviour: CardBehaviour = DEFAULT,
        atr: bytes | None = None,
        contactless: bool | None = None,
        altered: Callable[[CardImage], CardImage] | None = None,
    ) -> StoredCard:
        """Take out the card of *persona*, making it the first time.

        *atr* and *contactless* are the card's own unless given. What *altered* makes
        of the card's content holds this time and is not kept. Raises `CardInUse`
        while another reader has it, `ForeignCard` when it was made by other CAs,
        `OutdatedCard` when the persona was edited since, `image.ImageError` or
        `counters.CountersDamaged` when its files are damaged.
        """
        lock, home = self._take(persona.name)
        try:
            self._ensure_made(home, persona, pki, behaviour, self._key_source)
            image = self._checked(home, persona, pki, behaviour)
            card = VirtualCard(
                image if altered is None else altered(image),
                counters=FileCounters(home / COUNTERS),
                behaviour=behaviour,
                atr=atr,
                contactless=contactless,
            )
        except BaseException:
            lock.release()
            raise
        return StoredCard(card, image=image, lock=lock)

    def copy(
        self,
        persona: Persona,
        pki: Authorities,
        *,
        behaviour: CardBehaviour = DEFAULT,
    ) -> tuple[CardImage, VirtualCard] | None:
        """Copy the card of *persona* to look at, whoever holds it meanwhile.

        What is done to the copy changes nothing. None where there is no card yet.
        Raises `ForeignCard`, `image.ImageError` or `counters.CountersDamaged`.
        """
        home = self._directory / persona.name
        if not (home / CARD).exists():
            return None
        image = CardImage.from_json((home / CARD).read_bytes())
        require_issuer(image, pki, where=home)
        kept = home / COUNTERS
        raw = kept.read_bytes() if kept.exists() else b""
        counters = parse_counters(raw, where=str(kept))
        return image, VirtualCard(image, counters=counters, behaviour=behaviour)

    def make(
        self,
        persona: Persona,
        pki: Authorities,
        *,
        behaviour: CardBehaviour = DEFAULT,
        key_source: KeySource | None = None,
    ) -> bool:
        """Put the card of *persona* into the drawer; tell whether it was made now.

        One that is there already is left alone. Raises `CardInUse`.
        """
        with self.held(persona.name) as home:
            source = key_source or self._key_source
            return self._ensure_made(home, persona, pki, behaviour, source)

    def remake(
        self,
        persona: Persona,
        pki: Authorities,
        *,
        behaviour: CardBehaviour = DEFAULT,
    ) -> None:
        """Replace the card by one that fits the persona as it is now, tries full.

        Raises `CardInUse` while a reader has the old one.
        """
        with self.held(persona.name) as home:
            image = self._new_image(persona, pki, behaviour, self._key_source)
            change = rewriting.Rewriting(
                files={
                    ORIGIN: origin.origin_of(lines_of(persona, behaviour)),
                    CARD: image.to_json(),
                    COUNTERS: None,
                }
            )
            rewriting.rewrite(home, change, pki)

    @contextmanager
    def held(self, name: str) -> Iterator[Path]:
        """Hold the card of that name without a reader; gives its directory.

        Raises `CardInUse`. The directory need not exist.
        """
        lock, home = self._take(name)
        try:
            yield home
        finally:
            lock.release()

    def _take(self, name: str) -> tuple[BaseFileLock, Path]:
        if not _PERSONA_NAME.fullmatch(name):
            raise ValueError(f"a persona's name makes a directory, not {name!r}")
        home = self._directory / name
        lock = in_reader.take(self._directory / ".locks", name)
        try:
            rewriting.finish_files(home)
        except BaseException:
            lock.release()
            raise
        return lock, home

    def _ensure_made(
        self,
        home: Path,
        persona: Persona,
        pki: Authorities,
        behaviour: CardBehaviour,
        key_source: KeySource | None,
    ) -> bool:
        if (home / CARD).exists():
            return False
        image = self._new_image(persona, pki, behaviour, key_source)
        make_directory_durably(home)
        write_durably(home / ORIGIN, origin.origin_of(lines_of(persona, behaviour)))
        write_durably(home / CARD, image.to_json())
        return True

    def _new_image(
        self,
        persona: Persona,
        pki: Authorities,
        behaviour: CardBehaviour,
        key_source: KeySource | None,
    ) -> CardImage:
        return make_image(
            persona,
            pki,
            behaviour=behaviour,
            key_cache=self._key_cache,
            key_source=key_source,
        )

    def _checked(
        self,
        home: Path,
        persona: Persona,
        pki: Authorities,
        behaviour: CardBehaviour,
    ) -> CardImage:
        image = CardImage.from_json((home / CARD).read_bytes())
        require_issuer(image, pki, where=home)
        rewriting.finish_revocations(home, pki)
        changed = origin.changed_lines(home / ORIGIN, lines_of(persona, behaviour))
        if behaviour == DEFAULT:  # Nothing was asked of how the card is made.
            changed = tuple(n for n in changed if not n.startswith(BEHAVIOUR_LINE))
        if changed:
            raise OutdatedCard(
                f"{persona.name} のカードを作った後で、カードの内容にかかわる項目"
                f"（{'、'.join(changed)}）が変更されました。カードは前の内容のままです。"
                f"ディレクトリ {home} を削除すると、今の内容のカードが作られます。"
                "前のカードを使い続けるには、変更を元に戻してください。"
            )
        return image
