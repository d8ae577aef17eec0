"""Which cards end a visit of the app well, and which are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from card_profiles.dates import JST
from card_profiles.model import Persona
from card_profiles.pki import PKI
from oqs_stub.stub import Stub

from ..conftest import NOW, TestCard
from .phone import Phone, refused

Issue = Callable[[Persona], TestCard]
Make = Callable[..., Persona]


@pytest.mark.parametrize("signed_wrongly", [False, True], ids=["none", "other-nonce"])
def test_a_pin_visit_needs_the_cards_signature(
    stub: Stub, phone: Phone, card: TestCard, *, signed_wrongly: bool
) -> None:
    phone.up_to_card("pin")
    if signed_wrongly:
        phone.challenge = b"another challenge"

    answer = phone.read(card, signed=signed_wrongly)

    assert refused(answer) == (403, "signature_invalid")
    assert stub.consents.everything() == []


def test_a_challenge_counts_once(phone: Phone, card: TestCard) -> None:
    phone.up_to_card("pin")
    phone.challenge, right = b"wrong", phone.challenge
    phone.read(card, signed=True)
    phone.challenge = right

    assert refused(phone.read(card, signed=True)) == (409, "challenge_invalid")
    phone.choose()
    assert phone.read(card, signed=True).status_code == 201


@pytest.mark.parametrize("check", ["pin", "visual"])
def test_a_revoked_card_is_refused(
    phone: Phone, stub: Stub, issue_card: Issue, make_persona: Make, check: str
) -> None:
    persona = make_persona("revoked", serial=2002)
    plan = replace(
        persona.card.auth_certificate,
        revoked_at=datetime(2026, 4, 1, 9, 0, tzinfo=JST),
    )
    persona = replace(persona, card=replace(persona.card, auth_certificate=plan))
    stub.people.add([persona])
    phone.up_to_card(check)

    answer = phone.read(issue_card(persona), signed=check == "pin")

    assert refused(answer) == (403, "certificate_revoked")


def test_a_certificate_of_another_ca_is_refused(
    phone: Phone, tmp_path: Path, make_persona: Make, card_key: RSAPrivateKey
) -> None:
    other = PKI.open(tmp_path / "other", now=NOW)
    persona = make_persona()
    foreign = other.auth.issue(
        card_key.public_key(),
        person=persona.person,
        plan=persona.card.auth_certificate,
    )
    phone.up_to_card("visual")

    answer = phone.read(
        TestCard(foreign.public_bytes(serialization.Encoding.DER), card_key),
        signed=False,
    )

    assert refused(answer) == (403, "certificate_untrusted")


@pytest.mark.parametrize(
    ("expired", "accepted"),
    [
        pytest.param("2026-01-05", True, id="in-the-third-month"),
        pytest.param("2025-12-31", False, id="past-the-grace"),
    ],
)
@pytest.mark.parametrize("check", ["pin", "visual"])
def test_an_expired_certificate_gives_eligibility_alone_for_three_months(
    stub: Stub,
    phone: Phone,
    issue_card: Issue,
    make_persona: Make,
    *,
    check: str,
    expired: str,
    accepted: bool,
) -> None:
    persona = make_persona("late", serial=3003)
    plan = replace(
        persona.card.auth_certificate,
        expires_at=datetime.fromisoformat(f"{expired}T23:59:59+09:00"),
    )
    persona = replace(persona, card=replace(persona.card, auth_certificate=plan))
    stub.people.add([persona])
    phone.up_to_card(check)

    answer = phone.read(issue_card(persona), signed=check == "pin")

    if not accepted:
        assert refused(answer) == (403, "certificate_expired")
        assert stub.consents.everything() == []
        return
    assert answer.status_code == 201, answer.text
    assert "切れてから間もない" in answer.get_json()["notice"]
    (consent,) = stub.consents.everything()
    assert consent.kinds == frozenset()


def test_nobody_is_registered_for_insurance_use_by_the_app(
    stub: Stub, phone: Phone, issue_card: Issue, make_persona: Make
) -> None:
    persona = make_persona("akira", serial=4004, registered=False)
    stub.people.add([persona])
    phone.up_to_card("visual")

    answer = phone.read(issue_card(persona), signed=False)

    assert refused(answer) == (403, "insurance_use_not_registered")
