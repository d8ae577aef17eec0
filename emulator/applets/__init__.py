"""The applications of the card, one file each, found by their AID."""

from __future__ import annotations

from collections.abc import Callable

from ..counters import CounterStore
from ..filesystem import Application
from .base import Applet
from .jpki import AID as JPKI_AID
from .jpki import JPKIApplet

_APPLETS: dict[bytes, type[Applet]] = {JPKI_AID: JPKIApplet}


def applet_for(
    application: Application,
    *,
    counters: CounterStore,
    random_bytes: Callable[[int], bytes],
) -> Applet:
    """Bring a personalised application to life; an unknown AID is a `ValueError`."""
    applet = _APPLETS.get(application.aid)
    if applet is None:
        raise ValueError(
            f"no application with AID {application.aid.hex().upper()} is known here; "
            f"known: {', '.join(aid.hex().upper() for aid in _APPLETS)}"
        )
    return applet(application, counters=counters, random_bytes=random_bytes)
