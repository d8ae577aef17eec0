"""A card with 券面事項入力補助AP alone, signed by a stand-in issuer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from card_profiles.model import Persona
from card_profiles.pki import cvc
from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.issuing.support import support_application
from emulator.memory.counters import CounterStore, MemoryCounters
from emulator.memory.image import CardImage

from .terminal import NUMBER_A, PIN, READ_PROTECTED, Terminal

SELECT = bytes.fromhex("00A4040C0AD3921000310001010408")
SELECT_ISD = "00A4040C07A0000001510000"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class StandInSigner:
    """Signs data files; its own certificate is signed by a key that nobody kept."""

    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    key_id: bytes = cvc.key_id("6099001")

    def __post_init__(self) -> None:
        self.public_key = self.key.public_key()
        self.certificate = cvc.build(
            self.public_key,
            subject=self.key_id,
            issuer=cvc.key_id("6000033"),
            issuer_key=self.key,
        ).encoded

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def sign_digests(self, octets: bytes) -> bytes:
        raise AssertionError("only 券面事項確認AP is signed so")


@pytest.fixture(scope="session")
def signer() -> StandInSigner:
    return StandInSigner()


@pytest.fixture(scope="session")
def card_keys() -> tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]:
    """The signing key and the session key of every card of these tests."""
    return new_key(), new_key()


CardMaker = Callable[..., VirtualCard]


@pytest.fixture
def make_card(
    persona: Persona,
    signer: StandInSigner,
    card_keys: tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey],
) -> CardMaker:
    """Make a card, give it power and select the application."""

    def make(
        of: Persona = persona,
        *,
        behaviour: CardBehaviour | None = None,
        counters: CounterStore | None = None,
    ) -> VirtualCard:
        chosen = behaviour or CardBehaviour()
        keys = iter(card_keys)
        application = support_application(
            of, issuer=signer, key_source=lambda: next(keys), behaviour=chosen
        )
        image = CardImage(persona=of.name, applications=(application,))
        image = CardImage.from_json(image.to_json())  # As it comes from a drawer.
        card = VirtualCard(
            image, counters=counters or MemoryCounters(), behaviour=chosen
        )
        card.power_on()
        assert card.transmit(SELECT) == b"\x90\x00"
        return card

    return make


@pytest.fixture
def card(make_card: CardMaker) -> VirtualCard:
    return make_card()


@pytest.fixture
def terminal(card: VirtualCard) -> Terminal:
    return Terminal(card.transmit)


@pytest.fixture
def verified(terminal: Terminal) -> Terminal:
    """A terminal that has verified the PIN."""
    assert terminal.verify(PIN, "1234") == "9000"
    return terminal


@pytest.fixture
def opened(verified: Terminal) -> Terminal:
    """A terminal that has verified the PIN and delivered a key."""
    verified.open()
    return verified


def assert_no_session(terminal: Terminal) -> None:
    """Protected commands are answered as if no key had ever been delivered."""
    assert terminal.protected_verify(NUMBER_A, "0") == "69FC"
    assert terminal.protected_select(0x0001) == "6882"
    assert terminal.sw(READ_PROTECTED) == "69FC"
    assert terminal.sw("0CB0000000") == "69FC"
