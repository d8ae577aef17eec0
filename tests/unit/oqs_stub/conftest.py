"""People, stores, a CA and its responder for the tests of the stub."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from flask.testing import FlaskClient

from card_profiles.dates import JST
from card_profiles.model import Persona
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.records import ConsentKind, Settings
from oqs_stub.server import StubServer
from oqs_stub.stub import Stub, StubConfig

from .on_postgresql import CHOSEN as ON_POSTGRESQL
from .on_postgresql import in_place_of_sqlite, skip_what_is_about_sqlite
from .sakura import sakura
from .template_cache import TemplateCache

NOW = datetime(2026, 4, 10, 10, 0, tzinfo=JST)
DENTAL = "9930000014"
CONTROL_TOKEN = "token-of-the-tests"
EVERYTHING = Settings(
    home_visit=True, online=True, consent_kinds=frozenset(ConsentKind)
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip_what_is_about_sqlite(items)


@pytest.fixture(scope="session", autouse=True)
def database_server() -> Iterator[None]:
    """A PostgreSQL server, if these tests are to run on one."""
    with in_place_of_sqlite():
        yield


@pytest.fixture
def now() -> datetime:
    """A Friday morning in April 2026, Japan time."""
    return NOW


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "oqs.sqlite3")
    yield database
    database.close()


@pytest.fixture(scope="session")
def make_persona() -> Callable[..., Persona]:
    """A factory of plain insured people; `serial` tells their certificates apart."""
    return sakura


@dataclass(frozen=True, slots=True)
class TestCard:
    """What a card can say: its certificate, and a signature over a challenge."""

    __test__ = False  # Not a test of anything, whatever its name begins with.

    certificate: bytes
    key: rsa.RSAPrivateKey

    def sign(self, nonce: bytes) -> bytes:
        return self.key.sign(nonce, padding.PKCS1v15(), hashes.SHA256())

    def answer(self, session_id: str, nonce: bytes) -> dict[str, str]:
        """The JSON that an app posts to the gate."""
        return {
            "session": session_id,
            "certificate": base64.b64encode(self.certificate).decode(),
            "signature": base64.b64encode(self.sign(nonce)).decode(),
        }


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> PKI:
    """The two CAs, made once for all tests."""
    return PKI.open(tmp_path_factory.mktemp("pki"), now=NOW)


@pytest.fixture(scope="session")
def card_key() -> rsa.RSAPrivateKey:
    """One key for all cards: making one takes long, and none is ever compared."""
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def responder_url(tmp_path_factory: pytest.TempPathFactory, pki: PKI) -> Iterator[str]:
    """The CAs' responder over real HTTP, standing at `NOW`."""
    config = StubConfig(
        state_dir=tmp_path_factory.mktemp("responder"),
        clock=SettableClock(NOW),
        people=(),
    )
    stub = Stub(config, pki=pki)
    with StubServer(stub) as server:
        yield server.responder_url
    stub.close()


@pytest.fixture
def issue_card(pki: PKI, card_key: rsa.RSAPrivateKey) -> Callable[[Persona], TestCard]:
    """A factory of cards; a planned revocation is carried out."""

    def issue(persona: Persona) -> TestCard:
        plan = persona.card.auth_certificate
        certificate = pki.auth.issue(
            card_key.public_key(), person=persona.person, plan=plan
        )
        if plan.revoked_at is not None:
            pki.auth.revoke(plan.serial_number, at=plan.revoked_at)
        return TestCard(certificate.public_bytes(Encoding.DER), card_key)

    return issue


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture(scope="session")
def prepared_state(tmp_path_factory: pytest.TempPathFactory, pki: PKI) -> Path:
    """The state of a stub that knows sakura, made once and copied for each test.

    The dental clinic has everything switched on.
    """
    directory = tmp_path_factory.mktemp("state")
    _prepare_state(directory, pki)
    return directory


def _prepare_state(directory: Path, pki: PKI) -> None:
    config = StubConfig(
        state_dir=directory, clock=SettableClock(NOW), people=(sakura(),)
    )
    stub = Stub(config, pki=pki)
    stub.institutions.change_settings(DENTAL, EVERYTHING)
    stub.institutions.apply_pending(DENTAL)
    stub.close()


@pytest.fixture
def open_stub(
    pki: PKI, responder_url: str, clock: SettableClock, prepared_state: Path
) -> Callable[[Path], Stub]:
    """Open a stub in the prepared state, at the given place. Close it when done."""

    def opened(state: Path) -> Stub:
        if ON_POSTGRESQL:  # What is in a server is not copied with a directory.
            _prepare_state(state, pki)
        else:
            shutil.copytree(prepared_state, state)
        config = StubConfig(
            state_dir=state,
            clock=clock,
            control_token=CONTROL_TOKEN,
            responder_url=responder_url,
        )
        return Stub(config, pki=pki)

    return opened


@pytest.fixture
def stub(tmp_path: Path, open_stub: Callable[[Path], Stub]) -> Iterator[Stub]:
    """A stub of its own for one test, in the prepared state."""
    stub = open_stub(tmp_path / "state")
    yield stub
    stub.close()


@pytest.fixture(scope="session")
def template_cache() -> TemplateCache:
    return TemplateCache()


@pytest.fixture
def web(stub: Stub, template_cache: TemplateCache) -> FlaskClient:
    """A browser without scripts, in process."""
    app = create_app(stub)
    app.jinja_env.bytecode_cache = template_cache
    return app.test_client()


@pytest.fixture
def page(web: FlaskClient) -> FlaskClient:
    """A browser that has given the token."""
    web.post("/control/login", data={"token": CONTROL_TOKEN})
    return web
