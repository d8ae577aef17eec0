"""What ties a reception to one browser: a cookie, and a token in every form.

The cookie holds a secret and is sent for that reception's pages alone; the token
derives from it. So another device cannot go on with a reception whose address it
knows, and another site cannot send a form in the patient's name.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from flask import Response, after_this_request, request, url_for

from ..faces import from_elsewhere, over_tls, page
from ..launch import Purpose
from ..reasons import Reason, RefusedError
from ..service.reception import Entrance, Reception
from ..stub import Stub
from ..urls import URL_KINDS

COOKIE = "mynabench-reception"
FORM_COOKIE = "mynabench-form"
_SECRET = re.compile(r"[A-Za-z0-9_-]{32}")
TOKEN_FIELD = "form-token"  # noqa: S105 - a field's name.


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request to a reception, by the browser that the reception belongs to."""

    reception: Reception
    secret: str

    @property
    def purpose(self) -> Purpose:
        """What the card is, or was, read for."""
        return self.reception.session.purpose

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """A page about this reception; its forms carry the token."""
        return page(
            template,
            status=status,
            entrance=self.reception.entrance,
            kind=kind_of(self.reception.entrance),
            rules=self.reception.entrance.rules,
            session=self.reception.session,
            form_token=_token(self.secret),
            **values,
        )

    def go(self, endpoint: str) -> Response:
        """Send the browser on to another page of this reception."""
        return go(endpoint, session_id=self.reception.session.id)


View = Callable[[Visit], Response]


def of_reception(stub: Stub) -> Callable[[View], Callable[[str], Response]]:
    """Let only the reception's own browser in, and only with its own forms.

    After the card was read the reception has another address; whoever comes by the
    former one is sent there.
    """

    def decorate(view: View) -> Callable[[str], Response]:
        @wraps(view)
        def checked(session_id: str) -> Response:
            known = request.cookies.get(COOKIE, "")
            reception = stub.reception.find(session_id, secret=known)
            if reception.secret is not None:
                _keep(stub, reception.session.id, reception.secret)
            if reception.session.id != session_id:
                return go("arrive", session_id=reception.session.id)
            visit = Visit(reception=reception, secret=reception.secret or known)
            if request.method == "POST":
                _require_token(stub, visit.secret)
            return view(visit)

        return checked

    return decorate


def start(stub: Stub, session_id: str, secret: str) -> None:
    """Give the browser the cookie of a reception that has just begun."""
    _keep(stub, session_id, secret)


def entrance_page(
    stub: Stub,
    template: str,
    entrance: Entrance,
    *,
    status: int = 200,
    **values: object,
) -> Response:
    """A page before any reception; its forms carry a token of this browser."""
    kind = kind_of(entrance)
    secret = request.cookies.get(FORM_COOKIE, "")
    if not _SECRET.fullmatch(secret):  # Whatever else is there was not made here.
        secret = secrets.token_urlsafe(24)
    response = page(
        template,
        status=status,
        entrance=entrance,
        kind=kind,
        rules=entrance.rules,
        form_token=_token(secret),
        **values,
    )
    path = url_for("reception.top", kind=kind, token=entrance.token)
    _set_cookie(stub, response, FORM_COOKIE, secret, path=path)
    return response


def require_entrance_token(stub: Stub) -> None:
    """Refuse a form that no page of ours in this browser has sent."""
    _require_token(stub, request.cookies.get(FORM_COOKIE, ""))


def kind_of(entrance: Entrance) -> str:
    """The part of the address that tells the kinds of URL apart."""
    return next(kind for kind, of in URL_KINDS.items() if of is entrance.category)


def go(endpoint: str, *, session_id: str) -> Response:
    """Send the browser on to another page of a reception, whatever it sent."""
    response = Response(status=303)
    response.autocorrect_location_header = False
    response.headers["Location"] = url_for(
        f"reception.{endpoint}", session_id=session_id
    )
    return response


def _keep(stub: Stub, session_id: str, secret: str) -> None:
    path = url_for("reception.arrive", session_id=session_id)

    @after_this_request
    def set_cookie(response: Response) -> Response:
        _set_cookie(stub, response, COOKIE, secret, path=path)
        return response


def _set_cookie(
    stub: Stub, response: Response, name: str, value: str, *, path: str
) -> None:
    # Lax: the app's way back into the browser is a link from elsewhere.
    response.set_cookie(
        name,
        value,
        path=path,
        secure=over_tls(stub.config),
        httponly=True,
        samesite="Lax",
    )


def _token(secret: str) -> str:
    return hmac.digest(secret.encode(), b"form", hashlib.sha256).hex()


def _require_token(stub: Stub, secret: str) -> None:
    sent = request.form.get(TOKEN_FIELD, "")
    if (
        from_elsewhere(stub.config)
        or not secret
        or not hmac.compare_digest(sent.encode(), _token(secret).encode())
    ):
        raise RefusedError(Reason.FORM_FOREIGN)
