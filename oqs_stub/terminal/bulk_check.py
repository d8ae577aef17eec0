"""「予約患者の一括照会」: a list pasted, uploaded or picked, before they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..faces import page
from ..messages.bulk_inquiry import BulkSearchInfo
from ..messages.formats import write_date
from ..registry.search import InsuredNumbers
from ..service.terminal_logins import Login
from ..service.terminal_rights import Task
from ..stub import Stub
from .access import require_login
from .pasted import COLUMNS, PastedRow, read_pasted, text_of_upload


def add_bulk_check_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the bulk check on *blueprint*."""

    @blueprint.get("/bulk-check")
    def bulk_check() -> Response:
        return _form(stub, require_login(stub, Task.BULK_CHECK))

    @blueprint.post("/bulk-check")
    def check_all() -> AnyResponse:
        login = require_login(stub, Task.BULK_CHECK)
        text = request.form.get("list", "")
        upload = request.files.get("file")
        if upload is not None and upload.filename:
            try:
                text = text_of_upload(upload.read())
            except UnicodeDecodeError:
                why = "ファイルを読めません。UTF-8かShift_JISのCSVにしてください。"
                return _form(stub, login, text=text, errors={"file": why})
        rows = read_pasted(text, today=stub.terminal.today())
        wrong = [row for row in rows if row.errors]
        patients, ticked = stub.terminal.patients, set(request.form.getlist("patient"))
        if wrong:
            return _form(stub, login, text=text, wrong=wrong, ticked=ticked)
        searches = [_pasted(row) for row in rows] + [
            _search(patients.known_numbers(login, row), row.person.person.name)
            for row in patients.under_care(login, only=ticked)
        ]
        if not searches:
            why = "患者さんの一覧を入力するか、患者さんを選んでください。"
            return _form(stub, login, text=text, errors={"list": why})
        accepted = stub.terminal_lists.check(login, searches)
        if accepted.message:
            return _form(
                stub, login, text=text, ticked=ticked, errors={"list": accepted.message}
            )
        return redirect(
            url_for("terminal.result", message="OQSmuquc", number=accepted.number),
            code=303,
        )


def _pasted(row: PastedRow) -> BulkSearchInfo:
    return _search(row.form.numbers(), row.note)


def _search(numbers: InsuredNumbers, note: str) -> BulkSearchInfo:
    return BulkSearchInfo(
        InsurerNumber=numbers.insurer_number,
        InsuredCardSymbol=numbers.symbol,
        InsuredIdentificationNumber=numbers.number,
        InsuredBranchNumber=numbers.branch,
        Birthdate=write_date(numbers.birthdate),
        ArbitraryIdentifier=note or None,
    )


def _form(
    stub: Stub,
    login: Login,
    *,
    text: str = "",
    wrong: Sequence[PastedRow] = (),
    ticked: frozenset[str] | set[str] = frozenset(),
    errors: Mapping[str, str] | None = None,
) -> Response:
    return page(
        "terminal/bulk_check.html",
        status=422 if errors or wrong else 200,
        text=text,
        wrong=wrong,
        ticked=ticked,
        rows=stub.terminal.patients.under_care(login),
        errors=errors or {},
        columns=COLUMNS,
    )
