"""The 二次元コード of a page is read from its picture, not from anywhere else."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image

from harness.drivers.html_document import PageError
from harness.drivers.picture_code import read_code


def _png(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text).save(out, kind="png", scale=6)
    return out.getvalue()


def test_the_text_of_a_code_is_read() -> None:
    url = "mynabench-app://authenticate?session=abc&nonce=" + "A" * 43

    assert read_code(_png(url), name="コード") == url


def test_a_picture_without_a_code_says_so() -> None:
    out = io.BytesIO()
    Image.new("L", (80, 80), 255).save(out, format="png")

    with pytest.raises(PageError, match="「コード」から二次元コードを読み取れません"):
        read_code(out.getvalue(), name="コード")
