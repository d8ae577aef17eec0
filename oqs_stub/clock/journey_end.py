"""Opening the PKI at the stub's time, without a journey that leads out of its life."""

from __future__ import annotations

import logging
from pathlib import Path

from card_profiles.pki import PKI, PKIError

from . import Clock
from .travelling import TravellingClock

logger = logging.getLogger(__name__)


def pki_in_time(directory: Path, clock: Clock, *, beside_others: bool) -> PKI:
    """The PKI of *directory*, in force at the time of *clock*.

    A journey to a time at which it is not is over: the clock comes home, and a
    warning says so, for otherwise the stub would start no more. One *beside others*
    leaves the clock as it is and goes on as they do, who opened it before its end.
    Raises `PKIError`.
    """
    try:
        return PKI.open(directory, now=clock.now())
    except (PKIError, OverflowError) as error:
        if not isinstance(clock, TravellingClock) or not clock.ahead:
            raise
        pki = PKI.open(directory, now=clock.home)
        if beside_others:
            return pki
        clock.come_home()
        logger.warning(
            "時計の移動を取り消し、元の時刻に戻しました。移動先では始められません: %s",
            error,
        )
        return pki
