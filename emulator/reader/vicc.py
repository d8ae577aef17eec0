"""Let `vicc`, the card program of the virtualsmartcard project, carry our card.

`vicc` drives a card by five methods and has no way to be given one from outside. It
looks for the card of its type `handler_test` in a module of its own that Debian's
package does not bring; we put ours there. Nothing of the project is imported here:
the user's `vicc` imports us.
"""

from __future__ import annotations

import importlib.util
import runpy
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

from ..card import VirtualCard
from ..drawer.store import CARD, COUNTERS, CardDrawer
from ..link_lost import LinkLost
from ..memory.counters import FileCounters
from ..memory.image import CardImage
from .vpcd import PluggableCard

VICC_TYPE: Final = "handler_test"
VICC_MODULE: Final = "virtualsmartcard.cards.HandlerTest"
VICC_CLASS: Final = "HandlerTestOS"

_NEEDED = {
    "virtualsmartcard": "virtualsmartcard（Debianではパッケージ vsmartcard-vpicc。"
    "PYTHONPATH=/usr/lib/python3/site-packages/virtualsmartcard が必要）",
    "Crypto": "pycryptodome（pip install pycryptodome）",
}
_USAGE = (
    "使い方: python -m emulator.reader.vicc カードのディレクトリ [vicc の引数 …]\n"
    "例: python -m emulator.reader.vicc mynabench-state/cards/hanako --port 35963"
)


class ViccCard:
    """A card in the form in which `vicc` drives one; the names are `vicc`'s.

    An exception of the card leaves `execute` and ends `vicc`, whose reader is then
    empty: it cannot go on without a card, and a bug of ours is not hidden.
    """

    def __init__(self, card: PluggableCard) -> None:
        self._card = card

    def getATR(self) -> bytes:  # noqa: N802 - vicc calls it so.
        """Give the answer to reset, with and without power."""
        return self._card.atr

    def powerUp(self) -> None:  # noqa: N802 - vicc calls it so.
        """Give power: a cold reset."""
        self._card.power_on()

    def powerDown(self) -> None:  # noqa: N802 - vicc calls it so.
        """Take power away, and with it the security status."""
        self._card.power_off()

    def reset(self) -> None:
        """Reset with power on."""
        self._card.reset()

    def execute(self, msg: bytes) -> bytes:
        """Answer one command with data and status word.

        Raises `SystemExit` where the reader loses the card, by which `vicc` ends.
        """
        try:
            answer = self._card.transmit(msg)
        except LinkLost as lost:
            raise SystemExit(f"カードがリーダーから離れました: {lost}") from lost
        if not 2 <= len(answer) <= 0xFFFF:  # vpcd would wait for ever for nothing.
            raise ValueError(
                f"a response has 2 to 65535 bytes, the card gave {len(answer)}"
            )
        return answer


def offer(card: PluggableCard) -> None:
    """Put *card* where `vicc --type handler_test` in this process looks for one."""

    def take() -> ViccCard:
        return ViccCard(card)

    module = ModuleType(VICC_MODULE)
    setattr(module, VICC_CLASS, take)
    sys.modules[VICC_MODULE] = module


def main(arguments: Sequence[str], *, program: str | None = None) -> None:
    """Carry the card in the directory *arguments* begin with; the rest is for `vicc`.

    *program* is the `vicc` to run, by default the one on the PATH. Raises
    `SystemExit` with what is missing, and `CardInUse`.
    """
    if not arguments or arguments[0].startswith("-"):
        raise SystemExit(_USAGE)
    home = Path(arguments[0])
    if not (home / CARD).is_file():
        raise SystemExit(
            f"{home} にカード（{CARD}）がありません。mynabench card make で作れます。"
        )
    vicc = program or shutil.which("vicc")
    if vicc is None:
        raise SystemExit("vicc がありません。Debianではパッケージ vsmartcard-vpicc。")
    missing = [_NEEDED[name] for name in _NEEDED if not importlib.util.find_spec(name)]
    if missing:
        raise SystemExit(f"vicc に必要なものがありません: {'、'.join(missing)}")
    with CardDrawer(home.parent).held(home.name) as held:
        image = CardImage.from_json((held / CARD).read_bytes())
        offer(VirtualCard(image, counters=FileCounters(held / COUNTERS)))
        sys.argv = [vicc, *arguments[1:], "--type", VICC_TYPE]
        runpy.run_path(vicc, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
