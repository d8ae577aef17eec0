"""《同意済資格情報取得》 and 委託先資格情報取得(医療扶助): by days, or by a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..faces import page
from ..labels import CATEGORY_LABELS
from ..service.terminal_lists import Accepted
from ..service.terminal_rights import Task
from ..stub import Stub
from ..typed_days import TypedError, read_day, tidy
from ..urls import URL_KINDS
from .access import require_login
from .typed import read_month

LOOK_BACK = timedelta(days=2)
"""How far back the search starts by itself."""

_BY_CONSENT, _BY_EXAMINATION = "consent", "examination"
_WAYS = {_BY_CONSENT: "同意年月日", _BY_EXAMINATION: "受診予定日"}


def add_consented_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put both searches on *blueprint*."""

    @blueprint.get("/consented")
    def consented() -> Response:
        require_login(stub, Task.CONSENTED)
        today = stub.terminal.today()
        fields = {
            "category": "hv",
            "way": _BY_CONSENT,
            "since": f"{today - LOOK_BACK}",
            "until": f"{today}",
        }
        return _form(fields)

    @blueprint.post("/consented")
    def search_consented() -> AnyResponse:
        login = require_login(stub, Task.CONSENTED)
        fields = {
            name: request.form.get(name, "")
            for name in ("category", "way", "since", "until")
        }
        since, until, errors = _period(fields)
        if fields["category"] not in URL_KINDS:
            errors["category"] = "診療区分を選んでください。"
        if fields["way"] not in _WAYS:
            errors["way"] = "同意年月日か受診予定日を選んでください。"
        elif fields["category"] == "hv" and fields["way"] == _BY_EXAMINATION:
            errors["way"] = "受診予定日があるのはオンライン診療等だけです。"
        if errors or since is None or until is None:
            return _form(fields, errors=errors)
        if fields["category"] == "hv":
            accepted = stub.terminal_lists.consented(login, since=since, until=until)
            return _on_to("OQSmuhvq", accepted, fields)
        accepted = stub.terminal_lists.consented_online(
            login,
            since=since,
            until=until,
            by_examination=fields["way"] == _BY_EXAMINATION,
        )
        return _on_to("OQSmuonq", accepted, fields)

    @blueprint.get("/tickets")
    def tickets() -> Response:
        require_login(stub, Task.TICKETS)
        return _tickets(f"{stub.terminal.today():%Y-%m}")

    @blueprint.post("/tickets")
    def search_tickets() -> AnyResponse:
        login = require_login(stub, Task.TICKETS)
        typed = request.form.get("month", "")
        try:
            month = read_month(typed)
        except TypedError as error:
            return _tickets(typed, errors={"month": f"診療年月：{error}"})
        accepted = stub.terminal_lists.tickets(login, month=f"{month:%Y%m}")
        if accepted.message:
            return _tickets(typed, refused=accepted.message)
        return redirect(
            url_for("terminal.result", message="OQSmutic", number=accepted.number),
            code=303,
        )


def _on_to(message: str, accepted: Accepted, fields: Mapping[str, str]) -> AnyResponse:
    if accepted.message:
        return _form(fields, refused=accepted.message)
    return redirect(
        url_for("terminal.result", message=message, number=accepted.number), code=303
    )


def _form(
    fields: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    refused: str = "",
) -> Response:
    return page(
        "terminal/consented.html",
        status=422 if errors else 409 if refused else 200,
        fields=fields,
        errors=errors or {},
        refused=refused,
        categories=[(kind, CATEGORY_LABELS[of]) for kind, of in URL_KINDS.items()],
        ways=list(_WAYS.items()),
    )


def _tickets(
    month: str, *, errors: Mapping[str, str] | None = None, refused: str = ""
) -> Response:
    return page(
        "terminal/tickets.html",
        status=422 if errors else 409 if refused else 200,
        month=month,
        errors=errors or {},
        refused=refused,
    )


def _period(
    fields: Mapping[str, str],
) -> tuple[date | None, date | None, dict[str, str]]:
    """The two days, and what is wrong with them by field."""
    errors: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for name, label in (("since", "年月日(自)"), ("until", "年月日(至)")):
        days[name] = None
        try:
            days[name] = read_day(fields[name])
        except TypedError as error:
            errors[name] = (
                f"{label}：{error}"
                if tidy(fields[name])
                else f"{label}を入力してください。"
            )
    since, until = days["since"], days["until"]
    if since is not None and until is not None and since > until:
        errors["until"] = "年月日(至)には、(自)と同じ日か後の日を入力してください。"
    return since, until, errors
