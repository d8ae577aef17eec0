"""One golden on disk: held against a card, or written anew for review."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from .card_values import CardValues
from .golden import Golden, GoldenError, differences, read_golden
from .golden_write import RECORDED_WITH, write_golden
from .packages import version
from .tapped_card import Exchange

KEPT_BY_HAND = "# kept by hand"
"""In a golden with more thought in it than a recording has."""

_RECORDED = re.compile(rf"^{RECORDED_WITH}(\S+) (\S+)$", re.MULTILINE)
OFTEN_SAID = ("pkcs11-tool-show-info", "opensc-tool-name")
"""Goldens that others name instead of repeating them: what OpenSC asks every card."""

_HOW = (
    "if the new behaviour is right: pytest tests/interop --renew-goldens, "
    "then review the difference"
)


class GoldenFile:
    """A transcript that somebody has reviewed."""

    def __init__(self, path: Path, values: CardValues) -> None:
        self.path = path
        self._values = values

    def read(self) -> Golden:
        """Read it for this card; `GoldenError` if it is none, or another card's."""
        return self._read(self.path.read_text(encoding="utf-8"))

    def differences(self, atr: bytes, exchanges: Sequence[Exchange]) -> list[str]:
        """Tell where the card left the golden, and which programs are others now."""
        if not self.path.exists():
            return [f"there is no golden {self.path.name}; {_HOW}"]
        text = self.path.read_text(encoding="utf-8")
        try:
            found = differences(self.read(), atr, exchanges)
        except GoldenError as error:
            found = [str(error)]
        if not found:
            return []
        others = [
            f"recorded with {package} {recorded}, this is {version(package)}"
            for package, recorded in _RECORDED.findall(text)
            if version(package) != recorded
        ]
        return [f"not as in {self.path.name}:", *found, *others, _HOW]

    @property
    def kept_by_hand(self) -> bool:
        """Whether somebody must change it, because a recording would not do."""
        return self.path.exists() and KEPT_BY_HAND in self.path.read_text("utf-8")

    def write(
        self,
        title: str,
        versions: Mapping[str, str],
        *,
        atr: bytes,
        exchanges: Sequence[Exchange],
    ) -> None:
        """Write it anew; the file is as good as its review."""
        others = {
            name: self._read(self._include(name))
            for name in OFTEN_SAID
            if name != self.path.stem and self._beside(name).exists()
        }
        text = write_golden(
            title,
            versions,
            atr=atr,
            exchanges=exchanges,
            values=self._values,
            others=others,
        )
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(text, encoding="utf-8")

    def _read(self, text: str) -> Golden:
        return read_golden(text, self._values, self._include)

    def _include(self, name: str) -> str:
        return self._beside(name).read_text(encoding="utf-8")

    def _beside(self, name: str) -> Path:
        return self.path.with_name(f"{name}.txt")
