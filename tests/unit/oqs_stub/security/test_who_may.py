"""Every address, also those that will come: who may use it, and from which page."""

from __future__ import annotations

import re
from collections.abc import Callable

import psutil
import pytest
from flask.testing import FlaskClient

from oqs_stub.server import StubServer
from oqs_stub.stub import Stub

from .conftest import World
from .routes import Address, addresses

WITHOUT_LOGIN = {"start", "login_form", "login", "forgotten"}
"""What the terminal shows to whoever stands before it."""

WITHOUT_PHONE = {"enrol", "nothing"}
"""Getting a phone known, and what is no address at all."""

Attempt = Callable[..., tuple[int, str]]


def paths_of(world: World, face: str) -> list[tuple[Address, str]]:
    """Each address of a face, with parts that exist."""
    found = []
    for address in addresses(world.web.application, world.known):
        if str(address.rule).startswith(face):
            found.append((address, a_path(address, world)))
    assert found
    return found


def a_path(address: Address, world: World) -> str:
    path = address.rule.rule
    for converter, options, name in re.findall(
        r"<(?:([a-z]+)(?:\(([^)]*)\))?:)?([A-Za-z_]+)>", path
    ):
        value = world.known.get(name, ("1",))[0]
        if converter == "any":
            value = re.findall(r"\w+", options)[0]
        if converter == "int":
            value = "1"
        path = re.sub(rf"<[^>]*{name}>", value, path, count=1)
    return path


def endpoint(address: Address) -> str:
    return address.rule.endpoint.rpartition(".")[2]


def test_nothing_of_the_terminal_opens_without_a_login(world: World) -> None:
    stranger = world.web.application.test_client()

    for address, path in paths_of(world, "/terminal"):
        if endpoint(address) in WITHOUT_LOGIN or "logout" in path:
            continue
        answer = stranger.open(path, method=address.method)
        assert answer.status_code == 401, address.name


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null"])
def test_no_form_of_the_terminal_is_taken_that_it_did_not_show(
    world: World, stub: Stub, origin: str | None
) -> None:
    """Without the token of the login, or from another site's page even with it."""
    token = {"form-token": world.known["form-token"][0]} if origin else {}
    headers = {"Origin": origin} if origin else {}
    before = stub.institutions.get("9930000014")

    for address, path in paths_of(world, "/terminal"):
        if address.method == "POST" and endpoint(address) != "login":
            answer = world.web.post(path, data=token, headers=headers)
            assert answer.status_code == 403, address.name
    assert stub.institutions.get("9930000014") == before
    assert world.web.get("/terminal/menu").status_code == 200


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null"])
def test_no_form_of_the_reception_is_taken_that_it_did_not_show(
    world: World, origin: str | None
) -> None:
    token = {"form-token": world.known["form-token"][1]} if origin else {}
    headers = {"Origin": origin} if origin else {}

    for address, path in paths_of(world, "/zaitaku"):
        if address.method == "POST":
            answer = world.web.post(path, data=token, headers=headers)
            assert answer.status_code == 403, address.name


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(None, id="nothing"),
        pytest.param("", id="empty"),
        pytest.param("Bearer ", id="no token"),
        pytest.param("Bearer token-of-the-test", id="nearly"),
        pytest.param("Bearer token-of-the-tests ", id="a space more"),
        pytest.param("token-of-the-tests", id="no scheme"),
        pytest.param("Basic dG9rZW4tb2YtdGhlLXRlc3Rz", id="another scheme"),
    ],
)
@pytest.mark.parametrize("face", ["/control", "/msa", "/webapi/search"])
def test_no_program_is_answered_without_its_token(
    world: World, face: str, given: str | None
) -> None:
    headers = {} if given is None else {"Authorization": given}

    for address, path in paths_of(world, face):
        if face == "/msa" and endpoint(address) in WITHOUT_PHONE:
            continue
        if face == "/webapi/search" and address.method != "POST":
            continue
        answer = world.web.open(path, method=address.method, headers=headers, json={})
        assert answer.status_code == 401, address.name


def test_a_token_of_one_face_is_none_of_another(world: World) -> None:
    for face, own in world.headers.items():
        for other, headers in world.headers.items():
            if other == face:
                continue
            for address, path in paths_of(world, face):
                if endpoint(address) in WITHOUT_PHONE or "/webapi" in path:
                    continue
                answer = world.web.open(
                    path, method=address.method, headers=headers, json={}
                )
                assert answer.status_code == 401, (address.name, other)
        assert own


@pytest.mark.parametrize(
    "path", ["/", "/terminal/", "/healthz", "/control/clock", "/webapi/search"]
)
def test_a_name_that_another_site_made_point_here_is_refused(
    web: FlaskClient, path: str
) -> None:
    answer = web.get(path, headers={"Host": "rebound.example:80"})

    assert answer.status_code == 421


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("user@localhost", id="user"),
        pytest.param("localhost/evil", id="path"),
        pytest.param("localhost?x", id="query"),
        pytest.param("x@127.0.0.1", id="user-at-address"),
        pytest.param("127.0.0.1:99999", id="no-port"),
    ],
)
@pytest.mark.parametrize("path", ["/terminal/", "/webapi/search"])
def test_a_host_that_is_none_is_refused(web: FlaskClient, path: str, host: str) -> None:
    assert web.get(path, headers={"Host": host}).status_code == 421


def test_a_served_stub_listens_on_loopback_alone(stub: Stub) -> None:
    def listening() -> set[tuple[str, int]]:
        return {
            (one.laddr.ip, one.laddr.port)
            for one in psutil.Process().net_connections(kind="tcp")
            if one.status == psutil.CONN_LISTEN
        }

    before = listening()
    with StubServer(stub):
        opened = listening() - before

    assert len(opened) == 2  # Pages, and the CA's responder.
    assert {ip for ip, _ in opened} == {"127.0.0.1"}
