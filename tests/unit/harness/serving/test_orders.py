"""Orders are read word by word; what is none is answered with what would be one."""

from __future__ import annotations

import pytest

from harness.serving.orders import Order, OrderError, parse_order, parse_script


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("insert 35963 hanako", Order(word="insert", port=35963, persona="hanako")),
        (
            "insert 1 my cards/me.toml\n",
            Order(word="insert", port=1, persona="my cards/me.toml"),
        ),
        ("pull 35964", Order(word="pull", port=35964)),
        ("  reset-tries   35963 ", Order(word="reset-tries", port=35963)),
        ("status", Order(word="status")),
        ("wait 2.5", Order(word="wait", seconds=2.5)),
        ("quit", Order(word="quit")),
    ],
)
def test_an_order_is_read(line: str, order: Order) -> None:
    assert parse_order(line) == order


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("eject 35963", "「eject」は知らない命令です。使えるもの: insert"),
        ("insert 35963", "insert ポート 患者名 の形ではありません"),
        ("pull", "pull ポート の形ではありません"),
        ("status now", "status の形ではありません"),
        ("pull 0", "「0」はポートではありません"),
        ("pull 65536", "「65536」はポートではありません"),
        ("pull x", "「x」はポートではありません"),
        ("wait long", "「long」は秒数ではありません"),
        ("wait -1", "「-1」は秒数ではありません"),
        ("wait inf", "「inf」は秒数ではありません"),
    ],
)
def test_what_is_no_order_is_told_what_would_be_one(line: str, problem: str) -> None:
    with pytest.raises(OrderError, match=problem):
        parse_order(line)


def test_a_script_has_times_and_remarks() -> None:
    script = parse_script("# swap\ninsert 1 hanako\n\n+2.5 pull 1\n+0 quit\n")

    assert [(timed.after, timed.order.word, timed.line) for timed in script] == [
        (0.0, "insert", 2),
        (2.5, "pull", 4),
        (0.0, "quit", 5),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("status\n+x quit", "2行目: 「x」は秒数ではありません"),
        ("+1", "1行目: 「.1」の後に命令がありません"),
        ("\nfly", "2行目: 「fly」は知らない命令"),
    ],
)
def test_a_mistake_in_a_script_names_its_line(text: str, problem: str) -> None:
    with pytest.raises(OrderError, match=problem):
        parse_script(text)
