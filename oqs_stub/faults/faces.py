"""Where somebody meets the stub, by the names that faults use for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Face(StrEnum):
    """One way in."""

    EXCHANGE = "exchange"  # The req/res/face folders.
    WEBAPI = "webapi"
    TERMINAL = "terminal"
    RECEPTION = "reception"
    APPGATE = "appgate"
    APP = "msa"  # マイナ資格確認アプリ
    OCSP = "ocsp"
    CRL = "crl"


GROUPS: Mapping[str, tuple[Face, ...]] = MappingProxyType(
    {
        "institution": (Face.EXCHANGE, Face.WEBAPI, Face.TERMINAL),
        "phone": (Face.RECEPTION, Face.APPGATE, Face.APP),
        "all": (
            Face.EXCHANGE,
            Face.WEBAPI,
            Face.TERMINAL,
            Face.RECEPTION,
            Face.APPGATE,
            Face.APP,
        ),
    }
)
"""Faces that fail together: what the closed network carries, what the Internet does."""

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "exchange": "req/res/faceフォルダー",
        "webapi": "WebAPI",
        "terminal": "資格確認端末の画面",
        "reception": "マイナ在宅受付Web",
        "appgate": "マイナポータルアプリの認証",
        "msa": "マイナ資格確認アプリ",
        "institution": "医療機関等の閉域網側（exchange、webapi、terminal）",
        "phone": "インターネット側（reception、appgate、msa）",
        "all": "両方",
    }
)


def faces_named(names: tuple[str, ...]) -> frozenset[Face]:
    """The faces that these names and groups stand for."""
    found: set[Face] = set()
    for name in names:
        found.update(GROUPS.get(name) or (Face(name),))
    return frozenset(found)
