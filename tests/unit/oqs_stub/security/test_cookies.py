"""Every cookie is `Secure` where browsers come by TLS, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Response

from oqs_stub.app import create_app
from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN
from ..reception import visitor
from ..terminal import staff

NAMES = {"reception", "form", "launch", "terminal", "control"}


def cookies(stub: Stub) -> list[str]:
    """All that a browser is told to keep on its way through every face."""
    app, told = create_app(stub), list[str]()

    @app.after_request
    def keep(response: Response) -> Response:
        told.extend(response.headers.getlist("Set-Cookie"))
        return response

    web = app.test_client()
    visitor.launch(web, visitor.choose(web, visitor.entrance(stub)))
    staff.log_in(web)
    web.post("/control/login", data={"token": CONTROL_TOKEN})
    kept = [one for one in told if "Max-Age=0" not in one]
    names = {one.partition("=")[0].removeprefix("mynabench-") for one in kept}
    assert names == NAMES
    return kept


@pytest.mark.parametrize(
    ("public_url", "secure"),
    [("https://bench.example", True), ("http://bench.example", False), (None, False)],
)
def test_a_cookie_is_secure_where_browsers_come_by_tls(
    stub: Stub, monkeypatch: pytest.MonkeyPatch, public_url: str | None, *, secure: bool
) -> None:
    """A proxy speaks TLS and comes to us without; `public_url` tells of it."""
    config = replace(stub.config, public_url=public_url)
    monkeypatch.setattr(stub, "config", config)

    wrong = [one for one in cookies(stub) if ("; Secure" in one) is not secure]

    assert wrong == []
