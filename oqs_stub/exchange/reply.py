"""One request's bytes to its answer's bytes: codec, service, codec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..error_codes import Refusal
from ..filenames import ExchangeName
from ..messages import (
    EXCHANGES,
    Codec,
    Decoded,
    Encoding,
    Exchange,
    IncompleteXMLError,
    Message,
    MessageError,
    exchange_for,
)
from ..messages.in_words import most_alike
from ..service.arrival import AT_ONCE, Arrival
from ..service.inquiries import InquiryService
from ..service.inquiry_context import Outcome
from ..service.message_faults import UnreachableForNowError
from .packing import pack

_BEYOND = {
    "EPS": "電子処方箋管理サービス",
    "CIP": "電子カルテ情報共有サービス",
    "PMH": "PMH（公費負担医療などの情報連携）",
}
"""Systems whose messages the terminal carries as well, and this stub does not."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request, ready to be delivered."""

    data: bytes
    extension: str = "xml"  # Or "pdf", "zip", or "rejection": an `.err`.
    arrival: Arrival = AT_ONCE
    result: str = "ok"  # As the ledger has it: else a code, "working" or "fault".


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was read of a request and worked out for its answer while others wrote."""

    decoded: Decoded[Message] | MessageError
    worked_out: object | None = None


class RejectedError(Exception):
    """The file as such is refused: an `.err` beside the echoed request."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.line)
        self.refusal = refusal


class UnreadableError(RejectedError):
    """As it stands the file cannot be read; perhaps it is still being written."""


class HeldError(Exception):
    """Nobody can be asked at the moment: the request stays where it is."""


class Replier:
    """Answers request files; it never sees a folder."""

    def __init__(self, service: InquiryService, codec: Codec) -> None:
        self._service = service
        self._codec = codec
        self._held: set[str] = set()  # Requests that are on record as waiting.

    def size_limit(self, name: ExchangeName) -> int:
        """Bytes of the largest request of that name that is read."""
        return self._codec.limit_of(self._request_type(name))

    def prepare(self, name: ExchangeName, data: bytes) -> Prepared | None:
        """What can be done before `reply`, while others write; it changes nothing."""
        kind = self._request_type(name)
        if kind is None:
            return None
        try:
            decoded = self._codec.decode(data, kind)
        except MessageError as error:
            return Prepared(error)
        return Prepared(
            decoded,
            self._service.work_out(decoded.message, encoding=decoded.encoding),
        )

    def reply(
        self, name: ExchangeName, data: bytes, prepared: Prepared | None = None
    ) -> Reply:
        """The answer to the request file *name* that holds *data*.

        Given what `prepare` said of them, it takes less time.

        A well-formed message that keeps to no layout is answered (処理結果区分 9).
        Raises `RejectedError`; `UnreadableError` where the rest may yet come;
        `HeldError` while an outage makes requests wait.
        """
        if name.is_misspelt:  # Perhaps its writer is going to rename it.
            raise UnreadableError(self._misspelt(name))
        if name.extension.lower() != "xml":
            raise UnreadableError(self._service.codes.refusal("container_unsupported"))
        exchange = self._exchange(name)
        try:
            if exchange is None:
                self._codec.well_formed(data)
                raise RejectedError(self._unsupported(name))
            decoded = (
                self._codec.decode(data, exchange.request)
                if prepared is None
                else _decoded(prepared)
            )
        except IncompleteXMLError as error:
            raise UnreadableError(self._unreadable(error)) from error
        except MessageError as error:
            if exchange is None or not error.path:
                raise UnreadableError(self._unreadable(error)) from error
            return self._invalid(exchange, data, error)
        outcome = self._inquire(name, decoded, prepared)
        if outcome.rejection is not None:
            return Reply(f"{outcome.rejection.line}\r\n".encode(), "rejection")
        told = Reply(b"", arrival=outcome.arrival, result=outcome.result)
        if outcome.document is not None:
            return replace(told, data=outcome.document, extension="pdf")
        data = self._codec.encode(outcome.answer, decoded.encoding)
        if outcome.packed or (outcome.is_list and self._codec.zips_lists()):
            data = pack(data, name.answer().text)
            return replace(told, data=data, extension="zip")
        return replace(told, data=data)

    def only_looks(self, name: ExchangeName) -> bool:
        """Whether nobody need be kept from writing until its answer is made."""
        request = self._request_type(name)
        return request is not None and self._service.only_looks(request)

    def too_large(self, name: ExchangeName, size: int) -> UnreadableError:
        """The rejection of a file of *size* bytes that is not even read."""
        try:
            self._codec.check_size(size, self._request_type(name))
        except MessageError as error:
            return UnreadableError(self._unreadable(error))
        raise ValueError(f"expected a file too large for {name.text}, got {size}")

    def apology(self, name: ExchangeName, data: bytes) -> Reply:
        """The answer when our own program failed on a request it could read."""
        exchange = self._exchange(name)
        if exchange is None:
            raise RejectedError(self._unsupported(name))
        echo, encoding = self._codec.loose_values(data, exchange.request)
        refusal = self._service.codes.refusal("internal_error")
        return self._refused(exchange, echo, refusal, encoding)

    def _inquire(
        self, name: ExchangeName, asked: Decoded[Message], prepared: Prepared | None
    ) -> Outcome:
        try:
            outcome = self._service.inquire(
                asked.message,
                encoding=asked.encoding,
                worked_out=None if prepared is None else prepared.worked_out,
            )
        except UnreachableForNowError as error:
            text = name.text
            if text not in self._held and self._service.tell_held(error):
                self._service.afterwards(lambda: self._held.add(text))
            raise HeldError from error
        if name.text in self._held:
            self._service.afterwards(lambda: self._held.discard(name.text))
        return outcome

    def _exchange(self, name: ExchangeName) -> Exchange | None:
        return exchange_for(name.prefix, self._codec.conventions)

    def _request_type(self, name: ExchangeName) -> type[Message] | None:
        exchange = self._exchange(name)
        return None if exchange is None else exchange.request

    def _invalid(self, exchange: Exchange, data: bytes, error: MessageError) -> Reply:
        echo, encoding = self._codec.loose_values(data, exchange.request)
        place = self._codec.conventions.wire_path(error.path)
        refusal = self._service.codes.refusal(
            "request_invalid", detail=error.told_at(place)
        )
        return self._refused(exchange, echo, refusal, encoding)

    def _refused(
        self,
        exchange: Exchange,
        echo: Mapping[str, str],
        refusal: Refusal,
        encoding: Encoding,
    ) -> Reply:
        answer = self._service.refuse(exchange, echo, refusal, encoding=encoding)
        return Reply(self._codec.encode(answer, encoding), result=refusal.code)

    def _unreadable(self, error: MessageError) -> Refusal:
        return self._service.codes.refusal("request_unreadable", detail=str(error))

    def _misspelt(self, name: ExchangeName) -> Refusal:
        if self._exchange(name) is None:
            return self._unsupported(name)
        return self._service.codes.refusal("request_misspelt", file=name.text)

    def _unsupported(self, name: ExchangeName) -> Refusal:
        wire_prefix = self._codec.conventions.wire_prefix
        known = [wire_prefix(exchange.prefix) for exchange in EXCHANGES]
        return self._service.codes.refusal(
            "request_unsupported",
            prefix=name.prefix or "（空）",
            near=_near(name.prefix, known),
            known=", ".join(known),
        )


def _near(prefix: str, known: Sequence[str]) -> str:
    """What the sender of a kind that is not known may have meant."""
    system = _BEYOND.get(prefix[:3])
    if system is not None:
        return f"{system}の電文は扱いません。"
    meant = most_alike(prefix, known)
    return f"近いのは {meant} です。" if meant else ""


def _decoded(prepared: Prepared) -> Decoded[Message]:
    """The message of the request. Raises what was wrong with it."""
    if isinstance(prepared.decoded, MessageError):
        raise prepared.decoded
    return prepared.decoded
