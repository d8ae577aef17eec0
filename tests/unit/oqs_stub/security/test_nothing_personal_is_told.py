"""A whole visit leaves nothing of the patient in the logs, and no PIN anywhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from card_profiles.model import Persona
from oqs_stub.exchange import FolderExchange
from oqs_stub.messages import Encoding
from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN, DENTAL
from ..folder_interface.asking import eligibility_request
from ..msa.phone import Phone, enrol, issue_code
from ..reception import visitor
from ..terminal import staff
from ..webapi import asking


def values_of(persona: Persona) -> dict[str, str]:
    """Everything about a person that nobody else has, by what it is."""
    person, card = persona.person, persona.card
    (coverage,) = persona.coverages
    day = person.birthdate
    return {
        "family name": person.family_name,
        "given name": person.given_name,
        "kana": person.family_name_kana,
        "address": person.address,
        "individual number": person.individual_number,
        "birthdate": f"{day:%Y%m%d}",
        "birthdate, ISO": day.isoformat(),
        "sign password": card.sign_password,
        "card serial": card.serial,
        "insured number": str(coverage.number),
        "drug": persona.dispensings[0].drugs[0].name,
    }


@pytest.fixture
def told() -> Iterator[list[str]]:
    """All that is logged by anybody, at any level, as it would be written."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter("%(name)s %(message)s").format(record))

    keeper, root = Keeper(level=0), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(0)
    yield lines
    root.removeHandler(keeper)
    root.setLevel(level)


def a_whole_visit(stub: Stub, web: FlaskClient, card: visitor.Card) -> None:
    """The patient's page, the card, the terminal, the folders, the phone, WebAPI."""
    visitor.register(web, visitor.entrance(stub), card, **visitor.ALL_KINDS)
    staff.log_in(web)
    for path in ("menu", "patients", "patients/1", "patients/1/medicines"):
        web.get(f"/terminal/{path}")
    staff.post(web, "/terminal/eligibility", {"insurer": "01990019", "number": "1"})
    stub.exchange.open()
    (stub.exchange.folders.req / "OQSsiquc01req_seen.xml").write_bytes(
        stub.codec.encode(eligibility_request(), Encoding.UTF_8)
    )
    headers = asking.authorization(web)
    web.post("/webapi/search", json=asking.request_of_sakura(), headers=headers)
    phone = Phone(web, enrol(web, issue_code(stub)).get_json()["token"])
    phone.start("visual")
    phone.get_passcode()
    phone.confirm()
    web.get("/control/ledger", headers={"Authorization": f"Bearer {CONTROL_TOKEN}"})


def telling_requests(stub: Stub, persona: Persona, root: Path) -> None:
    """Requests whose file names say whom they are about, and one that has to wait.

    All but two are well spelt: a suffix is free.
    """
    exchange = FolderExchange(
        root, stub.inquiries, stub.database, stub.clock, settle_seconds=0.0
    )
    exchange.open()
    day = f"{persona.person.birthdate:%Y%m%d}"
    who = f"{persona.person.family_name}{day}"
    left = exchange.folders.res / f"OQSsiquc01req_{who}.err"
    left.touch()
    names = (
        f"OQSsiquc01req_{who}.xml",
        f"{who}req_1.xml",
        f"{who}req_{who}.xml",
        f"OQSsiquc01req_{persona.coverages[0].number}x{day}.xml",
        f"OQSsiquc01req_{day}.xml",
        f"OQSsiquc01req_{day}-{persona.person.given_name}.xml",
    )
    for name in names:
        (exchange.folders.req / name).write_bytes(b"<broken")
    exchange.run_once()
    left.unlink()
    exchange.run_once()
    exchange.run_once()
    exchange.stop()
    assert len(list(exchange.folders.res.glob("*.err"))) == len(names)


def test_no_log_tells_who_was_visited(
    stub: Stub,
    web: FlaskClient,
    issue_card: Callable[[Persona], visitor.Card],
    make_persona: Callable[..., Persona],
    told: list[str],
    tmp_path: Path,
) -> None:
    persona = make_persona()

    a_whole_visit(stub, web, issue_card(persona))
    telling_requests(stub, persona, tmp_path / "misspelt")
    logging.getLogger("oqs_stub").warning("kept")

    said = "\n".join(told)
    assert "kept" in said
    assert "* is rejected: STUB0102" in said
    assert "OQSsiquc01req_*.xml is rejected: STUB" in said
    assert "OQSsiquc01req_*0217.xml is rejected: STUB" in said
    assert stub.consents.everything(), "nobody was visited"
    found = {name for name, value in values_of(persona).items() if value in said}
    assert not found


def test_no_pin_and_no_individual_number_lies_in_the_state(
    stub: Stub,
    web: FlaskClient,
    issue_card: Callable[[Persona], visitor.Card],
    make_persona: Callable[..., Persona],
) -> None:
    """Names and insurance are what it is a registry of; a PIN it never needs."""
    persona = make_persona()
    a_whole_visit(stub, web, issue_card(persona))

    kept = b"".join(
        path.read_bytes()
        for path in Path(stub.config.state_dir).rglob("*")
        if path.is_file()
    )

    assert persona.person.family_name.encode() in kept, "the state lies elsewhere"
    assert persona.person.individual_number.encode() not in kept
    assert persona.card.sign_password.encode() not in kept


def test_the_ledger_names_nobody(
    stub: Stub,
    web: FlaskClient,
    issue_card: Callable[[Persona], visitor.Card],
    make_persona: Callable[..., Persona],
) -> None:
    persona = make_persona()
    a_whole_visit(stub, web, issue_card(persona))

    entries = repr(stub.ledger.entries())

    assert DENTAL in entries
    secret = ("individual number", "sign password", "card serial", "address", "drug")
    values = values_of(persona)
    assert not {name for name in secret if values[name] in entries}
