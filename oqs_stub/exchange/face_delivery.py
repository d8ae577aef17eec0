"""Bringing 顔認証結果 into `face`, where nobody has asked for them."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from card_profiles.machine_words import system_reason

from ..face_results import FaceResult, FaceResults
from ..kept_messages import KeptMessages
from .delivery import Delivery, Parcel
from .events import Telling
from .outgoing import CollisionError


def token_of(result: FaceResult) -> str:
    """A name for what `work` holds of one result; no two have the same name."""
    return f"face-{hashlib.sha256(result.name.encode()).hexdigest()[:24]}"


class FaceDelivery:
    """Delivers the results of one stub into one `face` folder, each once."""

    def __init__(
        self,
        face: Path,
        results: FaceResults,
        delivery: Delivery,
        telling: Telling,
        *,
        kept: KeptMessages | None,
        monotonic: Callable[[], float],
    ) -> None:
        self._face = face
        self._results = results
        self._delivery = delivery
        self._telling = telling
        self._kept = kept
        self._monotonic = monotonic

    def deliver(self) -> None:
        """Put what waits into `face`; what cannot be put there is tried again."""
        for result in self._results.waiting(monotonic=self._monotonic()):
            parcel = Parcel(
                token=token_of(result),
                target=str(self._face / result.name),
                data=result.data,
            )
            try:
                if not self._delivery.deliver(parcel):
                    self._results.look_again()
                    continue
                self._delivery.settle(parcel)
            except (CollisionError, OSError) as error:
                self._telling.face_waits(result.name, _hindrance(error))
                continue
            self._results.delivered(result)
            self._telling.face(result.name)
            if self._kept is not None:
                self._kept.keep({result.name: result.data})
            with contextlib.suppress(OSError):  # The next start takes it away.
                self._delivery.forget(parcel)


def _hindrance(error: CollisionError | OSError) -> str:
    if isinstance(error, OSError):
        return f"face に置けません（{system_reason(error)}）"
    return f"face に {error} が残っています。取り込むか消すと続けます"
