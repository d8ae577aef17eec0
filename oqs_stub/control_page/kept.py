"""The messages that are kept, by page: a list, and request and answer side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from ..faces import page, sent_file
from ..kept_list import (
    KINDS,
    MOST_LOOKED_AT,
    Kept,
    KeptFile,
    KeptList,
    KeptUnreadableError,
    is_id,
    kept_list,
)
from ..kept_text import Text, read_text
from ..stub import Stub

_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """A file, and what it says."""

    file: KeptFile
    text: Text


def add_kept(
    blueprint: Blueprint, stub: Stub, *, turned_away: Callable[[], Response | None]
) -> None:
    """The list, one message, one file; *turned_away* is the answer to strangers."""

    @blueprint.get("/messages/")
    def messages() -> Response:
        return turned_away() or _listed(stub)

    @blueprint.get("/messages/<day>/<place>")
    def message(day: str, place: str) -> Response:
        return turned_away() or _side_by_side(stub, day, place)

    @blueprint.get("/messages/<day>/<place>/<name>")
    def file(day: str, place: str, name: str) -> AnyResponse:
        stranger = turned_away()
        if stranger is not None:
            return stranger
        kept = kept_list(stub.config.keep_messages)
        opened = None if kept is None else kept.open(day, place, name)
        return _listed(stub, gone=True) if opened is None else sent_file(opened, name)


def _listed(stub: Stub, *, gone: bool = False) -> Response:
    kept = kept_list(stub.config.keep_messages)
    kind, before = request.args.get("kind", ""), request.args.get("before", "")
    kind, before = kind if kind in KINDS else "", before if is_id(before) else ""
    found, message = None, "その控えはありません。" if gone else ""
    try:
        if kept is not None:
            found = kept.latest(kind=kind, before=before, most=_MOST)
    except KeptUnreadableError as error:
        message = str(error)
    return page(
        "control/messages.html",
        status=404 if gone else 200,
        message=message,
        keeping=kept is not None,
        found=found,
        kinds=KINDS,
        kind=kind,
        before=before,
        looked_at=MOST_LOOKED_AT,
    )


def _side_by_side(stub: Stub, day: str, place: str) -> Response:
    shelf = kept_list(stub.config.keep_messages)
    kept = None if shelf is None else shelf.one(day, place)
    if shelf is None or kept is None:
        return _listed(stub, gone=True)
    as_it_is = "as-it-is" in request.args

    def shown(files: list[KeptFile]) -> list[ShownFile]:
        return [
            ShownFile(file=one, text=_text(shelf, kept, one, as_it_is=as_it_is))
            for one in files
        ]

    return page(
        "control/message.html",
        kept=kept,
        title=KINDS[kept.kind],
        as_it_is=as_it_is,
        requests=shown(kept.requests),
        answers=shown(kept.answers),
    )


def _text(shelf: KeptList, kept: Kept, file: KeptFile, *, as_it_is: bool) -> Text:
    opened = shelf.open(kept.day, kept.place, file.name)
    if opened is None:
        return Text(said="このファイルは、もうありません。")
    with opened:
        return read_text(opened, file.name, as_it_is=as_it_is)
