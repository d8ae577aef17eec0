"""Watching `req`, and answering every request in `res`, exactly once.

A request counts as acknowledged when it is gone from `req`. Before that its answer
is in the database; kill -9 at any moment leads to the same files as no kill. Many
requests share one transaction, and a lone one never waits for others.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from card_profiles.machine_words import system_reason

from ..clock import Clock
from ..database import Database
from ..database.trouble import NOT_NOW, Trouble, trouble_of
from ..face_results import FaceResults
from ..kept_messages import KeptMessages
from ..messages import Codec
from ..service.inquiries import InquiryService
from .answering import Answering, Request
from .delivery import Delivery, WriteIn
from .events import Observer, Telling
from .face_delivery import FaceDelivery, token_of
from .folders import ExchangeFolders
from .intake import Intake
from .open_jobs import OpenJobs
from .outbox import Outbox
from .outgoing import discard_strays
from .reply import Replier
from .uncollected import STAY, Uncollected
from .watcher import Watcher

logger = logging.getLogger(__name__)

STOP_SECONDS = 10.0
"""How long a stop waits for the requests under way."""


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
        replier: Replier | None = None,
        delivery: Callable[[Path], Delivery] = WriteIn,
        stay: timedelta | None = STAY,
        faces: FaceResults | None = None,
        kept: KeptMessages | None = None,
        on_event: Observer | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Serve *folder*/req; *settle_seconds* is how long an unreadable request
        must stay unchanged before it is rejected, *poll* the longest time between
        two looks where no watching is possible; *on_event* hears what happens.

        *replier* says what is answered, *delivery* (made with the folder `work`) how
        and when it comes: who wants to disturb either wraps the usual one. *stay* is
        how long answers that nobody fetches lie in `res`; None: for ever. All that is
        received and answered is *kept* as well, where that is given.
        """
        self.folders = ExchangeFolders(folder)
        replier = replier or Replier(service, codec or Codec())
        self._jobs = OpenJobs(database, str(folder.absolute()))
        self._telling = Telling(on_event, monotonic=monotonic)
        self._kept = kept
        self._faces_waiting = faces or FaceResults(database)
        usual = delivery(self.folders.work)
        self._faces = FaceDelivery(
            self.folders.face,
            self._faces_waiting,
            usual,
            self._telling,
            kept=kept,
            monotonic=monotonic,
        )
        self._outbox = Outbox(
            self.folders, usual, self._telling, kept=kept, warn=self._warn
        )
        self._intake = Intake(
            self.folders,
            self._outbox,
            self._telling,
            settle_seconds=settle_seconds,
            size_limit=replier.size_limit,
            monotonic=monotonic,
        )
        self._uncollected = Uncollected(
            self.folders.res,
            clock,
            stay=stay,
            is_under_way=self._outbox.holds,
            misspelt=self._jobs.misspelt,
            monotonic=monotonic,
        )
        self._answering = Answering(
            replier,
            self._jobs,
            database,
            clock,
            keep=self._keep,
            monotonic=monotonic,
        )
        self._poll = poll
        self._reload = False
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
        """Finish the requests under way and let go of the folders.

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
        self._outbox.stop()
        self.folders.close()
        if self._failures:
            raise self._failures.pop(0)

    def open(self) -> None:
        """Take hold of the folders without a thread; for `run_once`."""
        self.folders.open()
        jobs = self._jobs.all()
        self._jobs.misspelt.load()
        self._outbox.load(jobs)
        faces = self._faces_waiting.everything()
        known = {job.token for job in jobs} | {token_of(face) for face in faces}
        discard_strays(self.folders.work, known=known)

    def run_once(self) -> None:
        """Look once: deliver what is ready, answer all that has come."""
        if self._reload:
            self._outbox.load(self._jobs.all())
            self._reload = False
        self.folders.restore()
        self._outbox.deliver()
        self._uncollected.remove()
        passed: set[str] = set()
        while not self._stopping.is_set():
            self._faces.deliver()
            requests = self._intake.take(passed)
            if not requests:
                break
            self._answer(requests, passed)
        self._close()

    def _answer(self, requests: Sequence[Request], passed: set[str]) -> None:
        """Acknowledge and deliver; those that need time are added to *passed*."""
        over = self._outbox.over()
        try:
            jobs = self._answering.answer(requests, over=over)
        except NOT_NOW:
            self._reload = True  # Perhaps it was committed all the same.
            raise
        self._outbox.add(job for job in jobs if job is not None)
        self._outbox.closed(over)
        for request, job in zip(requests, jobs, strict=False):
            passed.add(request.candidate.text)
            if job is not None and self._kept is not None:
                self._kept.received(job.token, job.request, request.data)
            if job is None and request.candidate.text not in self._answering.held:
                self._intake.be_patient(request.candidate)
        self._outbox.deliver()

    def _close(self) -> None:
        over = self._outbox.over()
        self._jobs.close(over)
        self._outbox.closed(over)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.run_once()
            except NOT_NOW as error:
                # The disk or the share fails: nothing is lost, the next look retries.
                why = self._reason(error)
                if not self._telling.paused(why):
                    self._warn("exchange", f"{why}。直ると続けます")
            except Exception as error:  # As in `Answering`: go on, tell at the end.
                logger.exception("looking into %s failed", self.folders.req)
                self._keep(error)
            else:
                self._telling.resumed()
            self._wake.wait(self._poll)

    def _reason(self, error: Exception) -> str:
        """Why it cannot go on, in words."""
        if isinstance(error, OSError):
            where = error.filename or self.folders.root
            return f"{where} を使えません（{system_reason(error)}）"
        return str(trouble_of(error) or Trouble.AWAY)

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
