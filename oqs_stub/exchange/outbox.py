"""The acknowledged jobs on their way into `res`, until nothing is left to do."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from card_profiles.machine_words import system_reason

from ..filenames import for_log
from ..kept_messages import KeptMessages
from .delivery import Delivery, Parcel, flush_names
from .events import EventKind, Telling
from .folders import ExchangeFolders
from .incoming import look_at
from .open_jobs import JobKind, OpenJob
from .outgoing import CollisionError, move

logger = logging.getLogger(__name__)

_LIES = "res に {} が残っています。取り込むか消すと続けます"
_NEVER = "仕込まれた障害により、答えません"
_FLUSHING = 8
"""Files flushed at the same time: a disk takes many in one go."""


class Outbox:
    """Takes requests out of `req` and brings their answers, each exactly once."""

    def __init__(
        self,
        folders: ExchangeFolders,
        delivery: Delivery,
        telling: Telling,
        *,
        kept: KeptMessages | None,
        warn: Callable[[str, str], None],
    ) -> None:
        self._folders = folders
        self._delivery = delivery
        self._telling = telling
        self._kept = kept
        self._warn = warn
        self._open: dict[str, OpenJob] = {}  # By the stem of the request's name.
        self._delivered: dict[str, OpenJob] = {}  # By token; not known to be flushed.
        self._over: dict[str, OpenJob] = {}  # By token; to be closed.
        self._pool: ThreadPoolExecutor | None = None

    def load(self, jobs: Iterable[OpenJob]) -> None:
        """Take over what is acknowledged, whatever was known of it before."""
        known = self._delivered.keys() | self._over.keys()
        self._open = {job.name.stem: job for job in jobs if job.token not in known}

    def add(self, jobs: Iterable[OpenJob]) -> None:
        """These were just acknowledged."""
        self._open.update((job.name.stem, job) for job in jobs)

    def holds(self, stem: str) -> bool:
        """Whether a request of that name is still to be answered."""
        return stem in self._open

    def requests(self) -> set[str]:
        """The names of the requests still to be answered."""
        return {job.request for job in self._open.values()}

    def deliver(self) -> None:
        """Bring every open job as far as nothing stands in the way."""
        for stem, job in tuple(self._open.items()):
            try:
                self._forget_request(job)
                if not self._bring(job):
                    continue
            except CollisionError as error:
                self.wait_for(job.request, str(error))
                continue
            except OSError as error:
                self.waits(job.request, f"回答を置けません（{system_reason(error)}）")
                continue
            del self._open[stem]
            self._delivered[job.token] = job
            self._tell(job)
            if self._kept is not None:
                if job.arrival.never:
                    self._kept.unanswered(job.token)
                else:
                    self._kept.answered(job.token, job.target, job.answer)
        self._settle()

    def over(self) -> Collection[OpenJob]:
        """The jobs that are delivered for good and can be closed."""
        return tuple(self._over.values())

    def closed(self, jobs: Iterable[OpenJob]) -> None:
        """These are closed: what `work` tells of them is needed no more."""
        for job in jobs:
            self._over.pop(job.token, None)
            try:
                self._delivery.forget(self._parcel(job))
            except OSError as error:
                self._warn(
                    "work",
                    f"{job.token} を消せません（{system_reason(error)}）。"
                    "次に起動したときに消します",
                )

    def wait_for(self, request: str, lies: str) -> None:
        """Say that *request* waits until somebody takes *lies* out of `res`."""
        self.waits(request, _LIES.format(lies), log=_LIES.format(for_log(lies)))

    def waits(self, request: str, detail: str, *, log: str = "") -> None:
        """Say, once, that *request* cannot go on at the moment because of *detail*.

        *log* is what is logged of it where nobody hears it.
        """
        if not self._telling.waiting(request, detail):
            self._warn(for_log(request), f"待っています。{log or detail}")

    def stop(self) -> None:
        """Let the threads go."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _forget_request(self, job: OpenJob) -> None:
        """Take an answered request out of `req`, unless another has its name now."""
        if job.kind is not JobKind.REJECTION:  # That one is moved, behind its `.err`.
            path = f"{self._folders.req}{os.sep}{job.request}"
            if _is_still(job, path):
                try:
                    os.unlink(path)
                except FileNotFoundError:
                    logger.debug("%s went by itself", for_log(job.request))

    def _bring(self, job: OpenJob) -> bool:
        if not self._delivery.deliver(self._parcel(job)):
            return False
        if job.kind is JobKind.REJECTION:
            # Clients look for the .err as soon as the echoed request appears.
            path = f"{self._folders.req}{os.sep}{job.request}"
            if _is_still(job, path):
                move(Path(path), self._folders.res / job.request)
        return True

    def _settle(self) -> None:
        """Flush what was delivered; what cannot be flushed is tried again."""
        waiting = tuple(self._delivered.values())
        if len(waiting) > 1:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(_FLUSHING, "exchange flush")
            settled = list(self._pool.map(self._is_settled, waiting))
        else:
            settled = [self._is_settled(job) for job in waiting]
        if waiting:
            flush_names(self._folders.res)
            flush_names(self._folders.req)
        for job, done in zip(waiting, settled, strict=True):
            if done:
                self._over[job.token] = self._delivered.pop(job.token)

    def _is_settled(self, job: OpenJob) -> bool:
        try:
            self._delivery.settle(self._parcel(job))
        except OSError as error:
            self.waits(
                job.request,
                f"回答をディスクに書き終えられません（{system_reason(error)}）",
            )
            return False
        return True

    def _parcel(self, job: OpenJob) -> Parcel:
        return Parcel(
            token=job.token,
            target=f"{self._folders.res}{os.sep}{job.target}",
            data=job.answer,
            arrival=job.arrival,
        )

    def _tell(self, job: OpenJob) -> None:
        if job.kind is JobKind.REJECTION:
            line = job.answer.decode("utf-8").strip()
            self._telling.done(EventKind.REJECTED, job.request, line)
        elif job.arrival.never:
            self._telling.done(EventKind.IGNORED, job.request, _NEVER)
        else:
            self._telling.done(
                EventKind.ANSWERED, job.request, job.target, result=job.result
            )


def _is_still(job: OpenJob, path: str) -> bool:
    """Whether *path* is the file that was read for *job*, and no later one."""
    present = look_at(path, job.name)
    return present is not None and present.signature == job.signature
