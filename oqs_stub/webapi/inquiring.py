"""Reads a message of the WebAPI, lets the service answer it, and writes the answer."""

from __future__ import annotations

from ..messages import Encoding, Exchange, MessageError
from ..service.inquiry_context import Origin
from ..service.webapi_tokens import FACE, Caller
from ..stub import Stub
from . import answers
from .answers import Answer
from .asked import Asked


class Inquiring:
    """The inquiries of one stub, asked in JSON by whoever holds a token."""

    def __init__(self, stub: Stub) -> None:
        self._service = stub.inquiries
        self._codec = stub.json_codec
        self._grants = stub.webapi_tokens

    def answer(
        self, asked: Asked, data: bytes, caller: Caller, exchange: Exchange
    ) -> Answer:
        """The answer to the message in *data*, also where that is a refusal.

        Raises `WebAPIError` for what is no message at all, `DeniedError` where the
        caller asks in another's name.
        """
        try:
            message = self._codec.decode(data, exchange.request)
        except MessageError as error:
            if not error.path:
                raise asked.unreadable(error) from error
            return self._invalid(exchange, caller, data, error)
        # Every request of the catalogue names the 医療機関コード in its header.
        self._grants.allow(caller, message.MessageHeader.MedicalInstitutionCode)  # type: ignore[attr-defined]  # Each has a header of its own type.
        outcome = self._service.inquire(
            message, encoding=Encoding.UTF_8, origin=_origin(caller)
        )
        if outcome.document is not None:
            return Answer(outcome.document, "application/pdf")
        return answers.message(self._codec.encode(outcome.answer))

    def _invalid(
        self, exchange: Exchange, caller: Caller, data: bytes, error: MessageError
    ) -> Answer:
        """A message that keeps to no layout is answered, as in the folders."""
        echo = self._codec.loose_values(data)
        self._grants.allow(
            caller, echo.get("MedicalInstitutionCode", caller.institution_code)
        )
        detail = error.told_at(self._codec.conventions.wire_path(error.path))
        refusal = self._service.codes.refusal("request_invalid", detail=detail)
        answer = self._service.refuse(
            exchange, echo, refusal, encoding=Encoding.UTF_8, origin=_origin(caller)
        )
        return answers.message(self._codec.encode(answer))


def _origin(caller: Caller) -> Origin:
    return Origin(face=FACE, actor=caller.account)
