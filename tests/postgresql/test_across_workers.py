"""Each step at another worker: what one has done, every other one knows at once.

All workers but one are stopped (SIGSTOP) for the length of a step, so that nobody
else can answer; no connection is kept for the next step.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from card_profiles.loader import load
from emulator.drawer.store import CardDrawer
from harness.app.stand_in import StandInApp
from harness.drivers.html_page import HTMLPage
from harness.drivers.html_phone import HTMLPhone
from harness.drivers.terminal_pages import TerminalClient
from harness.drivers.virtual_card import VirtualCardHolder
from harness.journal import Journal
from harness.ports import AppState
from harness.trace.recording_http import recording_client
from oqs_stub.server import StubServer

from .serving import DENTIST, NOON, TOKEN, serving, until, workers_of

WORKERS = 3
BOUND = 120.0
CLOSE = {"Connection": "close"}


@pytest.fixture
def served(url: str, tmp_path: Path) -> Iterator[StubServer]:
    with serving(url, tmp_path / "state", workers=WORKERS) as server:
        until(lambda: len(workers_of(server)) == WORKERS, "all workers")
        yield server


@pytest.fixture
def workers(served: StubServer) -> list[int]:
    """The processes that answer the pages; each has answered once."""
    pids = [worker.pid for worker in workers_of(served)]
    for pid in pids:
        with alone(pid, pids):
            assert ask(served, "GET", "/healthz").is_success
    return pids


@contextmanager
def alone(pid: int, workers: list[int]) -> Iterator[None]:
    """Nobody but the worker *pid* answers meanwhile."""
    others = [other for other in workers if other != pid]
    for other in others:
        os.kill(other, signal.SIGSTOP)
    try:
        yield
    finally:
        for other in others:
            os.kill(other, signal.SIGCONT)


def ask(served: StubServer, method: str, path: str, **values: object) -> httpx.Response:
    return httpx.request(
        method,
        f"{served.base_url}{path}",
        headers={"Authorization": f"Bearer {TOKEN}", **CLOSE},
        trust_env=False,
        timeout=BOUND,
        **values,  # type: ignore[arg-type]  # what httpx takes.
    )


@pytest.fixture
def phone(served: StubServer) -> Iterator[HTMLPhone]:
    """A phone that keeps no connection."""
    journal = Journal()
    browser, gate = (recording_client(journal, fictitious=True) for _ in range(2))
    for client in (browser, gate):
        client.headers.update(CLOSE)
    phone = HTMLPhone(
        HTMLPage(browser, journal=journal),
        StandInApp(gate, trusted_origins={served.base_url}),
    )
    yield phone
    phone.close()


@pytest.fixture
def terminal(served: StubServer) -> Iterator[TerminalClient]:
    """資格確認端末, likewise."""
    client = recording_client(Journal())
    client.headers.update(CLOSE)
    terminal = TerminalClient(
        HTMLPage(client), served.base_url, institution_code=DENTIST
    )
    yield terminal
    terminal.close()


def test_a_first_visit_by_card_goes_through_a_worker_a_step(
    served: StubServer,
    workers: list[int],
    phone: HTMLPhone,
    terminal: TerminalClient,
    tmp_path: Path,
) -> None:
    cards = VirtualCardHolder(
        CardDrawer(tmp_path / "cards"),
        people=lambda name: load(name, now=NOON),
        pki=served.stub.pki,
    )
    first, second, third = workers

    with alone(third, workers):
        terminal.enable_home_visit(("YZK", "SRJ", "SHJ", "TKK"))
    with alone(second, workers):
        reception = terminal.url()
    with alone(first, workers):
        phone.web.open(reception)
        phone.web.press("同意登録をする")
        phone.web.choose("処方箋の発行形態", "電子処方箋")
        phone.web.press("すべて同意する")
    with alone(second, workers):
        phone.web.press("登録内容を確認する")
    with alone(third, workers):
        phone.web.press("同意内容を登録する")
        launch = phone.web.launched()
        assert launch is not None
    with alone(second, workers):
        phone.app.start(launch)
        phone.app.enter_pin("1234")
        screen = phone.app.read_card(cards.present("hanako"))
        assert screen.state is AppState.CARD_READ
        screen = phone.app.deliver()
        assert screen.return_url is not None, screen
    with alone(third, workers):
        shown = phone.web.open(screen.return_url)
    cards.close()

    assert shown.outcome == "registered"
    for worker in workers:
        with alone(worker, workers):
            (consent,) = ask(served, "GET", "/control/consents").json()["consents"]
            assert consent["person_id"] == "hanako"
    with alone(first, workers):  # Once more, from the bookmark of the result.
        assert phone.web.open(screen.return_url).outcome == "registered"
    assert len(ask(served, "GET", "/control/consents").json()["consents"]) == 1


@dataclass(frozen=True, slots=True)
class Change:
    """Something the control API changes, and where it shows."""

    method: str
    path: str
    body: dict[str, object]
    look: Callable[[StubServer], object]


def authenticate(served: StubServer) -> httpx.Response:
    return ask(
        served,
        "POST",
        "/webapi/auth",
        json={
            "medicalInstitutionCode": DENTIST,
            "userId": "admin",
            "password": served.stub.config.terminal_password,
        },
    )


def authenticated_search(served: StubServer) -> httpx.Response:
    granted = authenticate(served).json()
    header = {
        "QualificationConfirmationDate": "20260410",
        "MedicalInstitutionCode": DENTIST,
    }
    search = {
        "InsurerNumber": "01990019",
        "InsuredIdentificationNumber": "0000123",
        "Birthdate": "19800217",
        "LimitApplicationCertificateRelatedConsFlg": "0",
    }
    return httpx.post(
        f"{served.base_url}/webapi/search",
        json={
            "XmlMsg": {
                "MessageHeader": header,
                "MessageBody": {"QualificationConfirmSearchInfo": search},
            }
        },
        headers={"Authorization": granted["result"]["idToken"], **CLOSE},
        trust_env=False,
        timeout=BOUND,
    )


def reception_page(served: StubServer) -> httpx.Response:
    urls = ask(served, "GET", f"/control/institutions/{DENTIST}/url").json()
    path = httpx.URL(urls["home_visit"]).path
    return ask(served, "GET", path)


CHANGES = (
    Change(
        "POST",
        "/control/people",
        {"synthetic": {"count": 1, "seed": 9}},
        lambda served: ask(served, "GET", "/control/people/synth-9-0001").status_code,
    ),
    Change(
        "PUT",
        f"/control/institutions/{DENTIST}/settings",
        {"home_visit": True},
        lambda served: reception_page(served).status_code,
    ),
    Change(
        "PUT",
        "/control/drifts",
        {"on": ["byte-order-mark"]},
        lambda served: authenticated_search(served).content[:1],
    ),
    Change(
        "PUT",
        "/control/clock",
        {"now": "2026-04-11T12:00:00+09:00"},
        lambda served: ask(served, "GET", "/control/clock").json()["now"][:10],
    ),
    Change(
        "PUT",
        "/control/reception",
        {"condition": "maintenance"},
        lambda served: reception_page(served).status_code,
    ),
    Change(
        "PUT",
        f"/control/institutions/{DENTIST}",
        {"state": "exempt"},
        lambda served: "STUB0203" in authenticated_search(served).text,
    ),
    Change(
        "POST",
        "/control/faults",
        {"fault": "outage"},
        lambda served: authenticate(served).status_code,
    ),
)


def test_what_is_changed_at_one_worker_counts_at_every_other_at_once(
    served: StubServer, workers: list[int]
) -> None:
    for change in CHANGES:
        before = _seen(served, workers, change)  # Whoever remembers something does.
        with alone(workers[0], workers):
            assert ask(served, change.method, change.path, json=change.body).is_success

        after = _seen(served, list(reversed(workers)), change)

        assert len(set(before)) == len(set(after)) == 1, change
        assert after[0] != before[0], change


def _seen(served: StubServer, workers: list[int], change: Change) -> list[object]:
    """What each worker shows of it."""
    seen = []
    for worker in workers:
        with alone(worker, workers):
            seen.append(change.look(served))
    return seen
