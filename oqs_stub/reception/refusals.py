"""The page that says why it cannot go on, and what to do next."""

from __future__ import annotations

from flask import Response, url_for

from ..faces import page
from ..launch import Purpose
from ..notices import NOTICES, Notice
from ..reasons import Reason
from .browser import Visit, kind_of

_RETRY_SECONDS = 300


def refusal_page(
    reason: Reason, *, visit: Visit | None = None, notice: Notice | None = None
) -> Response:
    """The refusal as a page; with a *visit*, also the ways back into it.

    *notice* is what to show where the ready one for the reason does not say it all.
    """
    notice = notice or NOTICES[reason]
    response = page(
        "refused.html",
        status=notice.status,
        reason=reason,
        notice=notice,
        links=() if visit is None else _ways_back(visit),
    )
    if notice.status == 503:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _ways_back(visit: Visit) -> tuple[tuple[str, str], ...]:
    entrance, session = visit.reception.entrance, visit.reception.session
    kind, token = kind_of(entrance), entrance.token
    if session.purpose is Purpose.REGISTER:
        again = (
            "確認画面に戻る",
            url_for("reception.confirm", session_id=session.id),
        )
        top = url_for("reception.top", kind=kind, token=token)
        return (again, ("はじめからやり直す", top))
    start = url_for(
        "reception.explain", kind=kind, token=token, purpose=session.purpose.value
    )
    return (("はじめからやり直す", start),)
