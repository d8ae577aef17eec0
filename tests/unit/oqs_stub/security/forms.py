"""The forms of a page as a browser has them: filled in, and spoilt field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_OF_THE_LOGIN = "form-token"


@dataclass(frozen=True)
class Form:
    """Where it goes, what stands in it, and which fields somebody could change."""

    action: str
    fields: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name != _OF_THE_LOGIN)

    def send(self, web: FlaskClient, **changed: str) -> TestResponse:
        return web.post(self.action, data={**self.fields, **changed})


def forms_of(page: TestResponse, known: Mapping[str, str]) -> Iterator[Form]:
    """Each form that is posted, once with each of its buttons."""
    if page.mimetype != "text/html":
        return
    for form in BeautifulSoup(page.text, "html.parser").find_all("form"):
        if str(form.get("method", "get")).lower() != "post":
            continue
        fields = dict(_fields(form, known))
        action = str(form.get("action") or page.request.path)
        for button in form.find_all("button") or [None]:
            pressed = button is not None and button.get("name")
            own = {str(button["name"]): str(button.get("value", ""))} if pressed else {}
            yield Form(action, {**fields, **own})


def _fields(form: Tag, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), str(field.get("type", field.name))
        if kind == "select":
            option = field.find("option", selected=True) or field.find("option")
            value = "" if option is None else str(option.get("value", ""))
        elif kind in ("radio", "checkbox"):
            value = str(field.get("value", "on"))
        else:
            value = str(field.get("value") or field.get_text())
        yield name, value or known.get(name, "")
