"""People, stores, a CA and its responder for the tests of the stub."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from flask.testing import FlaskClient

from card_profiles.dates import JST
from card_profiles.model import (
    CardClassification,
    CardPlan,
    CertificatePlan,
    Coverage,
    Dispensing,
    Drug,
    Expectation,
    Person,
    Persona,
    Relation,
    Sex,
)
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.database import Database
from oqs_stub.records import ConsentKind, Settings
from oqs_stub.server import StubServer
from oqs_stub.stub import Stub, StubConfig

from .on_postgresql import CHOSEN as ON_POSTGRESQL
from .on_postgresql import in_place_of_sqlite, skip_what_is_about_sqlite
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
    return _persona


def _persona(
    name: str = "sakura",
    *,
    serial: int = 1001,
    registered: bool = True,
    coverages: tuple[Coverage, ...] | None = None,
) -> Persona:
    person = Person(
        family_name="髙﨑",
        given_name="さくら",
        family_name_kana="タカサキ",
        given_name_kana="サクラ",
        birthdate=date(1980, 2, 17),
        sex=Sex.FEMALE,
        post_number="999-0001",
        address="架空県架空市中央１－２－３",
        municipality_code="99001",
        municipality_romaji="Kaku-shi",
        individual_number="999999900018",
    )
    certificate = CertificatePlan(
        serial_number=serial,
        issued_at=datetime(2024, 4, 1, 9, 0, tzinfo=JST),
        expires_at=datetime(2029, 2, 17, 23, 59, 59, tzinfo=JST),
    )
    return Persona(
        name=name,
        story="試験用の人。",
        story_en="A person for tests.",
        person=person,
        card=CardPlan(
            auth_pin="1234",
            sign_password="ABC123",
            serial="990000000000001",
            security_code="0000",
            issued_on=date(2024, 4, 1),
            expires_on=date(2034, 2, 17),
            auth_certificate=certificate,
            sign_certificate=None,
        ),
        coverages=(coverage(),) if coverages is None else coverages,
        insurance_use_registered=registered,
        dispensings=(dispensing(),),
        expect=Expectation(outcome="registered", reason=None, validity="1"),
    )


def coverage() -> Coverage:
    return Coverage(
        classification=CardClassification.GENERAL,
        insurer_number="01990019",
        insurer_name="架空健康保険協会",
        symbol="０１０",
        number="0000123",
        branch="01",
        relation=Relation.INSURED,
        insured_name="髙﨑　さくら",
        qualified_on=date(2020, 4, 1),
        issued_on=date(2020, 4, 1),
        valid_from=date(2020, 4, 1),
    )


def dispensing() -> Dispensing:
    return Dispensing(
        dispensed_on=date(2026, 3, 2),
        prescribed_on=date(2026, 3, 2),
        pharmacy_code="9940000012",
        pharmacy_name="マイナベンチ薬局",
        prescriber_code="9910000018",
        prescriber_name="マイナベンチ在宅クリニック",
        drugs=(
            Drug(
                code="620000001",
                name="架空錠５ｍｇ",
                ingredient="架空",
                quantity="1",
                unit="錠",
                times="28",
                usage="１日１回朝食後",
            ),
        ),
    )


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
        state_dir=directory, clock=SettableClock(NOW), people=(_persona(),)
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
