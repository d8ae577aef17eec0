"""Every field of every form takes any entry, the rest of the form being right."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator

import pytest

from oqs_stub.stub import Stub

from ..reception import visitor
from .conftest import World
from .forms import forms_of
from .routes import NASTY, addresses
from .test_any_input import EXAMPLES
from .test_who_may import a_path

RIGHT = {
    "insurer-number": "01990019",
    "insurer": "01990019",
    "symbol": "０１０",
    "number": "0000123",
    "branch": "01",
    "birthdate": "19800217",
    "birthday": "19800217",
}
"""What a form needs to be read to its end."""


def pages(world: World, face: str) -> Iterator[str]:
    for address in addresses(world.web.application, world.known):
        if address.method == "GET" and str(address.rule).startswith(face):
            yield a_path(address, world)


@pytest.mark.parametrize(
    ("face", "who", "least"),
    [
        pytest.param("/terminal", "user", 100, id="staff"),
        pytest.param("/terminal", "web", 50, id="manager"),
        pytest.param("/zaitaku", "web", 50, id="patient"),
    ],
)
def test_any_entry_in_any_field_is_answered(
    world: World,
    stub: Stub,
    face: str,
    who: str,
    least: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    chance = random.Random(face)  # noqa: S311 - to be repeatable.
    web, seen = (world.user if who == "user" else world.web), 0
    first = {path: web.get(path) for path in pages(world, face)}
    first[visitor.entrance(stub)] = web.get(visitor.entrance(stub))
    forms = [form for page in first.values() for form in forms_of(page, RIGHT)]
    # Pages that only a form leads to: confirmations, lists, results.
    forms += [
        form
        for begun in list(forms)
        if not begun.action.endswith(("logout", "everywhere", "/ok"))
        for form in forms_of(begun.send(web), RIGHT)
    ]
    for form in {repr(form): form for form in forms}.values():
        for name in form.names:
            for entry in chance.sample(NASTY, min(len(NASTY), 2 + EXAMPLES)):
                answer = form.send(web, **{name: entry})
                seen += 1
                assert answer.status_code < 500, (form.action, name, entry)
    assert seen > least
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


def test_the_forms_are_right_where_nothing_is_spoilt(world: World) -> None:
    """Else a spoilt field would be hidden behind the others."""
    (form,) = (
        form
        for form in forms_of(world.user.get("/terminal/eligibility"), RIGHT)
        if form.action.endswith("/eligibility")
    )

    answer = form.send(world.user)

    assert "髙﨑" in answer.text, form.fields
