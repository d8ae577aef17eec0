"""Bringing 顔認証結果 into `face`, where nobody has asked for them."""

from __future__ import annotations

import logging
from collections.abc import Callable

from ..face_results import FaceResults
from .events import Telling
from .folders import ExchangeFolders
from .outgoing import CollisionError, put

logger = logging.getLogger(__name__)


class FaceDelivery:
    """Delivers the results of one stub into one `face` folder."""

    def __init__(
        self,
        folders: ExchangeFolders,
        results: FaceResults,
        telling: Telling,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self._folders = folders
        self._results = results
        self._telling = telling
        self._monotonic = monotonic

    def deliver(self) -> None:
        """Put what waits into `face`; what cannot be put there is tried again."""
        for result in self._results.waiting(monotonic=self._monotonic()):
            try:
                put(self._folders.face / result.name, result.data)
            except (CollisionError, OSError) as error:
                logger.warning("%s waits: %s", result.name, error)
                continue
            self._results.delivered(result)
            self._telling.face(result.name)
