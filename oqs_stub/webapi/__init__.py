"""The eligibility check as JSON over HTTP: authentication, refresh, search.

The messages are those of the folders, read and answered by the same service. Paths are
our own; on request also those that a public client is known to ask, never its hosts.
Client certificates (mutual TLS) are left to a proxy in front of the stub.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from ..database.trouble import told_in_log, trouble_of
from ..faults import Face, Occasion
from ..messages import EXCHANGES, Exchange
from ..reasons import RefusedError
from ..service.webapi_tokens import DeniedError
from ..serving.face_faults import Met, any_line_fault, meet_faults
from ..serving.quick import NotQuickError
from ..stub import Stub
from . import answers
from .answers import Answer, WebAPIError
from .asked import Asked
from .inquiring import Inquiring

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

PREFIX = "/webapi/"
PUBLIC_PATHS = {
    "auth": "/oqs-api-pro/MSA12020/ILI12020SV01/auth",
    "search": "/oqs-api-pro/MSA01030/ILI01030SV01/search",
}
"""What a public client asks for; the real hosts have no place here."""

SEARCH = "OQSsiquc01"
"""What is asked at the path of that name."""

_SINGLE = {one.prefix: one for one in EXCHANGES if one.prefix[3:5] == "si"}


class WebAPI:
    """`POST /webapi/auth`, `…/refresh`, `…/search` and `…/messages/<prefix>`.

    A WSGI application in front of the one of the pages: programs ask it as fast as
    they can, and need nothing of what pages need. What is not for it goes on to
    *pages*.
    """

    def __init__(self, stub: Stub, pages: WSGIApplication) -> None:
        self._stub = stub
        self._pages = pages
        self._codes = stub.inquiries.codes
        self._grants = stub.webapi_tokens
        self._inquiring = Inquiring(stub)
        # What a stub signs with is made when it is first asked for, and what is made
        # is written: the first who is known must come in a thread of its own.
        self._knows_somebody = False
        self._other: dict[str, Callable[[Asked], Answer]] = {
            f"{PREFIX}auth": self._authenticate,
            f"{PREFIX}refresh": self._refresh,
        }
        self._messages = {
            f"{PREFIX}messages/{prefix}": one for prefix, one in _SINGLE.items()
        } | {f"{PREFIX}search": _SINGLE[SEARCH]}
        if stub.config.webapi_public_paths:
            self._other[PUBLIC_PATHS["auth"]] = self._authenticate
            self._messages[PUBLIC_PATHS["search"]] = _SINGLE[SEARCH]

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if (
            not path.startswith(PREFIX)
            and path not in self._messages
            and path not in self._other
        ):
            return self._pages(environ, start_response)
        asked = Asked(environ, self._codes)
        told = asked.error_to_tell is not None  # Whatever has been armed meanwhile.
        if asked.is_quick and not told and not self._is_quick(asked):
            raise NotQuickError
        return self._answer(asked).send(start_response, head=asked.method == "HEAD")

    def _is_quick(self, asked: Asked) -> bool:
        """Whether the answer is found in a moment, so that others may wait for it."""
        exchange = self._messages.get(asked.path)
        return (
            self._knows_somebody
            and exchange is not None
            and not any_line_fault(self._stub.faults)
            and self._stub.inquiries.is_short_look(exchange.request)
        )

    def _answer(self, asked: Asked) -> Answer:
        met = Met()
        try:
            if asked.error_to_tell is not None:
                raise asked.error_to_tell
            if not asked.is_quick and any_line_fault(self._stub.faults):
                met = meet_faults(self._stub.faults, self._occasion(asked))
                if met.refusal is not None:
                    raise met.refusal
            exchange = self._messages.get(asked.path)
            if exchange is not None:
                answer = self._inquire(asked, exchange)
            else:
                answer = self._other.get(asked.path, _nothing)(asked)
        except WebAPIError as error:
            answer = answers.refused(error)
        except DeniedError as error:
            answer = answers.denied(error, self._codes)
        except RefusedError:
            outage = self._codes.refusal("fault_outage")
            answer = answers.refused(WebAPIError(503, outage))
        except Exception as error:
            answer = self._failed(error)
        return answer.broken_off() if met.broken_off else answer

    def _inquire(self, asked: Asked, exchange: Exchange) -> Answer:
        data = asked.body()  # Before the database is looked at: it may come slowly.
        caller = self._grants.identify(asked.authorization)
        self._knows_somebody = True
        inquire = partial(self._inquiring.answer, asked, data, caller, exchange)
        if asked.is_quick or not self._stub.inquiries.is_short_look(exchange.request):
            return inquire()  # In the look of those who are quick, or in none.
        return self._stub.database.together(inquire)

    def _failed(self, error: Exception) -> Answer:
        trouble = trouble_of(error)
        if trouble is not None:
            if isinstance(error, OSError):
                logger.warning("the disk cannot be used: %s", told_in_log(error))
            told = self._codes.refusal("storage_unavailable", trouble=trouble)
            return answers.refused(WebAPIError(503, told))
        logger.exception("unexpected error while answering", exc_info=error)
        return answers.failed(self._codes)

    def _authenticate(self, asked: Asked) -> Answer:
        institution, user, password = asked.fields(
            "medicalInstitutionCode", "userId", "password"
        )
        return answers.tokens(self._grants.authenticate(institution, user, password))

    def _refresh(self, asked: Asked) -> Answer:
        (token,) = asked.fields("refreshToken")
        return answers.tokens(self._grants.refresh(token))

    def _occasion(self, asked: Asked) -> Occasion:
        """What a fault may be about: whose token it is, and which message."""
        try:
            code = self._grants.identify(asked.authorization).institution_code
        except DeniedError:
            code = ""
        institution = self._stub.institutions.find(code)
        exchange = self._messages.get(asked.path, _SINGLE[SEARCH])
        return Occasion(
            face=Face.WEBAPI,
            message=exchange.prefix,
            institution=code,
            region="" if institution is None else institution.region,
        )


def quick_paths(stub: Stub) -> frozenset[str]:
    """Where one thread may answer all that wait: where an eligibility is asked for.

    Nowhere where threads wait for a server anyway, nor where messages are kept: what
    is kept was sent.
    """
    if stub.database.shared or stub.config.keep_messages is not None:
        return frozenset()
    paths = {f"{PREFIX}search", f"{PREFIX}messages/{SEARCH}"}
    if stub.config.webapi_public_paths:
        paths.add(PUBLIC_PATHS["search"])
    return frozenset(paths)


def _nothing(asked: Asked) -> Answer:
    raise asked.error(404, "webapi_path_unknown", path=asked.shown_path)
