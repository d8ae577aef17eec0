"""Watching `req`, and answering every request in `res`, exactly once.

A request counts as acknowledged when it is gone from `req`. Before that its answer
lies ready on disk and a row in the database says so; kill -9 at any moment leads to
the same files as no kill.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import OperationalError

from ..clock import Clock
from ..database import Database
from ..face_results import FaceResults
from ..filenames import ExchangeName, parse_name
from ..messages import Codec
from ..service.inquiries import InquiryService
from .events import EventKind, Observer, Telling
from .face_delivery import FaceDelivery
from .folders import ExchangeFolders
from .incoming import Candidate, Patience, look_at, look_into, read
from .open_jobs import JobKind, OpenJob, OpenJobs
from .outgoing import (
    CollisionError,
    deliver,
    discard_strays,
    move,
    place,
    stage,
    unstage,
)
from .reply import RejectedError, Replier, UnreadableError
from .watcher import Watcher

logger = logging.getLogger(__name__)

STOP_SECONDS = 10.0
"""How long a stop waits for the request under way."""


class FolderExchange:
    """The folders of one institution's terminal, served by a thread of this process.

    Raises nothing into the thread's void: a fault of our own on one request is
    answered with 処理結果区分 9, kept, and raised by `stop`.
    """

    def __init__(
        self,
        folder: Path,
        service: InquiryService,
        database: Database,
        clock: Clock,
        *,
        settle_seconds: float = 5.0,
        poll: float = 0.25,
        codec: Codec | None = None,
        faces: FaceResults | None = None,
        on_event: Observer | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Serve *folder*/req; *settle_seconds* is how long an unreadable request
        must stay unchanged before it is rejected, *poll* the longest time between
        two looks where no watching is possible; *on_event* hears what happens."""
        self.folders = ExchangeFolders(folder)
        self._replier = Replier(service, codec or Codec())
        self._database = database
        self._clock = clock
        self._jobs = OpenJobs(database, str(folder.absolute()))
        self._patience = Patience(settle_seconds, monotonic=monotonic)
        self._telling = Telling(on_event, monotonic=monotonic)
        self._faces = FaceDelivery(
            self.folders,
            faces or FaceResults(database),
            self._telling,
            monotonic=monotonic,
        )
        self._poll = poll
        self._open: list[OpenJob] = []
        self._warned: set[str] = set()
        self._failures: list[Exception] = []
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._watcher: Watcher | None = None

    def start(self) -> None:
        """Finish what an earlier process left, then serve until `stop`.

        Raises `FolderError` when the folders cannot be used.
        """
        self.open()
        self._stopping.clear()
        self._watcher = Watcher(self.folders.req, self._wake)
        self._thread = threading.Thread(
            target=self._serve, name=f"exchange {self.folders.root}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Finish the request under way and let go of the folders.

        Raises the first fault of our own that a request has met, if any has.
        """
        self._stopping.set()
        self._wake.set()
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None
        if self._thread is not None:
            self._thread.join(timeout=STOP_SECONDS)
            self._thread = None
        self.folders.close()
        if self._failures:
            raise self._failures.pop(0)

    def open(self) -> None:
        """Take hold of the folders without a thread; for `run_once`."""
        self.folders.open()
        self._open = self._jobs.all()
        discard_strays(self.folders, known={job.staged for job in self._open})

    def run_once(self) -> None:
        """Look once: deliver what is ready, answer what has come."""
        self._deliver_ready()
        self._faces.deliver()
        look = look_into(self.folders.req)
        names = {candidate.name.text for candidate in look.candidates}
        self._patience.keep_only(names)
        under_way = {job.request for job in self._open}
        self._telling.present(names | under_way, look.ignored)
        for candidate in look.candidates:
            if self._stopping.is_set():
                return
            if not self._is_taken(candidate):
                self._take(candidate)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.run_once()
            except (OSError, OperationalError) as error:
                # The disk or the share fails: nothing is lost, the next look retries.
                self._warn("exchange", f"cannot go on at the moment: {error}")
                with contextlib.suppress(OSError):
                    self.folders.restore()
            except Exception as error:  # As in `_answer`: go on, and tell at the end.
                logger.exception("looking into %s failed", self.folders.req)
                self._keep(error)
            self._wake.wait(self._poll)

    def _take(self, candidate: Candidate) -> None:
        """Answer or reject one file, unless it must be given more time."""
        known = self._patience.knows(candidate)
        if known and not self._patience.is_over(candidate):
            return
        self._telling.received(candidate.name.text)
        try:
            data = read(candidate, limit=self._replier.size_limit(candidate.name))
        except OSError as error:
            self._warn(candidate.name.text, f"cannot be opened now ({error.strerror})")
            return
        if data is None:
            return  # It changed while it was read: the next look will see.
        try:
            job = self._answer(candidate, data)
        except UnreadableError as error:
            if not known:
                self._patience.begin(candidate)
                if not self._patience.is_over(candidate):
                    return
            job = self._reject(candidate, error)
        except RejectedError as error:
            job = self._reject(candidate, error)
        self._open.append(job)
        self._deliver_ready()

    def _answer(self, candidate: Candidate, data: bytes) -> OpenJob:
        """Compute the answer and acknowledge it, both or neither."""
        if len(data) > self._replier.size_limit(candidate.name):
            raise self._replier.too_large(candidate.name, candidate.signature.size)
        try:
            with self._database.begin():
                reply = self._replier.reply(candidate.name, data)
                kind = JobKind.of(reply.extension)
                return self._acknowledge(candidate, reply.data, kind)
        except (RejectedError, OSError, OperationalError):
            raise
        except Exception as error:  # A fault of ours must not stop the other requests.
            logger.exception("answering %s failed", candidate.name.text)
            self._keep(error)
        with self._database.begin():
            reply = self._replier.apology(candidate.name, data)
            return self._acknowledge(candidate, reply.data, JobKind.ANSWER)

    def _reject(self, candidate: Candidate, error: RejectedError) -> OpenJob:
        logger.info("%s is rejected: %s", candidate.name.text, error)
        line = f"{error.refusal.line}\r\n".encode()
        with self._database.begin():
            return self._acknowledge(candidate, line, JobKind.REJECTION)

    def _acknowledge(
        self, candidate: Candidate, answer: bytes, kind: JobKind
    ) -> OpenJob:
        staged = stage(self.folders, candidate.name.text, answer)
        return self._jobs.add(
            request=candidate.name.text,
            signature=candidate.signature,
            kind=kind,
            staged=staged,
            now=self._clock.now(),
        )

    def _forget_request(self, job: OpenJob) -> None:
        """Take an answered request out of `req`, unless another has its name now."""
        if job.kind is JobKind.REJECTION:
            return  # That one is moved to `res`, behind its `.err`.
        path = self.folders.req / job.request
        present = look_at(path, _name(job))
        if present is not None and present.signature == job.signature:
            try:
                os.unlink(path)
            except FileNotFoundError:
                logger.debug("%s went by itself", job.request)

    def _deliver_ready(self) -> None:
        """Bring every open job to its end that nothing stands in the way of."""
        for job in tuple(self._open):
            try:
                self._forget_request(job)
                kind, detail = self._deliver(job)
            except CollisionError as error:
                self._wait_for(job.request, str(error))
                continue
            except OSError as error:
                self._warn(job.request, f"its answer waits: {error}")
                continue
            self._jobs.close(job)
            self._open.remove(job)
            self._telling.done(kind, job.request, detail)

    def _deliver(self, job: OpenJob) -> tuple[EventKind, str]:
        """Put the answer into `res`; what there is to tell about it."""
        name, line = _name(job), ""
        if job.kind is not JobKind.REJECTION:
            answer = name.answer(job.kind.extension).text
            deliver(self.folders, job.staged, answer)
            return EventKind.ANSWERED, answer
        # Clients look for the .err as soon as the echoed request appears.
        if os.path.lexists(self.folders.work / job.staged):
            line = (self.folders.work / job.staged).read_text("utf-8").strip()
            place(self.folders, job.staged, name.rejection().text)
            move(self.folders.req / job.request, self.folders.res / job.request)
            unstage(self.folders, job.staged)
        return EventKind.REJECTED, line

    def _is_taken(self, candidate: Candidate) -> bool:
        """Whether that name is being answered, or its last answer still lies there."""
        stem = candidate.name.stem
        if any(_name(job).stem == stem for job in self._open):
            return True
        for name in candidate.name.answers():
            if os.path.lexists(self.folders.res / name.text):
                self._wait_for(candidate.name.text, name.text)
                return True
        return False

    def _wait_for(self, request: str, lies: str) -> None:
        """Say that *request* waits until somebody takes *lies* out of `res`."""
        detail = f"res に {lies} が残っています。取り込むか消すと続けます"
        if not self._telling.waiting(request, detail):
            self._warn(request, f"waits while {lies} lies in res")

    def _keep(self, error: Exception) -> None:
        """Remember the first fault of our own for `stop`."""
        if not self._failures:
            self._failures.append(error)

    def _warn(self, subject: str, message: str) -> None:
        """Say a lasting trouble once, not at every look."""
        line = f"{subject}: {message}"
        if line not in self._warned:
            self._warned.add(line)
            logger.warning(line)


def _name(job: OpenJob) -> ExchangeName:
    name = parse_name(job.request)
    if name is None:
        raise ValueError(f"expected a request's file name, got {job.request!r}")
    return name
