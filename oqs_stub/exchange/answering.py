"""Many requests answered in one transaction, which is one write to the disk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ..clock import Clock
from ..database import Database
from ..database.trouble import NOT_NOW
from ..filenames import ExchangeName, for_log
from ..service.arrival import AT_ONCE, Arrival
from .incoming import Candidate
from .open_jobs import JobKind, OpenJob, OpenJobs, new_token
from .reply import (
    HeldError,
    Prepared,
    RejectedError,
    Replier,
    Reply,
    UnreadableError,
)

logger = logging.getLogger(__name__)

MOST_SECONDS = 0.25
"""After so long in one transaction no further request is begun: others wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request file as it was read."""

    candidate: Candidate
    data: bytes
    last_try: bool  # What cannot be read now is rejected.


class Answering:
    """Turns requests into acknowledged jobs; what `answer` returns is on disk.

    A fault of our own on one request spoils no other: everything is undone and the
    requests are answered one by one, that one with 処理結果区分 9.
    """

    def __init__(
        self,
        replier: Replier,
        jobs: OpenJobs,
        database: Database,
        clock: Clock,
        *,
        keep: Callable[[Exception], None],
        monotonic: Callable[[], float],
    ) -> None:
        """*keep* hears of each fault of our own."""
        self._replier = replier
        self._jobs = jobs
        self._database = database
        self._clock = clock
        self._keep = keep
        self.held: set[str] = set()
        """Requests that can be read, and wait for the end of an outage."""
        self._monotonic = monotonic

    def answer(
        self, requests: Sequence[Request], *, over: Collection[OpenJob]
    ) -> list[OpenJob | None]:
        """Acknowledge requests in order, and note that the jobs *over* are done.

        None stands for a request that must be given time; what is missing at the end
        was left for another time. Raises what `NOT_NOW` names where nothing is
        acknowledged, because the disk or the database fails.
        """
        try:
            return self._together(requests, over=over)
        except NOT_NOW:
            raise
        except Exception:  # The faulty one is found below, where it stands alone.
            logger.debug("%d requests are answered one by one", len(requests))
        with self._database.begin():
            self._jobs.close(over)
        return [self._alone(request) for request in requests]

    def _together(
        self, requests: Sequence[Request], *, over: Collection[OpenJob]
    ) -> list[OpenJob | None]:
        if all(self._replier.only_looks(one.candidate.name) for one in requests):
            return self._looked_up(requests, over=over)
        if len(requests) == 1 and is_long(requests[0].candidate.name):
            return [self._prepared(requests[0], over=over)]
        with self._database.begin():
            self._jobs.close(over)
            jobs = self._in_order(requests)
            self._jobs.add([job for job in jobs if job], now=self._clock.now())
        return jobs

    def _looked_up(
        self, requests: Sequence[Request], *, over: Collection[OpenJob]
    ) -> list[OpenJob | None]:
        """The answers first, while others write; then all of it is noted at once."""
        with self._database.gather() as writes:
            jobs = self._in_order(requests)
        with self._database.begin():
            self._jobs.close(over)
            self._database.write_all(writes)
            self._jobs.add([job for job in jobs if job], now=self._clock.now())
        return jobs

    def _in_order(self, requests: Sequence[Request]) -> list[OpenJob | None]:
        """What becomes of each, up to the one with which the time is over."""
        begun = self._monotonic()
        jobs: list[OpenJob | None] = []
        for request in requests:
            jobs.append(self._job(request))
            if self._monotonic() - begun > MOST_SECONDS:
                break
        return jobs

    def _prepared(
        self, request: Request, *, over: Collection[OpenJob]
    ) -> OpenJob | None:
        """All but what must be done alone first, while others write."""
        prepared = self._prepare(request)
        with self._database.begin():
            self._jobs.close(over)
            job = self._job(request, prepared)
            if job is not None:
                self._jobs.add((job,), now=self._clock.now())
        return job

    def _prepare(self, request: Request) -> Prepared | None:
        if self._is_too_large(request):
            return None
        return self._replier.prepare(request.candidate.name, request.data)

    def _alone(self, request: Request) -> OpenJob | None:
        try:
            return self._together((request,), over=())[0]
        except NOT_NOW:
            raise
        except Exception as error:  # A fault of ours must not stop the others.
            logger.exception("answering %s failed", for_log(request.candidate.text))
            self._keep(error)
        with self._database.begin():
            reply = self._replier.apology(request.candidate.name, request.data)
            job = _job(request, reply.data, JobKind.ANSWER, result=reply.result)
            self._jobs.add((job,), now=self._clock.now())
        return job

    def _job(
        self, request: Request, prepared: Prepared | None = None
    ) -> OpenJob | None:
        try:
            reply = self._reply(request, prepared)
        except UnreadableError as error:
            return self._rejection(request, error) if request.last_try else None
        except RejectedError as error:
            return self._rejection(request, error)
        except HeldError:
            self.held.add(request.candidate.text)
            return None
        self.held.discard(request.candidate.text)
        kind = JobKind.of(reply.extension)
        return _job(
            request, reply.data, kind, arrival=reply.arrival, result=reply.result
        )

    def _reply(self, request: Request, prepared: Prepared | None) -> Reply:
        name = request.candidate.name
        if self._is_too_large(request):
            raise self._replier.too_large(name, request.candidate.signature.size)
        return self._replier.reply(name, request.data, prepared)

    def _is_too_large(self, request: Request) -> bool:
        limit = self._replier.size_limit(request.candidate.name)
        return len(request.data) > limit

    def _rejection(self, request: Request, error: RejectedError) -> OpenJob:
        name = for_log(request.candidate.text)  # The text may repeat what is in it.
        logger.info("%s is rejected: %s", name, error.refusal.code)
        line = f"{error.refusal.line}\r\n".encode()
        return _job(request, line, JobKind.REJECTION)


def is_long(name: ExchangeName) -> bool:
    """Whether it may be about thousands, and take seconds: a 一括 message."""
    return name.mode == "mu"


def _job(
    request: Request,
    answer: bytes,
    kind: JobKind,
    *,
    arrival: Arrival = AT_ONCE,
    result: str = "",
) -> OpenJob:
    return OpenJob(
        name=request.candidate.name,
        signature=request.candidate.signature,
        kind=kind,
        answer=answer,
        token=new_token(),
        arrival=arrival,
        result=result,
    )
