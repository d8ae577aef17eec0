"""What the control API has no answer for: said in JSON, as every other refusal."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from ..stub import Stub
from ..validation_words import shown
from .body import ControlRequestError

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_TOO_LARGE = 413


class MethodUnknownError(ControlRequestError):
    """There is such an address, for other methods than the one it was asked by."""

    def __init__(self, methods: Sequence[str]) -> None:
        super().__init__(
            f"{shown(request.path)} に {request.method} はできません。"
            f"{', '.join(methods)} で送ってください。",
            code="method-not-allowed",
            status=405,
        )
        self.methods = methods


def add_unknown(blueprint: Blueprint, _stub: Stub) -> None:
    """Answer for every address under `/control/` that nothing else answers for."""

    @blueprint.route("/<path:address>", methods=_METHODS)
    def unknown(address: str) -> Response:
        methods = _methods_of(request.path)
        if methods:
            raise MethodUnknownError(methods)
        raise ControlRequestError(
            f"{shown(f'/control/{address}')} という宛先は制御APIにありません。"
            f"/control/ の下にあるのは {', '.join(_resources())} です。"
            "綴りを確かめてください。",
            code="address-unknown",
            status=404,
        )


def refused_by_flask(error: HTTPException) -> ControlRequestError:
    """The refusal for what Flask or Werkzeug does not take."""
    if error.code == _TOO_LARGE:
        most = current_app.config["MAX_CONTENT_LENGTH"]
        return ControlRequestError(
            f"本文が大きすぎます。{most // 1024} KiB以内にしてください。",
            code="body-too-large",
            status=_TOO_LARGE,
        )
    return ControlRequestError(
        f"要求を受け付けられません（HTTP {error.code}）。",
        code="request-invalid",
        status=error.code or 400,
    )


def _methods_of(path: str) -> list[str]:
    """By which methods something else than `unknown` answers for *path*."""
    addresses = current_app.url_map.bind("")
    found = []
    for method in _METHODS:
        try:
            endpoint, _ = addresses.match(path, method=method)
        except HTTPException:
            continue
        if endpoint != request.endpoint:
            found.append(method)
    return found


def _resources() -> list[str]:
    """How the addresses of the control API begin."""
    name = request.blueprint
    rules = [
        rule.rule.split("/")[2]
        for rule in current_app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{name}.") and rule.endpoint != request.endpoint
    ]
    return sorted(set(rules))
