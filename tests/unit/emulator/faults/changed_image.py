"""A card's content as a fault leaves it, and what stands in one of its files."""

from __future__ import annotations

from emulator.applets import jpki
from emulator.faults import FaultError, changed, parse_faults
from emulator.memory.filesystem import TransparentEF
from emulator.memory.image import CardImage


def change(image: CardImage, text: str, *, seed: str = "0") -> CardImage:
    def nobody(name: str) -> CardImage:
        raise FaultError(f"{name} はいません")

    return changed(image, parse_faults(text)[0], seed=seed, donor=nobody)[0]


def content(image: CardImage, fid: int) -> bytes:
    file = image.application(jpki.AID).find(fid)
    assert isinstance(file, TransparentEF)
    return file.content
