"""`/control/ledger`: what the stub was asked and did, oldest first."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from ..stub import Stub
from .body import LARGEST_NUMBER


def add_ledger(blueprint: Blueprint, stub: Stub) -> None:
    """Tell the entries, all of them or those after one."""

    @blueprint.get("/ledger")
    def ledger() -> Response:
        after = request.args.get("after", default=0, type=int)
        entries = stub.ledger.entries(after=min(max(after, 0), LARGEST_NUMBER))
        return jsonify(ledger=[entry.as_document() for entry in entries])
