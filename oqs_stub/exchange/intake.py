"""Which of the waiting requests come next, and reading them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from card_profiles.machine_words import system_reason

from ..filenames import ExchangeName
from .answering import Request, is_long
from .events import Telling
from .folders import ExchangeFolders
from .incoming import Candidate, Inbox, Patience, read
from .outbox import Outbox

MOST_AT_ONCE = 32
"""Requests in one transaction: enough to share a write to the disk, and soon over."""

MOST_BYTES = 8 * 1024 * 1024
"""After so many bytes no further request is read into memory."""

_NEWEST_EVERY = 8
"""Where thousands wait, every so manieth place is for the newest."""


class Intake:
    """Takes requests in, oldest first, and gives unfinished ones their time."""

    def __init__(
        self,
        folders: ExchangeFolders,
        outbox: Outbox,
        telling: Telling,
        *,
        settle_seconds: float,
        size_limit: Callable[[ExchangeName], int],
        monotonic: Callable[[], float],
    ) -> None:
        self._folders = folders
        self._inbox = Inbox(folders.req)
        self._patience = Patience(settle_seconds, monotonic=monotonic)
        self._outbox = outbox
        self._telling = telling
        self._size_limit = size_limit

    def take(self, passed: set[str]) -> Sequence[Request]:
        """The next requests to be answered together, none whose name is in *passed*.

        Names of files that must wait are added to *passed*. Raises OSError where
        the folder cannot be read.
        """
        look = self._inbox.look()
        if not passed:  # Once for all rounds of one look.
            self._patience.keep_only(look.names)
            self._telling.present(look.names | self._outbox.requests(), look.ignored)
        waiting = [one for one in look.candidates if one.text not in passed]
        requests: list[Request] = []
        stems: set[str] = set()
        size = 0
        for candidate in _in_turn(waiting):
            name = candidate.name
            if is_long(name) and requests:
                break
            if name.stem in stems:
                continue  # The same name with another extension: one after the other.
            request = self._request(candidate)
            if request is None:
                passed.add(candidate.text)
                continue
            requests.append(request)
            stems.add(name.stem)
            size += len(request.data)
            if is_long(name) or size > MOST_BYTES or len(requests) == MOST_AT_ONCE:
                break
        return requests

    def be_patient(self, candidate: Candidate) -> None:
        """The file cannot be read as it is: wait for the rest of it."""
        if not self._patience.knows(candidate):
            self._patience.begin(candidate)

    def _request(self, candidate: Candidate) -> Request | None:
        """The request as it is now, unless it has to wait."""
        if self._is_taken(candidate.name):
            return None
        present = self._inbox.now(candidate)
        if present is None:
            return None
        if self._patience.knows(present) and not self._patience.is_over(present):
            return None
        self._telling.received(present.text)
        try:
            data = read(present, limit=self._size_limit(present.name))
        except OSError as error:
            self._outbox.waits(
                present.text, f"要求を開けません（{system_reason(error)}）"
            )
            return None
        if data is None:
            return None  # It changed while it was read: the next look will see.
        last_try = self._patience.is_over(present)
        return Request(candidate=present, data=data, last_try=last_try)

    def _is_taken(self, name: ExchangeName) -> bool:
        """Whether that name is being answered, or its last answer still lies there."""
        if self._outbox.holds(name.stem):
            return True
        for answer in name.answers():
            if os.path.lexists(f"{self._folders.res}{os.sep}{answer}"):
                self._outbox.wait_for(name.text, answer)
                return True
        return False


def _in_turn(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Oldest first; where many wait, the newest get a few places among them.

    So nobody who asks for one patient stands behind thousands, and nobody among the
    thousands is passed over for ever.
    """
    left = deque(candidates)
    shared = len(left) > MOST_AT_ONCE
    place = 0
    while left:
        place += 1
        newest = shared and place % _NEWEST_EVERY == 0
        yield left.pop() if newest else left.popleft()
