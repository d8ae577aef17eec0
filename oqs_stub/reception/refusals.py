"""The page that says why it cannot go on, and what to do next."""

from __future__ import annotations

from flask import Response, url_for

from ..faces import page
from ..reasons import NOTICES, Reason
from ..service.reception import Reception
from ..urls import URL_KINDS


def refusal_page(reason: Reason, *, reception: Reception | None = None) -> Response:
    """The refusal as a page; with a *reception*, also the ways back into it."""
    notice = NOTICES[reason]
    return page(
        "refused.html",
        status=notice.status,
        reason=reason,
        notice=notice,
        links=() if reception is None else _ways_back(reception),
    )


def _ways_back(reception: Reception) -> tuple[tuple[str, str], ...]:
    entrance = reception.entrance
    kind = next(kind for kind, of in URL_KINDS.items() if of is entrance.category)
    return (
        (
            "確認画面に戻る",
            url_for("reception.confirm", session_id=reception.session.id),
        ),
        (
            "はじめからやり直す",
            url_for("reception.top", kind=kind, token=entrance.token),
        ),
    )
