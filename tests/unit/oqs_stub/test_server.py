"""Serving a stub: real ports, a responder of its own, and a clean end."""

from __future__ import annotations

import socket
import threading
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from card_profiles.pki import PKI
from oqs_stub.clock import SettableClock
from oqs_stub.exchange import FolderError
from oqs_stub.server import ServerError, StubServer
from oqs_stub.stub import Stub, StubConfig

WAIT = 60.0  # For any one answer, on a machine with more to do than this.


def make_stub(tmp_path: Path, pki: PKI, now: datetime, **changes: object) -> Stub:
    settings = {"state_dir": tmp_path, "people": (), "clock": SettableClock(now)}
    return Stub(StubConfig(**{**settings, **changes}), pki=pki)  # type: ignore[arg-type]  # a table of settings


def assert_all_end_but(before: set[threading.Thread]) -> None:
    """Waitress lets a thread go when it has told so, a moment before its end."""
    for thread in set(threading.enumerate()) - before:
        thread.join(WAIT)
    assert set(threading.enumerate()) <= before


def test_a_stub_is_served_on_a_port_of_its_own(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    stub = make_stub(tmp_path, pki, now)

    with StubServer(stub) as server:
        health = httpx.get(f"{server.base_url}/healthz", trust_env=False, timeout=WAIT)
        page = httpx.get(server.base_url, trust_env=False, timeout=WAIT)
    stub.close()

    assert health.json() == {"status": "ok"}
    assert "これはエミュレーターです" in page.text
    assert "mynabench" not in page.headers.get("server", "")


def test_after_the_stop_nothing_listens(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    stub = make_stub(tmp_path, pki, now)
    before = set(threading.enumerate())
    server = StubServer(stub).start()
    with httpx.Client(trust_env=False, timeout=WAIT) as kept_alive:
        kept_alive.get(f"{server.base_url}/healthz")
        server.stop()
    stub.close()

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.base_url}/healthz", trust_env=False, timeout=WAIT)
    assert_all_end_but(before)


def test_a_port_in_use_is_named(tmp_path: Path, pki: PKI, now: datetime) -> None:
    stub = make_stub(tmp_path, pki, now)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"127.0.0.1:{port} は、ほかの"):
            StubServer(stub, port=port).start()
    stub.close()


def test_a_failed_start_leaves_no_thread_behind(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    before = set(threading.enumerate())
    test_a_port_in_use_is_named(tmp_path, pki, now)

    assert_all_end_but(before)


def test_a_start_that_is_interrupted_at_its_end_leaves_no_thread_behind(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(threading.enumerate())
    start = stub.exchange.start

    def interrupted() -> None:
        start()
        raise KeyboardInterrupt

    monkeypatch.setattr(stub.exchange, "start", interrupted)

    with pytest.raises(KeyboardInterrupt):
        StubServer(stub).start()

    left = set(threading.enumerate()) - before
    assert [one.name for one in left if one.name.startswith("exchange")] == []


def test_the_folders_are_watched_while_it_is_served(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    stub = make_stub(tmp_path, pki, now, folder=tmp_path / "shared")

    with StubServer(stub):
        names = {path.name for path in (tmp_path / "shared").iterdir()}
    stub.close()

    assert {"req", "res", "face"} <= names


def test_a_folder_that_cannot_be_used_is_refused(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    stub = make_stub(tmp_path, pki, now, folder=tmp_path / "file")
    with pytest.raises((FolderError, OSError)):
        stub.exchange.start()
    stub.close()


@pytest.mark.parametrize("kind", ["auth", "sign"])
def test_the_responder_answers_beside_the_pages_and_alone(
    tmp_path: Path, pki: PKI, now: datetime, kind: str
) -> None:
    stub = make_stub(tmp_path, pki, now)
    authority = {"auth": pki.auth, "sign": pki.sign}[kind]

    with StubServer(stub) as server:
        answers = [
            httpx.get(f"{base}/{kind}/crl", trust_env=False, timeout=WAIT).content
            for base in (server.responder_url, f"{server.base_url}/jpki")
        ]
        malformed = httpx.post(
            f"{server.responder_url}/{kind}/ocsp",
            content=b"?",
            trust_env=False,
            timeout=WAIT,
        )
    stub.close()

    for answer in answers:
        crl = x509.load_der_x509_crl(answer)
        assert crl.is_signature_valid(authority.certificate.public_key())  # type: ignore[arg-type]  # RSA
    assert malformed.headers["Content-Type"] == "application/ocsp-response"


def test_the_stub_asks_its_own_responder_unless_told_otherwise(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    own = make_stub(tmp_path / "own", pki, now)
    with StubServer(own) as server:
        assert own.revocation.responder == server.responder_url
    own.close()
    other = make_stub(
        tmp_path / "other", pki, now, responder_url="http://responder.invalid/jpki"
    )
    with StubServer(other):
        assert other.revocation.responder == "http://responder.invalid/jpki"
    other.close()


def test_a_fresh_stub_knows_every_ready_persona(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    stub = make_stub(tmp_path, pki, now, people=None)

    names = {person.person_id for person in stub.registry.people()}
    stub.close()

    assert {"hanako", "taro"} <= names


def test_a_restart_keeps_people_and_urls(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    first = make_stub(tmp_path, pki, now, people=None)
    first.people.lose_coverage("hanako", on=now.date(), reason="99")
    urls = [first.institutions.by_token(token) for token in _tokens(first)]
    first.close()

    second = make_stub(tmp_path, pki, now, people=None)
    hanako = second.registry.get("hanako")
    again = [second.institutions.by_token(token) for token in _tokens(second)]
    second.close()

    assert hanako is not None
    assert hanako.coverages[-1].reason_of_loss == "99"
    assert urls == again


def _tokens(stub: Stub) -> list[str]:
    from oqs_stub.institutions import URL_CATEGORIES

    return [
        stub.institutions.url_token(institution.code, category)
        for institution in stub.institutions.all()
        for category in URL_CATEGORIES
    ]


def test_a_public_address_goes_into_the_urls(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    stub = make_stub(
        tmp_path, pki, now, control_token="t", public_url="http://clinic.invalid:8080/"
    )
    with StubServer(stub) as server:
        urls = httpx.get(
            f"{server.base_url}/control/institutions/9930000014/url",
            headers={"Authorization": "Bearer t"},
            trust_env=False,
            timeout=WAIT,
        ).json()
    stub.close()

    assert urls["home_visit"].startswith("http://clinic.invalid:8080/zaitaku/hv/")


def test_requests_in_parallel_do_not_wait_for_themselves(
    tmp_path: Path, pki: PKI, now: datetime
) -> None:
    stub = make_stub(tmp_path, pki, now)
    results: list[int] = []

    with StubServer(stub) as server:

        def visit() -> None:
            answer = httpx.get(
                f"{server.base_url}/terminal/login", trust_env=False, timeout=WAIT
            )
            results.append(answer.status_code)

        threads = [threading.Thread(target=visit) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=WAIT)
    stub.close()

    assert results == [200] * 16
