"""`/control/institutions/…/terminal` and `…/accounts`: the terminal's own troubles."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response

from ..stub import Stub
from .body import body_of_request, flag


def add_terminal(blueprint: Blueprint, stub: Stub) -> None:
    """Let a terminal need a reboot; put an institution's accounts back."""

    @blueprint.put("/institutions/<code>/terminal")
    def put_terminal(code: str) -> Response:
        stub.institutions.get(code)
        needed = flag(body_of_request(), "needs_reboot")
        stub.reboots.require(code, needed=needed)
        return jsonify(needs_reboot=stub.reboots.needed(code))

    @blueprint.delete("/institutions/<code>/accounts")
    def reset_accounts(code: str) -> Response:
        stub.institutions.get(code)
        stub.terminal_staff.put_back(code)
        return make_response("", 204)
