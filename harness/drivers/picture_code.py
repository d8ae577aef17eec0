"""Reading a 二次元コード from a picture, as the camera of a phone does."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image

from .html_document import PageError


def read_code(picture: bytes, *, name: str) -> str:
    """Return the text of the one code in *picture*; raises `PageError` without one."""
    with Image.open(io.BytesIO(picture)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"))
    if len(found) != 1:
        raise PageError(
            f"画像「{name}」から二次元コードを読み取れません（{len(found)}個）。"
        )
    return str(found[0].text)
