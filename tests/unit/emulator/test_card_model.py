"""Any order of VERIFY, SELECT, reset, signing and new PINs, against a small model."""

from __future__ import annotations

from dataclasses import dataclass
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
from emulator.memory.counters import FileCounters

if TYPE_CHECKING:
    from emulator.memory.image import CardImage

ISD = "A0000001510000"
JPKI = "D392F000260100000001"
VISUAL, SUPPORT = "D3921000310001010402", "D3921000310001010408"
JUKI, COMMON = "D3921000310001010401", "D3921000310001010100"
APPLICATIONS = st.sampled_from([ISD, JPKI, VISUAL, SUPPORT, JUKI, COMMON])
WHICH = st.integers(0, 2)


@dataclass(frozen=True, kw_only=True)
class Secret:
    """One PIN of the card: what opens it, what another value may be, what it opens."""

    name: str
    value: str
    limit: int
    new: str = ""
    change: str = "002401"
    file: str = ""
    """Short id of an EF that this PIN alone opens."""


SECRETS = {
    JPKI: [
        Secret(name="98", value="1234", limit=3, new="9876"),
        Secret(name="9B", value="ABC123", limit=5, new="XYZ789", file="81"),
    ],
    VISUAL: [
        Secret(name="91", value="550217", limit=10, file="81"),
        Secret(name="93", value="999999900014", limit=10, file="85"),
    ],
    SUPPORT: [Secret(name="91", value="1234", limit=3, new="5555", file="81")],
    JUKI: [Secret(name="9C", value="1234", limit=3, new="4321", change="803200")],
    COMMON: [Secret(name="9C", value="1234", limit=3, new="1111", change="803200")],
    ISD: [],
}
KEYS = {
    # Application, key, and the PIN it needs ("" for none).
    (JPKI, "97"): "98", (JPKI, "9A"): "9B", (VISUAL, "9A"): "", (SUPPORT, "93"): "",
}  # fmt: skip


class Oracle:
    """What must hold of the card: tries, PINs and who is verified, nothing else."""

    def __init__(self) -> None:
        self.values = {(a, s.name): s.value for a in SECRETS for s in SECRETS[a]}
        self.fill()
        self.select(ISD, new=True)

    def fill(self) -> None:
        self.tries = {(a, s.name): s.limit for a in SECRETS for s in SECRETS[a]}

    def select(self, application: str, *, new: bool = False) -> None:
        if new or application != self.application:
            self.verified: set[str] = set()
        self.application = application

    def verify(self, secret: Secret, value: str) -> str:
        key = (self.application, secret.name)
        right, left = value == self.values[key], self.tries[key]
        self.verified -= {secret.name}
        if left and right:
            self.verified |= {secret.name}
        self.tries[key] = left and (secret.limit if right else left - 1)
        return "6984" if not left else "9000" if right else f"63C{left - 1:X}"

    def change(self, secret: Secret, value: str) -> str:
        if secret.name not in self.verified:
            return "6982"
        if not secret.new:
            return "6A80"
        self.values[self.application, secret.name] = value
        return "9000"

    def sign(self, key: str) -> str:
        pin = KEYS.get((self.application, key))
        return "9000" if pin == "" or pin in self.verified else "6982"


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

    def _secret(self, which: int) -> Secret | None:
        """Choose a PIN of the current application; the MF level has none."""
        secrets = SECRETS[self.oracle.application]
        return secrets[which % len(secrets)] if secrets else None

    @rule(aid=APPLICATIONS)
    def select(self, aid: str) -> None:
        assert self._sw(f"00A4040C{len(aid) // 2:02X}{aid}") == "9000"
        self.oracle.select(aid)

    @rule()
    def select_nobody(self) -> None:
        assert self._sw("00A4040C07A0000000031010") == "6A82"

    @rule(which=WHICH, right=st.booleans())
    def verify(self, which: int, *, right: bool) -> None:
        secret = self._secret(which)
        if secret is None:
            assert self._sw("0020009801AA") == "6A88"
            return
        pin = self.oracle.values[self.oracle.application, secret.name]
        value = pin if right else "000000"
        expected = self.oracle.verify(secret, value)
        assert self._sw(f"002000{secret.name}{data(value)}") == expected

    @rule(which=WHICH)
    def ask_for_the_tries(self, which: int) -> None:
        secret = self._secret(which)
        if secret is not None:
            left = self.oracle.tries[self.oracle.application, secret.name]
            assert self._sw(f"002000{secret.name}") == f"63C{left:X}"

    @rule(which=WHICH, back=st.booleans())
    def change_the_pin(self, which: int, *, back: bool) -> None:
        secret = self._secret(which)
        if secret is not None:
            value = secret.value if back else secret.new or "1"
            expected = self.oracle.change(secret, value)
            assert self._sw(f"{secret.change}{secret.name}{data(value)}") == expected

    @rule(key=st.sampled_from(sorted({key for _, key in KEYS})))
    def sign(self, key: str) -> None:
        if (self.oracle.application, key) in KEYS:
            assert self._sw(f"802A00{key}01AA00") == self.oracle.sign(key)

    @rule(which=WHICH)
    def read_a_protected_file(self, which: int) -> None:
        secret = self._secret(which)
        if secret is not None and secret.file:
            expected = "9000" if secret.name in self.oracle.verified else "6982"
            assert self._sw(f"00B0{secret.file}0004") == expected
            assert self._sw("00B0000004") == expected

    @rule(aid=APPLICATIONS, which=WHICH)
    def open_an_application(self, aid: str, which: int) -> None:
        """Without it, most of what is tried would meet an application still closed."""
        self.select(aid)
        self.verify(which, right=True)

    @rule(aid=APPLICATIONS, left=st.sampled_from(["", "select", "power", "process"]))
    def look_at_everything(self, aid: str, left: str) -> None:
        """What is open is open and nothing else, also after leaving and coming back."""
        match left:
            case "select":
                self.select(ISD if self.oracle.application == aid else aid)
            case "power":
                self.power_loss()
            case "process":
                self.another_process()
        self.select(aid)
        for which in range(len(SECRETS[aid])):
            self.ask_for_the_tries(which)
            self.read_a_protected_file(which)
        for _, key in KEYS:
            self.sign(key)

    @rule()
    def warm_reset(self) -> None:
        self.card.reset()
        if not self.contactless:
            self.oracle.select(ISD, new=True)

    @rule()
    def power_loss(self) -> None:
        self.card.power_off()
        self.card.power_on()
        self.oracle.select(ISD, new=True)

    @rule()
    def another_process(self) -> None:
        """The card is the same for whoever opens its files next."""
        self._plug()
        self.oracle.select(ISD, new=True)

    @rule()
    def town_office(self) -> None:
        self.card.reset_tries()
        self.oracle.fill()


def data(value: str) -> str:
    """Write a data field of text with its length."""
    return f"{len(value):02X}{value.encode().hex()}"


@pytest.mark.parametrize("contactless", [True, False], ids=["contactless", "contact"])
def test_the_card_behaves_like_its_model(
    image: CardImage, *, contactless: bool
) -> None:
    machine = type(
        "Machine", (CardMachine,), {"image": image, "contactless": contactless}
    )

    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=100, stateful_step_count=50, deadline=None),
    )
