"""The result of a list inquiry: 処理中, then a table; and as the folders' own file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from ..faces import page
from ..messages import Encoding
from ..service.terminal_rights import Task
from ..stub import Stub
from .access import notice, require_login
from .paging import part_of
from .shown import lines_of, shown_unit

_MESSAGE = "<any(OQSmuhvq, OQSmuonq, OQSmuhvr, OQSmuquc, OQSmutic):message>"
_NUMBER = re.compile("[0-9A-Za-z]{1,40}")
"""A 受付番号 has 20 digits; whatever else is no text for a message or a file name."""

_ENCODINGS: Mapping[str, Encoding] = {
    "utf-8": Encoding.UTF_8,
    "shift_jis": Encoding.SHIFT_JIS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One kind of list: who may see it, its heading, and what an empty one means."""

    task: Task
    heading: str
    empty: str


_LISTS: Mapping[str, _List] = {
    "OQSmuhvq": _List(
        task=Task.CONSENTED,
        heading="同意済資格情報取得の結果（訪問診療等）",
        empty="この期間に同意した患者さんはいません。期間を広げて取得し直してください。"
        "オンライン診療等のURLで登録した人は、診療区分「オンライン診療等」にいます。",
    ),
    "OQSmuonq": _List(
        task=Task.CONSENTED,
        heading="同意済資格情報取得の結果（オンライン診療等）",
        empty="この期間に登録した患者さんはいません。期間を広げるか、"
        "同意年月日と受診予定日のどちらで探すかを変えて取得し直してください。",
    ),
    "OQSmuhvr": _List(task=Task.REINQUIRY, heading="再照会の結果", empty=""),
    "OQSmuquc": _List(
        task=Task.BULK_CHECK, heading="予約患者の一括照会の結果", empty=""
    ),
    "OQSmutic": _List(
        task=Task.TICKETS,
        heading="委託先資格情報取得(医療扶助)の結果",
        empty="この診療年月に、この医療機関等へ委託された医療券・調剤券はありません。"
        "福祉事務所での登録は毎月15日ごろまでかかることがあります。",
    ),
}


def add_result_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the results of every list inquiry on *blueprint*."""

    @blueprint.get(f"/results/{_MESSAGE}/<number>")
    def result(message: str, number: str) -> Response:
        kind = _LISTS[message]
        login = require_login(stub, kind.task)
        _require_number(number)
        found = stub.terminal_lists.result(login, message, number)
        if found.message:
            return notice(f"{kind.task}を表示できません", found.message, 409)
        lines = lines_of(found.units, found.names)
        part = part_of(lines, request.args.get("page", ""))
        return page(
            "terminal/result_list.html",
            kind=kind,
            message=message,
            number=number,
            working=found.working,
            part=part,
            people=[shown_unit(unit, holder=holder) for unit, holder in part.rows],
            errors=sum(bool(unit.ProcessingResultMessage) for unit in found.units),
            encodings=list(_ENCODINGS),
        )

    @blueprint.get(f"/results/{_MESSAGE}/<number>.xml")
    def result_file(message: str, number: str) -> Response:
        kind = _LISTS[message]
        login = require_login(stub, kind.task)
        _require_number(number)
        encoding = _ENCODINGS.get(request.args.get("encoding", ""), Encoding.UTF_8)
        found = stub.terminal_lists.result(login, message, number, encoding=encoding)
        prefix = stub.codec.conventions.wire_prefix(f"{message}02")
        answer = Response(
            stub.codec.encode(found.answer, encoding), mimetype="application/xml"
        )
        answer.headers["Content-Disposition"] = (
            f'attachment; filename="{prefix}res_{number}.xml"'
        )
        return answer


def _require_number(number: str) -> None:
    if _NUMBER.fullmatch(number) is None:
        abort(404)
