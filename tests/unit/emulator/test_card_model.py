"""Any order of VERIFY, SELECT, reset and signing, against a model of ten lines."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from emulator.card import VirtualCard
from emulator.counters import FileCounters

if TYPE_CHECKING:
    from emulator.image import CardImage

JPKI, ISD = "D392F000260100000001", "A0000001510000"
PINS = {"18": ("1234", "97", 3), "1b": ("ABC123", "9A", 5)}
KEYS = st.sampled_from(list(PINS))


class Oracle:
    """What must hold of the card: tries and verified PINs, and nothing else."""

    def __init__(self) -> None:
        self.tries = {key: limit for key, (_, _, limit) in PINS.items()}
        self.verified: set[str] = set()
        self.application = ISD

    def select(self, aid: str) -> None:
        self.verified = self.verified if aid == self.application else set()
        self.application = aid

    def verify(self, key: str, pin: str) -> str:
        if self.application != JPKI:
            return "6A88"
        right, left = pin == PINS[key][0], self.tries[key]
        self.verified -= {key}
        if left and right:
            self.verified |= {key}
        self.tries[key] = left and (PINS[key][2] if right else left - 1)
        return "6984" if not left else "9000" if right else f"63C{left - 1}"

    def sign(self, key: str) -> str:
        if self.application != JPKI:
            return "6A88"
        return "9000" if key in self.verified else "6982"


class CardMachine(RuleBasedStateMachine):
    """Drives one card and the oracle side by side."""

    image: ClassVar[CardImage]
    contactless: ClassVar[bool]

    @initialize()
    def take_a_new_card(self) -> None:
        self.directory = TemporaryDirectory()
        self.oracle = Oracle()
        self._plug()

    def teardown(self) -> None:
        self.directory.cleanup()

    def _plug(self) -> None:
        counters = FileCounters(Path(self.directory.name) / "counters")
        self.card = VirtualCard(
            self.image, counters=counters, contactless=self.contactless
        )
        self.card.power_on()

    def _sw(self, command: str) -> str:
        return self.card.transmit(bytes.fromhex(command))[-2:].hex().upper()

    @rule(aid=st.sampled_from([JPKI, ISD]))
    def select(self, aid: str) -> None:
        assert self._sw(f"00A4040C{len(aid) // 2:02X}{aid}") == "9000"
        self.oracle.select(aid)

    @rule(key=KEYS, right=st.booleans())
    def verify(self, key: str, *, right: bool) -> None:
        pin = PINS[key][0] if right else "000000"
        p2 = 0x80 | int(key, 16)
        command = f"002000{p2:02X}{len(pin):02X}{pin.encode().hex()}"
        assert self._sw(command) == self.oracle.verify(key, pin)

    @rule(key=KEYS)
    def ask(self, key: str) -> None:
        inside = self.oracle.application == JPKI
        expected = f"63C{self.oracle.tries[key]}" if inside else "6A88"
        assert self._sw(f"002000{0x80 | int(key, 16):02X}") == expected

    @rule(key=KEYS)
    def sign(self, key: str) -> None:
        assert self._sw(f"802A00{PINS[key][1]}01AA00") == self.oracle.sign(key)

    @rule()
    def read_the_protected_certificate(self) -> None:
        expected = "9000" if "1b" in self.oracle.verified else "6982"
        inside = self.oracle.application == JPKI
        assert self._sw("00B0810004") == (expected if inside else "6A82")
        if inside:
            assert self._sw("00B0000004") == expected

    @rule()
    def warm_reset(self) -> None:
        self.card.reset()
        if not self.contactless:
            self.oracle.select(ISD)

    @rule()
    def power_loss(self) -> None:
        self.card.power_off()
        self.card.power_on()
        self.oracle.select(ISD)
        self.oracle.verified = set()

    @rule()
    def another_process(self) -> None:
        """The card is the same for whoever opens its files next."""
        self._plug()
        self.oracle.select(ISD)
        self.oracle.verified = set()

    @rule()
    def town_office(self) -> None:
        self.card.reset_tries()
        self.oracle.tries = Oracle().tries


@pytest.mark.parametrize("contactless", [True, False], ids=["contactless", "contact"])
def test_the_card_behaves_like_its_model(
    image: CardImage, *, contactless: bool
) -> None:
    machine = type(
        "Machine", (CardMachine,), {"image": image, "contactless": contactless}
    )

    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=60, stateful_step_count=40, deadline=None),
    )
