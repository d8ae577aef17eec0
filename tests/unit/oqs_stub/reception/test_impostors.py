"""Certificates and signatures that do not belong to the reception are refused."""

from __future__ import annotations

import base64
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.pki import PKI
from oqs_stub.clock import SettableClock
from oqs_stub.stub import Stub

from .visitor import (
    DENTAL,
    HOME,
    Card,
    Maker,
    choose,
    consents,
    entrance,
    heading,
    launch,
    read,
    soup,
)


def _send(web: FlaskClient, **fields: str) -> TestResponse:
    return web.post("/appgate/authentications", json=fields)


def _nonce(started: dict[str, str]) -> bytes:
    return base64.urlsafe_b64decode(started["nonce"] + "==")


def test_a_certificate_swapped_for_another_patients_is_refused(
    stub: Stub, web: FlaskClient, card: Card, pki: PKI, make_persona: Maker
) -> None:
    momo = make_persona("momo", serial=605)
    stub.people.add([momo])
    of_momo = pki.auth.issue(
        rsa.generate_private_key(65537, 2048).public_key(),
        person=momo.person,
        plan=momo.card.auth_certificate,
    ).public_bytes(Encoding.DER)
    started = launch(web, choose(web, entrance(stub)))
    sent = card.answer(started["session"], _nonce(started))

    answer = _send(web, **{**sent, "certificate": base64.b64encode(of_momo).decode()})

    assert answer.get_json()["reason"] == "signature_invalid"
    assert consents(stub) == []


def test_a_signature_made_for_another_reception_is_refused(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    first = launch(web, choose(web, entrance(stub)))
    second = launch(web, choose(web, entrance(stub)))

    answer = _send(web, **card.answer(second["session"], _nonce(first)))

    assert answer.get_json()["reason"] == "signature_invalid"
    assert consents(stub) == []


def test_an_answer_sent_again_registers_nothing_more(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    started = launch(web, choose(web, entrance(stub)))
    sent = card.answer(started["session"], _nonce(started))
    _send(web, **sent)
    checks = stub.consents.card_checks("sakura", DENTAL, HOME)

    replayed = _send(web, **sent)

    assert replayed.get_json()["reason"] == "challenge_invalid"
    assert stub.consents.card_checks("sakura", DENTAL, HOME) == checks
    assert len(checks) == len(consents(stub)) == 1


def test_the_new_address_cannot_be_sealed_with_the_old_signature(
    stub: Stub, web: FlaskClient, card: Card
) -> None:
    started = launch(web, choose(web, entrance(stub)))
    sent = card.answer(started["session"], _nonce(started))
    back = _send(web, **sent).get_json()["return"]

    replayed = _send(web, **{**sent, "session": back.rpartition("/")[2]})

    assert replayed.get_json()["reason"] == "challenge_invalid"


def test_a_challenge_lasts_five_minutes(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    session = choose(web, entrance(stub))
    started = launch(web, session)
    clock.set(clock.now() + timedelta(minutes=5))

    answer = read(web, started, card)
    page = web.get(session)
    again = launch(web, session)

    assert answer.get_json()["reason"] == "challenge_expired"
    assert consents(stub) == []
    assert heading(page) == "まだ登録されていません"
    assert soup(page).find("button", string="マイナポータルアプリを開く") is not None
    assert again["nonce"] != started["nonce"]
    assert read(web, again, card).status_code == 200


def test_a_challenge_that_is_almost_over_still_counts(
    stub: Stub, web: FlaskClient, clock: SettableClock, card: Card
) -> None:
    started = launch(web, choose(web, entrance(stub)))
    clock.set(clock.now() + timedelta(minutes=4, seconds=59))

    assert read(web, started, card).status_code == 200
