"""Keys kept by persona, so that the same card is made in no time the second time."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..memory.counters import write_durably
from ..memory.keys import private_bytes, read_private_key
from .key_generation import KeySource

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

logger = logging.getLogger(__name__)

SCHEMA = "mynabench.keys/1"


class KeyCache:
    """One file a persona: its keys, by their place in the order the card asks for.

    Test keys, in clear, for their owner alone. A card of the same persona that is
    made anew gets the same keys; certificates that are *renewed* never take theirs
    from here. Who makes the card of a persona holds it, so no two write one file.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def kept(self, persona: str) -> int:
        """Tell how many keys are kept for *persona*."""
        return len(self._load(persona))

    @contextmanager
    def keys_of(self, persona: str, *, source: KeySource) -> Iterator[KeySource]:
        """Give a source of the keys of *persona*: kept ones first, then new ones.

        New ones, taken from *source*, are kept when the block ends well.
        """
        kept = self._load(persona)
        given: list[bytes] = []

        def take() -> RSAPrivateKey:
            place = len(given)
            if place < len(kept):
                given.append(kept[place])
                return read_private_key(kept[place])
            key = source()
            given.append(private_bytes(key))
            return key

        yield take
        if len(given) > len(kept):
            self._keep(persona, given)

    def _path(self, persona: str) -> Path:
        return self._directory / f"{persona}.json"

    def _load(self, persona: str) -> list[bytes]:
        """Read the keys; a file that is not as it was written counts as none."""
        try:
            raw = self._path(persona).read_bytes()
        except FileNotFoundError:
            return []
        try:
            document = json.loads(raw)
            keys = [bytes.fromhex(key) for key in document["keys"]]
            whole = document["schema"] == SCHEMA and document["sha256"] == _digest(keys)
        except (ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            logger.warning("%s is damaged; its keys are made anew", self._path(persona))
            return []
        return keys

    def _keep(self, persona: str, keys: list[bytes]) -> None:
        document = {
            "schema": SCHEMA,
            "sha256": _digest(keys),
            "keys": [key.hex() for key in keys],
        }
        self._directory.mkdir(parents=True, exist_ok=True)
        write_durably(self._path(persona), json.dumps(document, indent=1).encode())


def _digest(keys: list[bytes]) -> str:
    return hashlib.sha256(b"".join(keys)).hexdigest()
