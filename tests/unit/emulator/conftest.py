"""A card to talk to, made for one stand-in person by two stand-in authorities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from card_profiles.model import (
    CardPlan,
    CertificatePlan,
    Expectation,
    Person,
    Persona,
    Sex,
)
from card_profiles.pki.card_data import CardDataIssuer
from card_profiles.pki.register import Register
from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.drawer.store import CardDrawer
from emulator.iso7816 import ResponseAPDU
from emulator.issuing.key_generation import new_key
from emulator.issuing.personalize import personalize
from emulator.memory.counters import MemoryCounters
from emulator.memory.image import CardImage

if TYPE_CHECKING:
    from .edited_persona import Edited

JST = timezone(timedelta(hours=9), "JST")
KEYS_ON_A_CARD = 6
NOW = datetime(2026, 7, 1, 9, 0, tzinfo=JST)


class StandInAuthority:
    """Signs whatever it is asked to and notes what it revoked."""

    def __init__(self, unit: str) -> None:
        self._key = new_key()
        self._name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI-TEST"),
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            ]
        )
        self.certificate = self._build(self._key.public_key(), 1, NOW)
        self.certificate_der = self.certificate.public_bytes(Encoding.DER)
        self.revoked: dict[int, datetime] = {}

    def issue(
        self, public_key: rsa.RSAPublicKey, *, person: Person, plan: CertificatePlan
    ) -> x509.Certificate:
        said = [plan.ocsp_url, f"eku: {plan.has_eku}"]
        return self._build(public_key, plan.serial_number, plan.issued_at, *said)

    def revoke(self, serial_number: int, *, at: datetime) -> None:
        self.revoked[serial_number] = at

    def _build(
        self,
        public_key: rsa.RSAPublicKey,
        serial: int,
        issued_at: datetime,
        *said: str,
    ) -> x509.Certificate:
        """Certify a key; what is *said* of the holder stands in the name."""
        words = [x509.NameAttribute(NameOID.TITLE, text) for text in said if text]
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([*self._name, *words]))
            .issuer_name(self._name)
            .public_key(public_key)
            .serial_number(serial)
            .not_valid_before(issued_at)
            .not_valid_after(issued_at + timedelta(days=1826))
            .sign(self._key, hashes.SHA256())
        )


@dataclass
class StandInAuthorities:
    card_data: CardDataIssuer
    auth: StandInAuthority = field(default_factory=lambda: StandInAuthority("auth"))
    sign: StandInAuthority = field(default_factory=lambda: StandInAuthority("sign"))


class Talk:
    """Speak to a card in hex; every answer is data and status word."""

    def __init__(self, card: VirtualCard) -> None:
        self.card = card

    def __call__(self, command: str) -> ResponseAPDU:
        return ResponseAPDU.parse(self.card.transmit(bytes.fromhex(command)))

    def sw(self, command: str) -> str:
        return f"{self(command).sw:04X}"

    def sws(self, commands: str) -> list[str]:
        return [self.sw(line) for line in commands.split("|")]

    def public_key(self, short_id: int) -> rsa.RSAPublicKey:
        """Read a certificate by short id; its own length says where filler begins."""
        content = self(f"00B0{0x80 | short_id:02X}00000000").data
        size = int.from_bytes(content[2:4], "big") + 4
        key = x509.load_der_x509_certificate(content[:size]).public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        return key

    @property
    def reason(self) -> str:
        assert self.card.last_refusal is not None
        return self.card.last_refusal.reason


@pytest.fixture(scope="session")
def persona() -> Persona:
    certificate = CertificatePlan(
        serial_number=0x0102, issued_at=NOW, expires_at=NOW + timedelta(days=1826)
    )
    return Persona(
        name="tester",
        story="試験用の人。",
        story_en="A person for tests.",
        person=Person(
            family_name="試験",
            given_name="花子",
            family_name_kana="シケン",
            given_name_kana="ハナコ",
            birthdate=date(1980, 2, 17),
            sex=Sex.FEMALE,
            post_number="999-0001",
            address="架空県試験市１－２－３",
            municipality_code="99001",
            municipality_romaji="Shiken-shi",
            individual_number="999999900014",
        ),
        card=CardPlan(
            auth_pin="1234",
            sign_password="ABC123",
            serial="999000000000001",
            security_code="2285",
            issued_on=date(2026, 7, 1),
            expires_on=date(2036, 2, 17),
            auth_certificate=certificate,
            sign_certificate=replace(certificate, serial_number=0x0203),
        ),
        coverages=(),
        insurance_use_registered=True,
        dispensings=(),
        expect=Expectation(outcome="registered", reason=None, validity="1"),
    )


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> StandInAuthorities:
    register = Register.in_directory(tmp_path_factory.mktemp("card-data"))
    return StandInAuthorities(card_data=CardDataIssuer(register))


@pytest.fixture(scope="session")
def key_source() -> Callable[[], rsa.RSAPrivateKey]:
    """As many keys as one card takes, in turn for all: making one takes 30 ms."""

    def take(keys: list[rsa.RSAPrivateKey]) -> Iterator[rsa.RSAPrivateKey]:
        while True:
            yield from keys

    keys = take([new_key() for _ in range(KEYS_ON_A_CARD)])
    return lambda: next(keys)


@pytest.fixture(scope="session")
def image(
    persona: Persona,
    pki: StandInAuthorities,
    key_source: Callable[[], rsa.RSAPrivateKey],
) -> CardImage:
    return personalize(persona, pki, key_source=key_source)


@pytest.fixture(scope="session")
def make_image(
    persona: Persona,
    pki: StandInAuthorities,
    key_source: Callable[[], rsa.RSAPrivateKey],
) -> Callable[..., CardImage]:
    """Make the card of a plan with fields changed by name; each is made once."""
    made: dict[tuple[tuple[str, object], ...], CardImage] = {}

    def image(**changes: object) -> CardImage:
        wanted = tuple(sorted(changes.items()))
        if wanted not in made:
            changed = replace(persona, card=replace(persona.card, **changes))
            made[wanted] = personalize(changed, pki, key_source=key_source)
        return made[wanted]

    return image


@pytest.fixture
def speak(make_image: Callable[..., CardImage]) -> Callable[..., Talk]:
    """Talk to a card with power, of a plan with fields changed by name."""

    def to(**changes: object) -> Talk:
        card = VirtualCard(make_image(**changes), counters=MemoryCounters())
        card.power_on()
        return Talk(card)

    return to


@pytest.fixture
def card(image: CardImage) -> VirtualCard:
    card = VirtualCard(image, counters=MemoryCounters())
    card.power_on()
    return card


@pytest.fixture
def talk(card: VirtualCard) -> Talk:
    return Talk(card)


@pytest.fixture
def behaving(image: CardImage) -> Callable[[CardBehaviour], Talk]:
    """Make cards that choose otherwise where real cards differ or are not known."""

    def make(behaviour: CardBehaviour) -> Talk:
        card = VirtualCard(image, counters=MemoryCounters(), behaviour=behaviour)
        card.power_on()
        return Talk(card)

    return make


@pytest.fixture
def edited(
    tmp_path: Path,
    pki: StandInAuthorities,
    key_source: Callable[[], rsa.RSAPrivateKey],
) -> Edited:
    """A persona's file with a card that was made of it as it is."""
    from .edited_persona import Edited

    edited = Edited(
        tmp_path, CardDrawer(tmp_path / "cards", key_source=key_source), pki
    )
    edited.write()
    edited.open()
    return edited
