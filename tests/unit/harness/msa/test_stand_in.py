"""The app screen by screen: what it asks of people, server and card, and forgets."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from harness.drivers.virtual_card import VirtualCardHolder
from harness.msa.gate import MSAGate
from harness.msa.keeping import KeptEnrolment
from harness.msa.stand_in import MSAState, StandInMSA

from .server import CHALLENGE, URL, Server, lost, no


def up_to_card(app: StandInMSA, check: str) -> None:
    app.start(check)
    if check == "visual":
        app.confirm(same_person=True)
    app.choose(["YZK"], "1")


def test_a_visual_visit_ends_in_the_result_without_a_pin(
    app: StandInMSA, server: Server, holder: VirtualCardHolder
) -> None:
    app.open()
    up_to_card(app, "visual")

    screen = app.read_card(holder.present("shizu"))

    assert screen.state is MSAState.RESULT
    assert screen.result is not None
    assert screen.result.value("氏名") == "保険　花子"
    assert ("限度額適用認定証", "") in screen.result.rows
    assert set(server.last("card")) == {"certificate"}
    assert server.last("visual-check") == {"passcode": "012345", "same_person": True}
    assert server.tokens == {"", "Bearer t0ken"}


def test_a_pin_visit_delivers_a_signature_over_the_challenge(
    app: StandInMSA, server: Server, holder: VirtualCardHolder
) -> None:
    up_to_card(app, "pin")
    app.enter_pin("1234")

    app.read_card(holder.present("hanako"))

    sent = server.last("card")
    key = x509.load_der_x509_certificate(
        base64.b64decode(sent["certificate"])
    ).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(
        base64.b64decode(sent["signature"]),
        hashlib.sha256(CHALLENGE).digest(),
        padding.PKCS1v15(),
        Prehashed(hashes.SHA256()),
    )
    assert "1234" not in repr(server.asked)


def test_a_wrong_pin_is_asked_for_again(
    app: StandInMSA, holder: VirtualCardHolder
) -> None:
    holder.reset_tries("hanako")
    up_to_card(app, "pin")
    app.enter_pin("9999")

    screen = app.read_card(holder.present("hanako"))

    assert (screen.state, screen.reason) == (MSAState.PIN_ENTRY, "pin_wrong")
    assert screen.tries_left == 2
    app.enter_pin("1234")
    assert app.read_card(holder.present("hanako")).state is MSAState.RESULT


def test_a_card_without_a_pin_leads_to_the_visual_check(
    app: StandInMSA, holder: VirtualCardHolder
) -> None:
    up_to_card(app, "pin")
    app.enter_pin("1234")

    screen = app.read_card(holder.present("shizu"))

    assert (screen.state, screen.reason) == (MSAState.REFUSED, "pin_blocked")
    assert "目視確認" in screen.message


def test_a_pin_of_another_shape_costs_no_try(app: StandInMSA) -> None:
    up_to_card(app, "pin")

    assert app.enter_pin("12345").state is MSAState.PIN_ENTRY
    assert "残り回数は減っていません" in app.screen.message


def test_a_card_that_was_pulled_can_be_held_again(
    app: StandInMSA, holder: VirtualCardHolder
) -> None:
    up_to_card(app, "pin")
    app.enter_pin("1234")
    holder.tear_after(2)

    screen = app.read_card(holder.present("hanako"))

    assert (screen.state, screen.reason) == (MSAState.WAITING_FOR_CARD, "card_lost")
    assert app.read_card(holder.present("hanako")).state is MSAState.RESULT


def test_the_result_of_a_lost_answer_is_fetched(
    app: StandInMSA, server: Server, holder: VirtualCardHolder
) -> None:
    server.answers["card"] = lost
    up_to_card(app, "visual")

    screen = app.read_card(holder.present("hanako"))

    assert screen.state is MSAState.RESULT


def test_a_request_that_never_arrived_is_no_result(
    app: StandInMSA, server: Server, holder: VirtualCardHolder
) -> None:
    server.answers |= {"card": lost, "result": no("msa_visit_unknown")}
    up_to_card(app, "visual")

    screen = app.read_card(holder.present("hanako"))

    assert (screen.state, screen.reason) == (MSAState.REFUSED, "server_error")
    assert "接続できません" in screen.message


def test_a_wrong_passcode_is_typed_again(app: StandInMSA, server: Server) -> None:
    app.start("visual")
    right, server.answers["visual-check"] = (
        server.answers["visual-check"],
        no("passcode_wrong"),
    )

    wrong = app.confirm(same_person=True, passcode="000000")
    server.answers["visual-check"] = right

    assert (wrong.state, wrong.reason) == (MSAState.VISUAL_CHECK, "passcode_wrong")
    assert app.confirm(same_person=True).state is MSAState.CONSENTS


def test_another_person_ends_the_visit(app: StandInMSA, server: Server) -> None:
    server.answers["visual-check"] = no("identity_mismatch")
    app.start("visual")

    screen = app.confirm(same_person=False)

    assert (screen.state, screen.reason) == (MSAState.REFUSED, "identity_mismatch")
    with pytest.raises(RuntimeError, match="expected the screen consents"):
        app.choose([], None)


def test_what_is_no_answer_of_the_gate_is_told(app: StandInMSA, server: Server) -> None:
    server.answers["device"] = lambda body: httpx.Response(502, text="<html>")

    screen = app.open()

    assert (screen.state, screen.reason) == (MSAState.REFUSED, "server_error")
    assert "HTTP 502" in screen.message


def test_the_phone_keeps_its_enrolment_and_no_patient(
    app: StandInMSA,
    server: Server,
    kept: KeptEnrolment,
    holder: VirtualCardHolder,
    tmp_path: Path,
) -> None:
    up_to_card(app, "visual")
    app.read_card(holder.present("hanako"))
    app.cancel()

    assert "t0ken" in app.everything_kept()
    assert "花子" not in app.everything_kept()
    assert app.screen.result is None
    assert (tmp_path / "phone" / "enrolment.json").stat().st_mode & 0o077 == 0
    again = StandInMSA(
        MSAGate(httpx.Client(transport=httpx.MockTransport(server)), URL), kept
    )
    assert again.open().asked is not None


@pytest.mark.parametrize("content", ["", "[]", '{"token": 1}', "{"])
def test_an_enrolment_that_cannot_be_read_is_none(
    kept: KeptEnrolment, server: Server, tmp_path: Path, content: str
) -> None:
    (tmp_path / "phone").mkdir()
    (tmp_path / "phone" / "enrolment.json").write_text(content, encoding="utf-8")

    app = StandInMSA(
        MSAGate(httpx.Client(transport=httpx.MockTransport(server)), URL), kept
    )

    assert app.open().state is MSAState.ENROLMENT


def test_a_server_that_is_known_by_name_may_move(
    server: Server, kept: KeptEnrolment
) -> None:
    def phone(address: str) -> StandInMSA:
        client = httpx.Client(transport=httpx.MockTransport(server))
        return StandInMSA(MSAGate(client, address), kept, server="the clinic's")

    phone("http://127.0.0.1:1").enrol(
        institution="9930000014", user="viewer", password="p", code="c", device="d"
    )

    assert phone("http://127.0.0.1:2").open().state is MSAState.READY


def test_an_enrolment_at_another_server_is_not_used(
    app: StandInMSA, server: Server, kept: KeptEnrolment
) -> None:
    elsewhere = StandInMSA(
        MSAGate(httpx.Client(transport=httpx.MockTransport(server)), "http://other"),
        kept,
    )

    assert elsewhere.screen.state is MSAState.ENROLMENT
