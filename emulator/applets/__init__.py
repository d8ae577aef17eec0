"""The applications of the card, one file each, found by their AID."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from card_profiles.model import CardForm

from ..behaviour import DEFAULT, CardBehaviour
from ..memory.counters import CounterStore
from ..memory.filesystem import Application
from . import common, isd, jpki, juki, support, visual
from .base import NO_OBJECTS, Applet

_APPLETS: dict[bytes, type[Applet]] = {
    jpki.AID: jpki.JPKIApplet,
    common.AID: common.CommonApplet,
    juki.AID: juki.JukiApplet,
    visual.AID: visual.VisualApplet,
    support.AID: support.SupportApplet,
}
_PHONE_APPLETS: dict[CardForm, type[Applet]] = {
    CardForm.IPHONE: jpki.IPhoneJPKIApplet,
}

AIDS: Final[Mapping[str, bytes]] = MappingProxyType(
    {
        "isd": isd.AID,
        "common": common.AID,
        "juki": juki.AID,
        "visual": visual.AID,
        "support": support.AID,
        "jpki": jpki.AID,
    }
)
"""Every application by its short name."""


def applet_for(
    application: Application,
    *,
    counters: CounterStore,
    random_bytes: Callable[[int], bytes],
    behaviour: CardBehaviour = DEFAULT,
    form: CardForm = CardForm.PLASTIC,
    data_objects: Mapping[int, bytes] = NO_OBJECTS,
) -> Applet:
    """Bring a personalised application to life; an unknown AID is a `ValueError`.

    *data_objects* are those that GET DATA gives inside applications.
    """
    applet = _APPLETS.get(application.aid)
    if applet is None:
        raise ValueError(
            f"no application with AID {application.aid.hex().upper()} is known here; "
            f"known: {', '.join(aid.hex().upper() for aid in _APPLETS)}"
        )
    if application.aid == jpki.AID:
        applet = _PHONE_APPLETS.get(form, applet)
    return applet(
        application,
        counters=counters,
        random_bytes=random_bytes,
        behaviour=behaviour,
        data_objects=data_objects,
    )


def in_selection_order(
    applets: Iterable[Applet], *, names: tuple[str, ...]
) -> tuple[Applet, ...]:
    """Sort as a beginning of a name finds them: *names* first, then by AID [D]."""
    first = [AIDS[name] for name in names]

    def key(applet: Applet) -> tuple[int, bytes]:
        known = applet.aid in first
        return (first.index(applet.aid) if known else len(first), applet.aid)

    return tuple(sorted(applets, key=key))
