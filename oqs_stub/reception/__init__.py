"""マイナ在宅受付Web as the emulator mirrors it: pages W0 to W6, without scripts."""

from __future__ import annotations

from flask import Blueprint, Response

from ..notices import notice_of
from ..reasons import RefusedError
from ..stub import Stub
from .entrance import add_entrance
from .hand_over import add_hand_over
from .refusals import refusal_page
from .registering import add_registering
from .reviewing import add_reviewing

__all__ = ["reception_pages"]


def reception_pages(stub: Stub) -> Blueprint:
    """Every page of the patient, and of the browser left behind by the app."""
    blueprint = Blueprint("reception", __name__)

    @blueprint.errorhandler(RefusedError)
    def refused(refusal: RefusedError) -> Response:
        return refusal_page(refusal.reason, notice=notice_of(refusal))

    for add_pages in (add_entrance, add_registering, add_hand_over, add_reviewing):
        add_pages(blueprint, stub)
    return blueprint
