"""Whoever copies the database is let in nowhere by what lies there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from card_profiles.model import Persona
from oqs_stub.database import metadata
from oqs_stub.stub import Stub

from ..msa.phone import enrol, issue_code
from ..reception import visitor
from ..terminal import staff
from ..webapi import asking

TERMINAL = "mynabench-terminal"
TOKENS = ("accessToken", "refreshToken", "idToken")


def texts_of(stub: Stub) -> set[str]:
    """Every text in the database, whatever its table."""
    with stub.database.read() as connection:
        return {
            value
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
            if isinstance(value, str)
        }


@pytest.fixture
def held(stub: Stub, web: FlaskClient) -> dict[str, str]:
    """What somebody at each face holds, by what it is."""
    staff.log_in(web)
    cookie = web.get_cookie(TERMINAL, path="/terminal/")
    assert cookie is not None
    code = issue_code(stub)
    tokens = asking.tokens(web)
    return {
        "login of the terminal": cookie.value,
        "activation code": code.replace("-", ""),
        "token of a phone": enrol(web, issue_code(stub)).get_json()["token"],
        **{f"WebAPI, {name}": tokens[name] for name in TOKENS},
    }


def test_what_lets_somebody_in_is_not_in_the_database(
    stub: Stub, held: dict[str, str]
) -> None:
    stored = "\n".join(texts_of(stub))

    assert "admin" in stored, "nothing was read"
    assert [name for name, secret in held.items() if secret in stored] == []


def test_nothing_in_the_database_opens_the_terminal(
    stub: Stub, web: FlaskClient, held: dict[str, str]
) -> None:
    opened = []
    for text in texts_of(stub):
        if text.isascii() and text.isalnum():
            thief = web.application.test_client()
            thief.set_cookie(TERMINAL, text, path="/terminal/")
            opened += [text] if thief.get("/terminal/menu").status_code == 200 else []

    assert web.get("/terminal/menu").status_code == 200
    assert held
    assert opened == []


def test_no_token_of_the_webapi_can_be_made_of_what_is_in_the_database(
    stub: Stub, web: FlaskClient, held: dict[str, str]
) -> None:
    genuine = held["WebAPI, idToken"]
    said = URLSafeSerializer("unknown", salt="webapi").loads_unsafe(genuine)[1]

    for key in texts_of(stub):
        forged = URLSafeSerializer(key, salt="webapi").dumps(said)
        assert search(web, forged) == 401, key
    assert search(web, genuine) == 200


def test_the_cookie_of_a_reception_is_not_in_the_database(
    stub: Stub,
    web: FlaskClient,
    issue_card: Callable[[Persona], visitor.Card],
    make_persona: Callable[..., Persona],
) -> None:
    visitor.register(web, visitor.entrance(stub), issue_card(make_persona()))
    stored = "\n".join(texts_of(stub))

    secrets = [cookie.value for cookie in web._cookies.values()]
    assert secrets
    assert [secret for secret in secrets if secret in stored] == []


def search(web: FlaskClient, token: str) -> int:
    headers = {"Authorization": token}
    answer = web.post(
        "/webapi/search", json=asking.request_of_sakura(), headers=headers
    )
    return answer.status_code
