"""Every order is answered with one line that a program can read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from harness.ports import BenchUnavailable
from harness.serving.desk import Desk
from harness.serving.orders import parse_order
from harness.serving.reader_slot import CardInHand

from .conftest import SECONDS

if TYPE_CHECKING:
    from .conftest import PlainCard, QuickReader

    Readers = Callable[..., QuickReader]
    Cards = type[PlainCard]


class Table:
    """A desk, its cards, and what it says."""

    def __init__(self, cards: type[PlainCard]) -> None:
        self.stop = threading.Event()
        self.said: list[str] = []
        self.cards: dict[str, PlainCard] = {}
        self._new = cards
        self.desk = Desk(
            self._take,
            host="127.0.0.1",
            stop=self.stop,
            say=self.said.append,
            time_limit=SECONDS,
        )

    def __call__(self, line: str) -> str:
        return self.desk.answer(parse_order(line))

    def _take(self, name: str, port: int) -> CardInHand:
        if name == "nobody":
            raise BenchUnavailable("ペルソナ「nobody」は\nありません。")
        self.cards[name] = self._new()
        return self.cards[name].in_hand(name)


@pytest.fixture
def table(plain_card: Cards) -> Table:
    return Table(plain_card)


pytestmark = pytest.mark.usefixtures("hurried")


def test_two_readers_hold_different_cards_at_once(
    table: Table, readers: Readers
) -> None:
    one, two = readers(), readers()
    ports = sorted((one.port, two.port))

    assert table(f"insert {one.port} hanako") == f"ok insert {one.port} hanako seen"
    assert table(f"insert {two.port} taro") == f"ok insert {two.port} taro seen"

    names = {one.port: "hanako", two.port: "taro"}
    expected = " ".join(f"{port}={names[port]}" for port in ports)
    assert table("status") == f"ok status {expected}"
    table.cards["taro"].answer = b"\x6a\x82"
    assert one.transmit(bytes(4)) == b"\x90\x00"
    assert two.transmit(bytes(4)) == b"\x6a\x82"
    assert table(f"pull {one.port}") == f"ok pull {one.port} hanako"
    assert two.transmit(bytes(4)) == b"\x6a\x82"
    table.desk.close()
    assert table.cards["taro"].done[-1] == "away"


def test_a_card_goes_in_again_after_it_was_pulled(
    table: Table, readers: Readers
) -> None:
    reader = readers()

    for name in ("hanako", "taro", "hanako"):
        assert table(f"insert {reader.port} {name}").startswith("ok")
        assert table(f"pull {reader.port}") == f"ok pull {reader.port} {name}"

    reader.wait_for_card(3)
    assert table("status") == f"ok status {reader.port}=empty"


@pytest.mark.usefixtures("impatient")
def test_a_reader_that_does_not_look_is_said_so(table: Table, readers: Readers) -> None:
    port = readers(powers=False).port

    assert table(f"insert {port} hanako") == f"ok insert {port} hanako unseen"
    assert "ほかのプログラム" in table.said[-1]
    table.desk.close()


def test_one_card_is_not_in_two_readers(table: Table, readers: Readers) -> None:
    one, two = readers(), readers()
    table(f"insert {one.port} hanako")

    answer = table(f"insert {two.port} hanako")

    assert answer.startswith(f"error insert {two.port} hanako: ")
    assert f"ポート {one.port} に挿さっています" in answer
    table.desk.close()


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("insert 1 nobody", "error insert 1 nobody: ペルソナ「nobody」は ありません。"),
        ("insert 1 hanako", "error insert 1 hanako: vpcd（127.0.0.1:1）につながり"),
        ("pull 1", "error pull 1: ポート 1 にカードはありません。"),
        ("reset-tries 1", "error reset-tries 1: ポート 1 にカードはありません。"),
    ],
)
def test_what_cannot_be_done_is_an_answer_of_one_line(
    table: Table, line: str, answer: str
) -> None:
    said = table(line)

    assert said.startswith(answer)
    assert "\n" not in said
    assert table("status") == "ok status"


def test_tries_are_reset_while_the_card_is_in(table: Table, readers: Readers) -> None:
    port = readers().port
    table(f"insert {port} hanako")

    assert table(f"reset-tries {port}") == f"ok reset-tries {port} hanako"

    assert table.cards["hanako"].done[-1] == "tries"
    table.desk.close()


def test_quit_ends_every_wait(table: Table) -> None:
    assert table("wait 0.01") == "ok wait"
    assert table("quit") == "ok quit"
    assert table.stop.is_set()
    assert table("wait 3600") == "ok wait"


def test_a_bug_in_a_card_is_an_answer_and_comes_out_at_the_end(
    table: Table, readers: Readers
) -> None:
    reader = readers()
    table(f"insert {reader.port} hanako")
    table.cards["hanako"].raises = KeyError("with a PIN 1234 in it")
    reader.transmit(bytes(4))

    answer = table(f"pull {reader.port}")

    assert answer == f"error pull {reader.port}: カードの不具合です（KeyError）。"
    with pytest.raises(KeyError):
        table.desk.close()
    table.desk.close()


def test_closing_empties_every_slot_whatever_one_of_them_does(
    table: Table, readers: Readers
) -> None:
    one, two = readers(), readers()
    table(f"insert {one.port} hanako")
    table(f"insert {two.port} taro")
    table.cards["hanako"].raises = KeyError("a bug")
    one.transmit(bytes(4))

    with pytest.raises(KeyError):
        table.desk.close()

    assert table.cards["taro"].done[-1] == "away"
    assert table.desk.all_gone
