"""`/control/kept`: the messages that are kept, and each of their files."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from ..faces import sent_file
from ..kept_list import KINDS, Kept, KeptFile, KeptList, is_id, kept_list
from ..stub import Stub
from .body import ControlRequestError, invalid

_MOST, _USUALLY = 200, 50


def add_kept(blueprint: Blueprint, stub: Stub) -> None:
    """Tell what was received and answered, newest first, and give it out."""

    @blueprint.get("/kept")
    def latest() -> Response:
        kind, before = request.args.get("kind", ""), request.args.get("before", "")
        if kind and kind not in KINDS:
            raise invalid("kind", f" {', '.join(KINDS)} のどれか", kind)
        if before and not is_id(before):
            raise invalid("before", " 20261121/140000-00001 のような id ", before)
        found = _list(stub).latest(kind=kind, before=before, most=_most())
        return jsonify(kept=[_told(one) for one in found.kept], older=found.older)

    @blueprint.get("/kept/<day>/<place>")
    def one(day: str, place: str) -> Response:
        kept = _list(stub).one(day, place)
        if kept is None:
            raise _unknown(f"{day}/{place}")
        return jsonify(_told(kept))

    @blueprint.get("/kept/<day>/<place>/<name>")
    def file(day: str, place: str, name: str) -> Response:
        opened = _list(stub).open(day, place, name)
        if opened is None:
            raise _unknown(f"{day}/{place}/{name}")
        return sent_file(opened, name)


def _list(stub: Stub) -> KeptList:
    kept = kept_list(stub.config.keep_messages)
    if kept is None:
        raise ControlRequestError(
            "このスタブは電文の控えを残していません。"
            "--keep-messages に置き場所を付けて始めてください。",
            code="kept-off",
            status=409,
        )
    return kept


def _most() -> int:
    text = request.args.get("most", str(_USUALLY))
    if text.isascii() and text.isdigit() and len(text) <= len(str(_MOST)):
        most = int(text)
        if 1 <= most <= _MOST:
            return most
    raise invalid("most", f"1から{_MOST}までの整数", text)


def _unknown(what: str) -> ControlRequestError:
    return ControlRequestError(
        f"{what[:100]} という控えはありません。GET /control/kept で id と名前を"
        "確かめてください。",
        code="kept-unknown",
        status=404,
    )


def _told(kept: Kept) -> dict[str, object]:
    return {
        "id": kept.id,
        "at": kept.at.isoformat(),
        "kind": kept.kind,
        "title": KINDS[kept.kind],
        "requests": [_file(one) for one in kept.requests],
        "answers": [_file(one) for one in kept.answers],
    }


def _file(file: KeptFile) -> dict[str, object]:
    return {"name": file.name, "size": file.size}
