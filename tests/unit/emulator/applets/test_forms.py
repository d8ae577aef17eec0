"""What each form of the card carries: plastic, face only, phone, blank, damaged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from card_profiles.model import CardForm, CardInterface, Persona
from card_profiles.pki import PKI
from emulator.card import VirtualCard
from emulator.drawer.renewal import RenewalError, renew_certificates
from emulator.drawer.store import CardDrawer
from emulator.iso7816.atr import ATRS, CONTACT_ATRS
from emulator.issuing.key_generation import KeySource
from emulator.issuing.personalize import keys_needed, personalize
from emulator.link_lost import CardMuteError
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

from ..status_table import AP, AUTH_PIN_EF, COMMON, ISD, JUKI, SUPPORT, VISUAL

if TYPE_CHECKING:
    from ..conftest import StandInAuthorities, Talk

READ_AUTH_CERTIFICATE = f"{AP}|00B08A0004"
VERIFY = "002000980431323334"
SIGN = "802A009701AA00"
OTHERS = (VISUAL, SUPPORT, JUKI, COMMON)
EVERY_NAME = f"{AP}|{VISUAL}|{SUPPORT}|{JUKI}|{COMMON}"


@pytest.mark.parametrize("form", list(CardForm))
def test_a_form_reads_back_from_its_document(
    make_image: Callable[..., CardImage], form: CardForm
) -> None:
    image = make_image(form=form, interface=CardInterface.CONTACT, atr="contact-c5")

    again = CardImage.from_json(image.to_json())

    assert again == image
    assert (again.form, again.interface) == (form, CardInterface.CONTACT)
    assert again.atr == ATRS["contact-c5"]


@pytest.mark.parametrize("form", list(CardForm))
def test_a_form_takes_as_many_keys_as_it_says(
    persona: Persona, pki: StandInAuthorities, key_source: KeySource, form: CardForm
) -> None:
    taken = 0

    def counting() -> object:
        nonlocal taken
        taken += 1
        return key_source()

    plan = replace(persona.card, form=form)
    personalize(replace(persona, card=plan), pki, key_source=counting)

    assert taken == keys_needed(plan)


@pytest.mark.parametrize(
    ("select", "short_id"),
    [
        pytest.param(AP, "98", id="利用者証明用"),
        pytest.param(AP, "9B", id="署名用"),
        pytest.param(SUPPORT, "91", id="入力補助用"),
        pytest.param(JUKI, "9C", id="住民基本台帳用"),
        pytest.param(COMMON, "9C", id="共通カードAP"),
    ],
)
def test_a_face_only_card_takes_no_pin(
    speak: Callable[..., Talk], select: str, short_id: str
) -> None:
    talk = speak(form=CardForm.FACE_ONLY, sign_certificate=None)

    sws = talk.sws(f"{select}|002000{short_id}|002000{short_id}0431323334")

    assert sws == ["9000", "63C0", "6984"]


def test_a_face_only_card_has_no_tries_to_get_back(speak: Callable[..., Talk]) -> None:
    talk = speak(form=CardForm.FACE_ONLY, sign_certificate=None)

    talk.card.reset_tries()

    assert talk.sws(f"{AP}|{VERIFY}|00200098")[1:] == ["6984", "63C0"]


def test_a_face_only_card_still_opens_with_what_is_printed(
    speak: Callable[..., Talk],
) -> None:
    talk = speak(form=CardForm.FACE_ONLY, sign_certificate=None)
    number = b"999999900014".hex()

    assert talk.sws(f"{VISUAL}|002000930C{number}|00B0820004")[1:] == ["9000"] * 2


def test_a_face_only_card_shows_its_certificate_and_never_signs(
    speak: Callable[..., Talk],
) -> None:
    talk = speak(form=CardForm.FACE_ONLY, sign_certificate=None)

    assert talk.sws(f"{READ_AUTH_CERTIFICATE}|{SIGN}")[1:] == ["9000", "6982"]
    assert talk("00B0880000").data.hex() == "008f00"


def test_a_blank_chip_has_no_application(speak: Callable[..., Talk]) -> None:
    talk = speak(form=CardForm.BLANK)

    assert talk.sws(f"{EVERY_NAME}|{ISD}") == [*["6A82"] * 5, "9000"]


def test_a_blank_chip_tells_only_what_its_maker_wrote(
    speak: Callable[..., Talk],
) -> None:
    talk = speak(form=CardForm.BLANK)
    tags = ("0042", "0045", "0066", "00F0", "00F2", "00F7", "00F8", "7F21", "5F51")

    found = [tag for tag in tags if talk.sw(f"00CA{tag}000000") == "9000"]

    assert found == ["0066", "5F51"]


def test_a_blank_chip_answers_challenges(speak: Callable[..., Talk]) -> None:
    assert len(speak(form=CardForm.BLANK)("0084000008").data) == 8


def test_a_damaged_chip_shows_itself_and_stays_silent(
    speak: Callable[..., Talk],
) -> None:
    card = speak(form=CardForm.UNRESPONSIVE).card

    assert card.atr == ATRS["contactless-41"]
    assert card.powered
    for command in (AP, "00A40000", "00", ""):
        with pytest.raises(CardMuteError):
            card.transmit(bytes.fromhex(command))
    card.power_on()
    card.reset()
    card.reset_tries()
    with pytest.raises(CardMuteError, match="damaged"):
        card.transmit(bytes.fromhex(AP))


@pytest.mark.parametrize(
    ("interface", "name", "atr", "told"),
    [
        pytest.param("contactless", "", "contactless-41", "contact-e0", id="default"),
        pytest.param("contact", "", "contact-e0", "contact-e0", id="contact"),
        *(
            pytest.param("contact", name, name, name, id=f"contact {name}")
            for name in CONTACT_ATRS
        ),
        *(
            pytest.param("contactless", name, name, "contact-e0", id=name)
            for name in ATRS
            if name not in CONTACT_ATRS
        ),
    ],
)
def test_each_variant_answers_to_reset_as_named(
    speak: Callable[..., Talk], interface: str, name: str, atr: str, told: str
) -> None:
    talk = speak(interface=CardInterface(interface), atr=name)

    assert talk.card.atr == ATRS[atr]
    assert talk("00CA5F5100").data == ATRS[told][1:]


@pytest.mark.parametrize(
    ("interface", "signs"),
    [
        pytest.param(CardInterface.CONTACTLESS, "9000", id="[M] contactless: kept"),
        pytest.param(CardInterface.CONTACT, "6982", id="[D] contact: lost"),
    ],
)
def test_a_card_meets_a_warm_reset_on_its_own_interface(
    speak: Callable[..., Talk], interface: CardInterface, signs: str
) -> None:
    talk = speak(interface=interface)
    talk.sws(f"{AP}|{AUTH_PIN_EF}|{VERIFY}")

    talk.card.reset()

    assert talk.sws(f"{AP}|{SIGN}")[-1] == signs


def test_whoever_holds_the_card_may_choose_the_other_interface(
    make_image: Callable[..., CardImage],
) -> None:
    card = VirtualCard(
        make_image(),
        counters=MemoryCounters(),
        atr=ATRS["contact-da"],
        contactless=False,
    )
    card.power_on()
    card.transmit(bytes.fromhex(AP))

    card.reset()

    assert card.atr == ATRS["contact-da"]
    assert card.transmit(bytes.fromhex("00A40000")) == b"\x6a\x86"


def test_an_unknown_variant_is_refused_with_the_known_ones(
    make_image: Callable[..., CardImage],
) -> None:
    with pytest.raises(ValueError, match=r"contact-x9.*contactless-41"):
        make_image(atr="contact-x9")


@pytest.mark.parametrize("form", [CardForm.BLANK, CardForm.UNRESPONSIVE])
def test_a_card_without_certificates_has_none_renewed(
    persona: Persona, key_source: KeySource, tmp_path: Path, form: CardForm
) -> None:
    issued_at = persona.card.auth_certificate.issued_at
    holder = replace(persona, card=replace(persona.card, form=form))
    pki = PKI.open(tmp_path / "pki", now=issued_at)
    drawer = CardDrawer(tmp_path / "cards", key_source=key_source)
    drawer.open(holder, pki).close()

    with pytest.raises(RenewalError, match="ありません"):
        renew_certificates(
            drawer, holder, pki, now=issued_at + timedelta(9), key_source=key_source
        )

    drawer.open(holder, pki).close()
    assert pki.auth.revoked() == {}
