"""Certificates held by a phone: one application, its own label, its own rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import Certificate, CertificatePolicies

from card_profiles.model import CardForm, CertificatePlan, Persona
from card_profiles.pki import PKI
from card_profiles.pki.authority import CertificateAuthority
from emulator.drawer.renewal import renew_certificates
from emulator.drawer.store import CardDrawer
from emulator.issuing.card_age import auth_certificate, sign_certificate
from emulator.issuing.key_generation import KeySource, new_key
from emulator.issuing.personalize import personalize

from ..status_table import AP, COMMON, JUKI, SUPPORT, VISUAL

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities, Talk

READ_AUTH_CERTIFICATE = f"{AP}|00B08A0004"
VERIFY = "002000980431323334"


@pytest.mark.parametrize(
    ("form", "label"),
    [
        (CardForm.ANDROID, b"JPKIAPGPSETOKEN"),
        (CardForm.IPHONE, b"JPKIAPIOSTOKEN"),
        (CardForm.PLASTIC, b"JPKIAPICCTOKEN2"),
    ],
)
def test_the_label_says_what_it_is(
    speak: Callable[..., Talk], form: CardForm, label: bytes
) -> None:
    talk = speak(form=form)
    talk(AP)

    token = talk("00B0860000").data

    assert token[:32] == label.ljust(32)
    assert len(token) == 160


@pytest.mark.parametrize("form", [CardForm.ANDROID, CardForm.IPHONE])
def test_no_other_application_is_there(
    speak: Callable[..., Talk], form: CardForm
) -> None:
    assert speak(form=form).sws(f"{AP}|{VISUAL}|{SUPPORT}|{JUKI}|{COMMON}") == [
        "9000",
        *["6A82"] * 4,
    ]


@pytest.mark.parametrize("form", [CardForm.ANDROID, CardForm.IPHONE])
def test_the_mf_level_tells_nothing(speak: Callable[..., Talk], form: CardForm) -> None:
    assert speak(form=form).sws("00CA00F200|00CA5F5100|00CA004200") == ["6A88"] * 3


@pytest.mark.parametrize(
    ("form", "before"),
    [
        pytest.param(CardForm.ANDROID, "6982", id="[C] android: its PIN first"),
        pytest.param(CardForm.IPHONE, "9000", id="[D] iphone: free"),
        pytest.param(CardForm.PLASTIC, "9000", id="[M] plastic: free"),
    ],
)
def test_reading_the_certificate(
    speak: Callable[..., Talk], form: CardForm, before: str
) -> None:
    talk = speak(form=form)

    assert talk.sws(f"{READ_AUTH_CERTIFICATE}|{VERIFY}|00B08A0004")[1:] == [
        before, "9000", "9000",
    ]  # fmt: skip


@pytest.mark.parametrize("form", [CardForm.ANDROID, CardForm.IPHONE])
def test_a_phone_signs_with_the_key_it_certifies(
    speak: Callable[..., Talk], form: CardForm
) -> None:
    talk = speak(form=form)
    talk.sws(f"{AP}|{VERIFY}")

    signature = talk("802A039702AABB00").data

    talk.public_key(0x0A).verify(signature, b"\xaa\xbb", PKCS1v15(), SHA256())


@pytest.mark.parametrize(
    ("form", "command", "sw"),
    [
        pytest.param(CardForm.IPHONE, "80FC0000", "9000", id="[C] iphone"),
        pytest.param(CardForm.IPHONE, "80FC0100", "6A86", id="[D] iphone, P1 01"),
        pytest.param(CardForm.IPHONE, "80FC000001AA", "6A86", id="[D] with data"),
        pytest.param(CardForm.ANDROID, "80FC0000", "6700", id="[D] android"),
    ],
)
def test_only_an_iphone_hears_of_the_last_command(
    speak: Callable[..., Talk], form: CardForm, command: str, sw: str
) -> None:
    assert speak(form=form).sws(f"{AP}|{command}")[-1] == sw


@pytest.mark.parametrize("form", list(CardForm))
def test_only_a_phones_certificates_are_planned_as_such(
    persona: Persona,
    pki: StandInAuthorities,
    key_source: KeySource,
    monkeypatch: pytest.MonkeyPatch,
    form: CardForm,
) -> None:
    planned = []

    def issue(*args: object, plan: CertificatePlan, **more: object) -> object:
        planned.append(plan.on_phone)
        return pki.auth.certificate

    monkeypatch.setattr(pki.auth, "issue", issue)
    monkeypatch.setattr(pki.sign, "issue", issue)

    personalize(
        replace(persona, card=replace(persona.card, form=form)),
        pki,
        key_source=key_source,
    )

    empty = form in (CardForm.BLANK, CardForm.UNRESPONSIVE)
    phone = form in (CardForm.ANDROID, CardForm.IPHONE)
    assert planned == ([] if empty else [phone, phone])


@pytest.mark.parametrize(
    ("on_phone", "auth", "sign"),
    [(False, "30", "20"), (True, "50", "40")],
    ids=["card", "phone"],
)
def test_certificates_on_a_phone_have_policies_of_their_own(
    persona: Persona, tmp_path: Path, *, on_phone: bool, auth: str, sign: str
) -> None:
    pki = PKI.open(tmp_path, now=persona.card.auth_certificate.issued_at)
    key = new_key().public_key()

    def policy(authority: CertificateAuthority, plan: CertificatePlan | None) -> str:
        assert plan is not None
        return policy_of(
            authority.issue(
                key, person=persona.person, plan=replace(plan, on_phone=on_phone)
            )
        )

    arc = "1.2.392.200149.8.5.1.0."
    assert policy(pki.auth, persona.card.auth_certificate) == arc + auth
    assert policy(pki.sign, persona.card.sign_certificate) == arc + sign


@pytest.mark.parametrize(
    ("form", "auth", "sign"),
    [
        pytest.param(CardForm.PLASTIC, "30", "20", id="card"),
        pytest.param(CardForm.ANDROID, "50", "40", id="android"),
        pytest.param(CardForm.IPHONE, "50", "40", id="iphone"),
    ],
)
def test_renewed_certificates_keep_the_policies_of_where_they_are(
    persona: Persona,
    key_source: KeySource,
    tmp_path: Path,
    *,
    form: CardForm,
    auth: str,
    sign: str,
) -> None:
    holder = replace(persona, card=replace(persona.card, form=form))
    issued_at = persona.card.auth_certificate.issued_at
    pki = PKI.open(tmp_path / "pki", now=issued_at)
    drawer = CardDrawer(tmp_path / "cards", key_source=key_source)
    drawer.open(holder, pki).close()

    renew_certificates(
        drawer, holder, pki, now=issued_at + timedelta(days=9), key_source=key_source
    )

    with drawer.open(holder, pki) as stored:
        renewed = auth_certificate(stored.image), sign_certificate(stored.image)
    arc = "1.2.392.200149.8.5.1.0."
    assert [policy_of(each) for each in renewed] == [arc + auth, arc + sign]


def policy_of(certificate: Certificate | None) -> str:
    assert certificate is not None
    policies = certificate.extensions.get_extension_for_class(CertificatePolicies)
    return policies.value[0].policy_identifier.dotted_string
