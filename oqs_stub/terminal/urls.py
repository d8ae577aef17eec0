"""「医療機関別URL取得・変更」: the URL, its QR code, and the sheet to take along."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request

from ..faces import base_url, page
from ..labels import CATEGORY_LABELS
from ..service.overtaken import OvertakenError
from ..service.terminal_logins import Login
from ..service.terminal_rights import Task
from ..stub import Stub
from ..url_sheet import qr_png, qr_svg, sheet_pdf
from ..urls import URL_KINDS, reception_url
from .access import notice, require_login

_KIND = "<any(hv, on):kind>"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownURL:
    """One URL as the screen shows it."""

    kind: str
    label: str
    url: str
    enabled: bool
    qr: str  # SVG


def add_url_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the URL screens and downloads on *blueprint*."""

    @blueprint.get("/urls")
    def urls() -> Response:
        login = require_login(stub, Task.URLS)
        return _screen(stub, login, message="")

    @blueprint.get(f"/urls/{_KIND}.png")
    def png(kind: str) -> Response:
        login = require_login(stub, Task.URLS)
        picture = qr_png(_url(stub, login, kind))
        return _download(picture, "image/png", f"{login.institution.code}_{kind}.png")

    @blueprint.get(f"/urls/{_KIND}.pdf")
    def pdf(kind: str) -> Response:
        login = require_login(stub, Task.URLS)
        sheet = sheet_pdf(
            institution=login.institution.name,
            code=login.institution.code,
            kind=CATEGORY_LABELS[URL_KINDS[kind]],
            url=_url(stub, login, kind),
            now=stub.clock.now(),
        )
        return _download(
            sheet, "application/pdf", f"{login.institution.code}_{kind}.pdf"
        )

    @blueprint.post(f"/urls/{_KIND}/change")
    def check_change(kind: str) -> Response:
        login = require_login(stub, Task.URLS)
        return page(
            "terminal/url_confirm.html",
            kind=kind,
            label=CATEGORY_LABELS[URL_KINDS[kind]],
            shown=stub.terminal.url_token(login, URL_KINDS[kind]),
        )

    @blueprint.post(f"/urls/{_KIND}/change/ok")
    def change_url(kind: str) -> Response:
        login = require_login(stub, Task.URLS)
        label = CATEGORY_LABELS[URL_KINDS[kind]]
        shown = request.form.get("shown", "")
        try:
            stub.terminal.reissue_url(login, URL_KINDS[kind], shown=shown)
        except OvertakenError:
            return notice(
                "すでに変更されています",
                f"確認の画面を開いたあとに、{label}のURLは変更されました。"
                "もう一度は変更していません。",
                409,
            )
        return _screen(
            stub,
            login,
            message=f"{label}のURLを変更しました。古い二次元コードは使えません。",
        )


def _screen(stub: Stub, login: Login, *, message: str) -> Response:
    settings = stub.institutions.settings(login.institution.code)
    enabled = {"hv": settings.home_visit, "on": settings.online}
    shown = []
    for kind, category in URL_KINDS.items():
        url = _url(stub, login, kind)
        shown.append(
            ShownURL(
                kind=kind,
                label=CATEGORY_LABELS[category],
                url=url,
                enabled=enabled[kind],
                qr=qr_svg(url),
            )
        )
    return page("terminal/urls.html", login=login, urls=shown, message=message)


def _url(stub: Stub, login: Login, kind: str) -> str:
    category = URL_KINDS[kind]
    return reception_url(
        base_url=base_url(stub.config),
        category=category,
        token=stub.terminal.url_token(login, category),
    )


def _download(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
