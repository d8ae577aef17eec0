"""A database that cannot be used for a while: said in words, and nothing else ends."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from oqs_stub.app import create_app, create_responder
from oqs_stub.database.trouble import Trouble, trouble_of
from oqs_stub.stub import Stub, StubConfig

TOKEN = "token-of-the-tests"
DENTAL = "9930000014"
WAIT = 60.0
pytestmark = pytest.mark.sqlite

Causing = Callable[[Stub], AbstractContextManager[None]]


@contextmanager
def _connections_with(stub: Stub, pragma: str) -> Iterator[None]:
    engine = stub.database._backend.engine
    stub.database.close()  # Those that are open already know nothing of it.

    def prepare(connection: Any, *_others: object) -> None:  # noqa: ANN401 - a DB-API connection has no common type.
        connection.execute(pragma)

    event.listen(engine, "checkout", prepare)
    try:
        yield
    finally:
        event.remove(engine, "checkout", prepare)
        stub.database.close()


def _full(stub: Stub) -> AbstractContextManager[None]:
    return _connections_with(stub, "PRAGMA max_page_count=1")


def _read_only(stub: Stub) -> AbstractContextManager[None]:
    return _connections_with(stub, "PRAGMA query_only=1")


@contextmanager
def _locked(stub: Stub) -> Iterator[None]:
    other = sqlite3.connect(stub.config.database_place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with _connections_with(stub, "PRAGMA busy_timeout=50"):
            yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def _away(stub: Stub) -> Iterator[None]:
    place = Path(stub.config.database_place)
    stub.database.close()
    aside = place.with_name("aside")
    place.rename(aside)
    place.mkdir()  # Where a file was: it cannot be opened.
    try:
        yield
    finally:
        place.rmdir()
        aside.rename(place)


TROUBLES = [
    pytest.param(_full, Trouble.FULL, id="full"),
    pytest.param(_read_only, Trouble.READ_ONLY, id="read-only"),
    pytest.param(_locked, Trouble.LOCKED, id="locked"),
    pytest.param(_away, Trouble.AWAY, id="away"),
]


@pytest.fixture
def stub(tmp_path: Path) -> Iterator[Stub]:
    stub = Stub(StubConfig(state_dir=tmp_path, control_token=TOKEN))
    yield stub
    stub.close()


@pytest.fixture
def web(stub: Stub) -> FlaskClient:
    return create_app(stub).test_client()


def add_people(web: FlaskClient) -> Any:  # noqa: ANN401 - a response.
    """Something large to write, by the control API."""
    return web.post(
        "/control/people",
        json={"synthetic": {"count": 60, "seed": 1}},
        headers={"Authorization": f"Bearer {TOKEN}"},
    )


def authenticate(web: FlaskClient) -> Any:  # noqa: ANN401 - a response.
    return web.post(
        "/webapi/auth",
        json={
            "medicalInstitutionCode": DENTAL,
            "userId": "admin",
            "password": "mynabench",
        },
    )


@pytest.mark.parametrize(("cause", "trouble"), TROUBLES)
def test_the_control_api_says_what_is_wrong_and_goes_on_afterwards(
    stub: Stub, web: FlaskClient, cause: Causing, trouble: Trouble
) -> None:
    people = stub.registry.count()

    with cause(stub):
        answer = add_people(web)

    assert answer.status_code == 503, answer.text
    assert answer.get_json()["error"] == trouble.sentence
    assert answer.get_json()["code"].startswith("database-")
    assert stub.registry.count() == people
    assert add_people(web).status_code == 201
    assert stub.registry.count() == people + 60


@pytest.mark.parametrize(
    ("cause", "trouble"), [one for one in TROUBLES if one.id != "full"]
)
def test_a_page_and_the_webapi_say_what_is_wrong_and_go_on_afterwards(
    stub: Stub, web: FlaskClient, cause: Causing, trouble: Trouble
) -> None:
    login = {"institution": DENTAL, "account": "admin", "password": "mynabench"}

    with cause(stub):
        page = web.post("/terminal/login", data=login)
        refused = authenticate(web)

    assert page.status_code == 503
    assert str(trouble) in page.text
    assert "されたかどうかまだ分かりません" in page.text
    assert refused.status_code == 503
    assert refused.get_json()["code"] == "STUB0902"
    assert str(trouble) in refused.get_json()["msg"]
    assert web.post("/terminal/login", data=login).is_json is False
    assert authenticate(web).status_code == 200


@pytest.mark.parametrize(("cause", "trouble"), TROUBLES[-1:])
def test_the_apps_are_told_in_their_own_form(
    stub: Stub, web: FlaskClient, cause: Causing, trouble: Trouble
) -> None:
    with cause(stub):
        portal = web.post(
            "/appgate/authentications",
            json={"session": "a" * 32, "certificate": "AA==", "signature": "AA=="},
        )
        msa = web.get("/msa/device", headers={"Authorization": "Bearer x"})

    for answer in (portal, msa):
        assert answer.status_code == 503, answer.text
        assert answer.get_json()["result"] == "refused"
        assert str(trouble) in answer.get_json()["message"]


@pytest.mark.parametrize(("cause", "trouble"), TROUBLES[-1:])
def test_the_responder_says_so_too(
    stub: Stub, cause: Causing, trouble: Trouble
) -> None:
    responder = create_responder(stub).test_client()

    with cause(stub):
        crl = responder.get("/jpki/auth/crl")
        ocsp = responder.post("/jpki/sign/ocsp", data=b"")

    for answer in (crl, ocsp):
        assert answer.status_code == 503, answer.text
        assert str(trouble) in answer.text
    assert responder.get("/jpki/auth/crl").status_code == 200


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such limit")
def test_a_file_that_may_not_grow_is_a_disk_that_is_full(tmp_path: Path) -> None:
    """As a quota does, too: SQLite tells both as an error of writing."""
    script = (
        "import resource, sys\n"
        "from oqs_stub.database import Database\n"
        "from oqs_stub.database.trouble import trouble_of\n"
        "from sqlalchemy import text\n"
        "database = Database(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "try:\n"
        "    with database.begin() as connection:\n"
        "        connection.execute(text('CREATE TABLE large (it BLOB)'))\n"
        "        for _ in range(20):\n"
        "            connection.execute(\n"
        "                text('INSERT INTO large VALUES (zeroblob(100000))')\n"
        "            )\n"
        "except Exception as error:\n"
        "    print(trouble_of(error).name)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "oqs.sqlite3")],
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT,
    )

    assert (done.stdout, done.stderr) == (f"{Trouble.FULL.name}\n", "")


def test_after_a_commit_that_failed_the_connection_is_as_good_as_new(
    stub: Stub,
) -> None:
    database = stub.database
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE one (id INTEGER PRIMARY KEY)"))
        connection.execute(
            text(
                "CREATE TABLE other (one INTEGER"
                " REFERENCES one DEFERRABLE INITIALLY DEFERRED)"
            )
        )

    def fail() -> None:
        with database.begin() as connection:
            connection.execute(text("INSERT INTO other VALUES (1)"))

    for _ in range(2):
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            fail()

    with database.begin() as connection:
        connection.execute(text("INSERT INTO one VALUES (1)"))
    with database.read() as connection:
        kept = connection.execute(text("SELECT count(*) FROM other")).scalar_one()
    assert kept == 0


def test_what_is_no_trouble_of_the_database_is_none() -> None:
    other = sqlite3.IntegrityError("UNIQUE constraint failed")

    assert trouble_of(ValueError()) is None
    assert trouble_of(other) is None
    assert trouble_of(NoConnectionError("pool")) is Trouble.LOCKED
    assert trouble_of(OperationalError("", None, other)) is Trouble.AWAY


def test_a_fault_of_our_own_sql_is_told_as_one_and_logged_in_full(
    stub: Stub, web: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    login = {"institution": DENTAL, "account": "admin", "password": "mynabench"}
    web.post("/terminal/login", data=login)
    with stub.database.begin() as connection:
        connection.execute(text("DROP TABLE terminal_logins"))

    page = web.get("/terminal/menu")

    assert page.status_code == 500
    assert str(Trouble.AWAY) not in page.text
    (record,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert record.exc_info is not None
    assert "no such table: terminal_logins" in str(record.exc_info[1])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM nowhere",
        "SELECT nothing FROM people",
        "SELEKT 1",
    ],
    ids=["table", "column", "syntax"],
)
def test_a_statement_that_is_wrong_will_not_do_better_later(
    stub: Stub, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError) as caught,
        stub.database.read() as connection,
    ):
        connection.execute(text(statement))

    assert trouble_of(caught.value) is None
