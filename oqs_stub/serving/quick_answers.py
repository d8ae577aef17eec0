"""Quick requests of a web server: one thread answers all that wait, with one flush.

Waitress gives each request to one of its threads. For what is answered in a moment
that is the dearest part: Python runs one thread at a time, and handing over from one
to the next takes longer than the answer. So one thread here takes all such requests
that have come, finds their answers in one look at the database, brings to disk what
that appended, and only then sends them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeAlias

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]  # No types.
from waitress.task import WSGITask  # type: ignore[import-untyped]  # Likewise.

from ..database import Database
from ..database.together import Outcome
from ..database.trouble import was_waited_for
from .quick import QUICK, NotQuickError

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 64
"""Requests that are answered in one look: the first of them waits for the last."""

_FOUND = "mynabench.found"  # In the environ, with an answer that is only to be sent.

# Of Waitress, which ships no types.
_Server: TypeAlias = Any
_Channel: TypeAlias = Any
_Request: TypeAlias = Any


class QuickAnswers:
    """What is asked at *paths* of one Waitress server, answered by a thread of its own.

    Of the server it is the dispatcher; to be put in before that runs. A request that
    turns out not to be quick (`NotQuickError`) goes to the threads of the others.
    """

    def __init__(
        self, server: _Server, database: Database, paths: frozenset[str]
    ) -> None:
        self._others = server.task_dispatcher
        self._app: WSGIApplication = server.application
        self._database = database
        self._paths = paths
        self._come: SimpleQueue[_Channel] = SimpleQueue()  # None is the end.
        self._thread = threading.Thread(
            target=self._run, name="quick answers", daemon=True
        )
        server.task_dispatcher = self
        server.channel_class = _QuickChannel
        server.application = _sending_what_is_found(self._app)
        self._thread.start()

    def add_task(self, channel: _Channel) -> None:
        """Have the next request of *channel* answered by whoever is to."""
        request = channel.requests[0]
        if request.error is None and request.path in self._paths:
            self._come.put(channel)
        else:
            self._others.add_task(channel)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> None:  # noqa: FBT001, FBT002 - As Waitress calls it.
        """Answer what has come, and end, within *timeout* seconds."""
        until = time.monotonic() + timeout
        self._come.put(None)
        self._thread.join(timeout)
        self._others.shutdown(cancel_pending, max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        ends = False
        while not ends:
            group = self._next_group()
            ends = None in group
            self._serve([channel for channel in group if channel is not None])

    def _next_group(self) -> list[_Channel]:
        group = [self._come.get()]
        try:
            while len(group) < MOST_AT_ONCE:
                group.append(self._come.get_nowait())
        except Empty:
            pass
        return group

    def _serve(self, group: Sequence[_Channel]) -> None:
        """Answer the next request of each of *group*."""
        try:
            tasks = [WSGITask(channel, channel.requests[0]) for channel in group]
            looks = [partial(self._find, task) for task in tasks]
            outcomes = self._database.all_together(looks)
        except Exception:  # Whatever it is, everybody is to be answered.
            logger.exception("unexpected error while looking for quick answers")
            for channel in group:
                self._others.add_task(channel)
            return
        in_vain = _lock_in_vain(outcomes)
        late = [] if in_vain is None else self._all_that_came()
        for channel, task, outcome in zip(group, tasks, outcomes, strict=True):
            self._answer(channel, outcome, task)
        for channel in late:
            waited: Outcome[_Found] = Outcome()
            waited.error = in_vain
            self._answer(channel, waited)

    def _all_that_came(self) -> list[_Channel]:
        """Those who wait by now, however many; the end is left where it is."""
        came = [self._come.get_nowait() for _ in range(self._come.qsize())]
        if None in came:
            self._come.put(None)
        return [channel for channel in came if channel is not None]

    def _answer(
        self,
        channel: _Channel,
        outcome: Outcome[_Found],
        task: WSGITask | None = None,
    ) -> None:
        try:
            task = task or WSGITask(channel, channel.requests[0])
            self._send(channel, task, outcome)
        except Exception:  # The others are to be answered all the same.
            logger.exception("unexpected error while sending an answer")
        outcome.error = None  # Its traceback leads back to it.

    def _find(self, task: WSGITask) -> _Found:
        environ = task.get_environment()
        environ[QUICK] = None
        found = _Found()
        found.body = self._app(environ, found.start_response)
        return found

    def _send(
        self, channel: _Channel, task: WSGITask, outcome: Outcome[_Found]
    ) -> None:
        if isinstance(outcome.error, NotQuickError):
            self._others.add_task(channel)
            return
        environ = task.get_environment()  # That which was asked with.
        if outcome.error is None:
            environ[_FOUND] = outcome.result
        else:
            environ[QUICK] = outcome.error
        task.request.mynabench_task = task
        channel.service()


def _lock_in_vain(outcomes: Sequence[Outcome[_Found]]) -> Exception | None:
    """The error of one who waited for a lock and did not get it, if there is one."""
    for outcome in outcomes:
        if outcome.error is not None and was_waited_for(outcome.error):
            return outcome.error
    return None


class _Found:
    """An answer that is found, and is not to be sent yet."""

    __slots__ = ("body", "headers", "status")

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self.body: Iterable[bytes] = ()

    def start_response(
        self,
        status: str,
        headers: list[tuple[str, str]],
        _exc_info: OptExcInfo | None = None,
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return _write


def _write(_data: bytes) -> object:
    raise RuntimeError("expected an answer that is returned, found one that is written")


def _sending_what_is_found(app: WSGIApplication) -> WSGIApplication:
    """*app*, which is not asked again for an answer that is known."""

    def answer(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        found: _Found | None = environ.get(_FOUND)
        if found is None:
            return app(environ, start_response)
        start_response(found.status, found.headers)
        return found.body

    return answer


def _task_of(channel: _Channel, request: _Request) -> WSGITask:
    """What serves *request*: the task that asked for it already, if there is one."""
    task = getattr(request, "mynabench_task", None)
    if task is None:
        return WSGITask(channel, request)
    request.mynabench_task = None  # Nothing that points in a circle is left behind.
    return task


class _QuickChannel(HTTPChannel):  # type: ignore[misc]  # As above.
    task_class = staticmethod(_task_of)
