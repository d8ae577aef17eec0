"""No address answers anything at all with a server error, and each page is guarded."""

from __future__ import annotations

import logging
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import World
from .routes import Address, Body, addresses

FACES = ("/zaitaku", "/terminal", "/control", "/webapi", "/msa", "/jpki", "/appgate")
EXAMPLES = int(os.environ.get("MYNABENCH_EXAMPLES", "1"))
"""For each address and method; `tox -e fuzz` takes many more."""

GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


def all_addresses(world: World) -> list[Address]:
    return addresses(world.web.application, world.known)


@pytest.mark.parametrize("face", [*FACES, "the rest"])
def test_no_input_is_a_server_error(
    world: World, face: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = [
        address
        for address in all_addresses(world)
        if str(address.rule).startswith(face)
        or (face == "the rest" and not str(address.rule).startswith(FACES))
    ]
    assert found

    for address in found:
        require_an_answer(world, address, caplog)


def require_an_answer(
    world: World, address: Address, caplog: pytest.LogCaptureFixture
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        path=address.paths(),
        body=address.requests(),
        known=st.booleans(),
        user=st.booleans(),
    )
    def no_server_error(path: str, body: Body, *, known: bool, user: bool) -> None:
        caplog.clear()
        headers = next(
            (dict(h) for face, h in world.headers.items() if path.startswith(face)), {}
        )
        web = world.user if user else world.web
        answer = web.open(
            path, method=address.method, headers=headers if known else {}, **body
        )
        errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
        assert not errors, (address.name, path, body, errors[0].exc_info)
        assert answer.status_code < 500, (address.name, path, body, answer.text)
        for name, value in GUARDS.items():
            assert answer.headers.get(name) == value, (address.name, name)

    no_server_error()


@pytest.mark.parametrize(
    "path", ["/control/people", "/appgate/authentications", "/msa/visits"]
)
def test_json_too_deep_to_be_read_is_refused(world: World, path: str) -> None:
    headers = world.headers.get(f"/{path.split('/')[1]}", {})

    answer = world.web.post(
        path, data=b"[" * 100_000, content_type="application/json", headers=headers
    )

    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("number", ["%1F", "a%22b", "%0D%0AX: y", "..%2F.."])
def test_a_number_of_other_characters_is_no_file(world: World, number: str) -> None:
    answer = world.user.get(f"/terminal/results/OQSmuhvq/{number}.xml")

    assert answer.status_code == 404
