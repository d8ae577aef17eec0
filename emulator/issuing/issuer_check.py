"""Whether a card was issued by the test CAs at hand, and not by others."""

from __future__ import annotations

from pathlib import Path

from ..applets import jpki
from ..memory.filesystem import TransparentEF
from ..memory.image import CardImage
from .authorities import Authorities


class ForeignCard(RuntimeError):  # noqa: N818 - says what was found in the drawer.
    """The card was made by other test CAs than the ones at hand."""


def issued_by(image: CardImage, pki: Authorities) -> bool:
    """Tell whether *image* carries a certificate of one of the auth CAs of *pki*.

    A card without 公的個人認証AP carries none and belongs to everybody.
    """
    kept = _ca_file(image)
    return kept is None or any(kept.startswith(der) for der in _authorities(pki))


def require_issuer(image: CardImage, pki: Authorities, *, where: Path) -> None:
    """Raise `ForeignCard` unless `issued_by`."""
    if not issued_by(image, pki):
        raise ForeignCard(
            f"{where} のカードは、現在のテスト認証局とは別の認証局が発行したものです。"
            f"ディレクトリ {where} を削除すると、新しいカードが作られます。"
        )


def _ca_file(image: CardImage) -> bytes | None:
    for application in image.applications:
        if application.aid == jpki.AID:
            file = application.find(jpki.AUTH_CA_CERTIFICATE)
            return file.content if isinstance(file, TransparentEF) else b""
    return None


def _authorities(pki: Authorities) -> tuple[bytes, ...]:
    return (pki.auth.certificate_der,)
