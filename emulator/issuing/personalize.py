"""Making a card for a persona: keys, certificates from the test CAs, files, PINs."""

from __future__ import annotations

from collections.abc import Iterator

from card_profiles.model import CardForm, CardInterface, CardPlan, Persona

from ..applets import isd
from ..behaviour import DEFAULT, CardBehaviour
from ..iso7816.atr import CONTACT_ATRS, DEFAULT_ATR, DEFAULT_CONTACT_ATR, atr_named
from ..memory.filesystem import Application
from ..memory.image import CardImage
from .authorities import Authorities, CardData
from .common_and_juki import common_application, juki_application
from .jpki import PHONES, jpki_application
from .key_generation import KeySource, new_key
from .support import support_application
from .visual import visual_application

_DATA_KEYS = 4  # One of 券面事項確認AP, two of 券面事項入力補助AP, one of 共通カードAP.
_CARD_RECOGNITION = bytes.fromhex(
    "732F06072A864886FC6B01600C060A2A864886FC6B02020101"
    "630906072A864886FC6B03640B06092A864886FC6B040215"
)
"""GlobalPlatform card recognition data: objects under 1.2.840.114283 only [D]."""

_EMPTY = (CardForm.BLANK, CardForm.UNRESPONSIVE)
"""Nothing was written yet, or nothing can be had from it any more."""


def personalize(
    persona: Persona,
    pki: Authorities,
    *,
    key_source: KeySource = new_key,
    behaviour: CardBehaviour = DEFAULT,
) -> CardImage:
    """Make the card of *persona* in the form its plan names.

    Keys are taken in this order: 利用者証明用, 署名用 (if issued), 券面事項確認AP,
    券面事項入力補助AP (two), 共通カードAP; see `keys_needed`. A plan that names an
    unknown ATR is a `ValueError`.
    """
    plan = persona.card
    return CardImage(
        persona=persona.name,
        applications=tuple(_applications(persona, pki, key_source, behaviour)),
        data_objects=tuple(_data_objects(persona, pki, behaviour)),
        form=plan.form,
        interface=plan.interface,
        atr=_atr(plan),
    )


def keys_needed(plan: CardPlan) -> int:
    """Tell how many keys `personalize` takes for a card of that plan."""
    if plan.form in _EMPTY:
        return 0
    certified = 1 if plan.sign_certificate is None else 2
    return certified if plan.form in PHONES else certified + _DATA_KEYS


def _applications(
    persona: Persona,
    pki: Authorities,
    key_source: KeySource,
    behaviour: CardBehaviour,
) -> Iterator[Application]:
    """Make what the form of the card carries; a phone carries 公的個人認証AP alone."""
    form = persona.card.form
    if form in _EMPTY:
        return
    yield jpki_application(persona, pki=pki, key_source=key_source, behaviour=behaviour)
    if form in PHONES:
        return
    yield visual_application(
        persona,
        issuer=pki.card_data.visual,
        key_source=key_source,
        behaviour=behaviour,
    )
    yield support_application(
        persona,
        issuer=pki.card_data.support,
        key_source=key_source,
        behaviour=behaviour,
    )
    yield common_application(persona, issuer=pki.card_data, key_source=key_source)
    yield juki_application(persona, issuer=pki.card_data)


def _atr(plan: CardPlan) -> bytes:
    if plan.atr:
        return atr_named(plan.atr)
    if plan.interface is CardInterface.CONTACT:
        return DEFAULT_CONTACT_ATR
    return DEFAULT_ATR


def _data_objects(
    persona: Persona, pki: Authorities, behaviour: CardBehaviour
) -> Iterator[tuple[int, bytes]]:
    """Build what GET DATA gives at the MF level, values without their tags.

    A blank chip knows only what its maker wrote, a phone's domain nothing [D].
    """
    plan = persona.card
    if plan.form in PHONES:
        return
    contact_atr = plan.atr if plan.atr in CONTACT_ATRS else behaviour.contact_atr
    yield isd.CONTACT_ATR, atr_named(contact_atr)[1:]
    yield isd.CARD_RECOGNITION, _CARD_RECOGNITION
    if plan.form in _EMPTY:
        return
    yield from _particulars(persona, pki.card_data)


def _particulars(persona: Persona, issuer: CardData) -> Iterator[tuple[int, bytes]]:
    plan = persona.card
    yield isd.ISSUER_KEY, issuer.root_key_id
    yield isd.CARD_NUMBER, plan.serial.encode("ascii")
    yield isd.MUNICIPALITY, persona.person.municipality_code.encode("ascii")
    yield isd.EXPIRY, plan.expires_on.strftime("%Y%m%d").encode("ascii")
    yield isd.INTERMEDIATE_KEY, issuer.intermediate_key_id
    yield isd.UPPER_CVC, issuer.upper_cvc
    yield isd.LOWER_CVC, issuer.lower_cvc
