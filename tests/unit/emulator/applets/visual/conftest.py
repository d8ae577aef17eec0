"""A card with 券面事項確認AP alone, signed by the issuer of a test PKI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from card_profiles.model import Persona
from card_profiles.pki import PKI, DataSigner
from emulator.behaviour import CardBehaviour
from emulator.card import VirtualCard
from emulator.issuing.visual import visual_application
from emulator.memory.counters import CounterStore, MemoryCounters
from emulator.memory.filesystem import Application
from emulator.memory.image import CardImage

from .face_reader import SELECT, Key, certified_key

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
FREE = ("0003", "0004")


@dataclass
class Reader:
    """A reader with the card in it, the application selected."""

    card: VirtualCard

    def send(self, command: str) -> tuple[bytes, str]:
        answer = self.card.transmit(bytes.fromhex(command))
        return answer[:-2], answer[-2:].hex().upper()

    def sw(self, command: str) -> str:
        return self.send(command)[1]

    def verify(self, short_id: int, digits: str) -> str:
        value = digits.encode().hex()
        return self.sw(f"002000{0x80 | short_id:02X}{len(digits):02X}{value}")

    def tries(self, short_id: int) -> str:
        return self.sw(f"002000{0x80 | short_id:02X}")

    def read(self, fid: str) -> bytes:
        """Read a whole file, filler included."""
        assert self.sw(f"00A4020C02{fid}") == "9000"
        data, sw = self.send("00B00000000000")
        assert sw == "9000"
        return data


CardMaker = Callable[..., Reader]
ApplicationMaker = Callable[..., Application]


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> DataSigner:
    """The real one: 8 keys, made once."""
    return PKI.open(tmp_path_factory.mktemp("pki"), now=NOW).card_data.visual


@pytest.fixture(scope="session")
def card_key() -> rsa.RSAPrivateKey:
    """The signing key of every card of these tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def make_application(
    persona: Persona, issuer: DataSigner, card_key: rsa.RSAPrivateKey
) -> ApplicationMaker:
    def make(
        of: Persona = persona,
        *,
        behaviour: CardBehaviour | None = None,
        key: rsa.RSAPrivateKey = card_key,
    ) -> Application:
        return visual_application(
            of,
            issuer=issuer,
            key_source=lambda: key,
            behaviour=behaviour or CardBehaviour(),
        )

    return make


@pytest.fixture(scope="session")
def application(make_application: ApplicationMaker) -> Application:
    return make_application()


@pytest.fixture
def make_card(
    application: Application, make_application: ApplicationMaker
) -> CardMaker:
    """Make a card, give it power and select the application."""

    def make(
        of: Persona | None = None,
        *,
        behaviour: CardBehaviour | None = None,
        counters: CounterStore | None = None,
    ) -> Reader:
        plain = of is None and behaviour is None
        made = application
        if not plain:
            known = {} if of is None else {"of": of}
            made = make_application(**known, behaviour=behaviour)
        image = CardImage(persona="tester", applications=(made,))
        image = CardImage.from_json(image.to_json())  # As it comes from a drawer.
        card = VirtualCard(
            image,
            counters=counters or MemoryCounters(),
            behaviour=behaviour or CardBehaviour(),
        )
        card.power_on()
        assert card.transmit(SELECT) == b"\x90\x00"
        return Reader(card)

    return make


@pytest.fixture
def reader(make_card: CardMaker) -> Reader:
    return make_card()


@pytest.fixture(scope="session")
def authority(issuer: DataSigner) -> Key:
    """The key that verifies EF 0004; a terminal knows it beforehand."""
    numbers = issuer.issuer_public_key.public_numbers()
    return Key(numbers.n, numbers.e)


@pytest.fixture
def signer(reader: Reader, authority: Key) -> Key:
    """The key that EF 0004 certifies."""
    return certified_key(reader.read("0004"), by=authority)
