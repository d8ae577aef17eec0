"""What `mynabench oqs serve` prints of what happens in its folders."""

from __future__ import annotations

import pytest

from harness.oqs_serve import event_line, without_password
from oqs_stub.exchange import EventKind, ExchangeEvent


@pytest.mark.parametrize(
    ("kind", "name", "detail", "line"),
    [
        (EventKind.RECEIVED, "a.xml", "", None),
        (EventKind.ANSWERED, "a.xml", "b.xml", "a.xml → b.xml（12 ms）"),
        (EventKind.REJECTED, "a.xml", "E1,悪い", "a.xml → 拒否（.err）: E1,悪い"),
        (EventKind.IGNORED, "花 子.xml", "だめ", "花 子.xml: だめ"),
        (EventKind.WAITING, "a.xml", "残り", "a.xml: 待っています。残り"),
        (EventKind.ANSWERED, "山田　花子.xml", "b", "山田　花子.xml → b（12 ms）"),
        (EventKind.IGNORED, "a\x1b[2J\n\udc83", "だめ", "a\\x1b[2J\\n\\udc83: だめ"),
    ],
)
def test_an_event_is_one_line_a_terminal_can_show(
    kind: EventKind, name: str, detail: str, line: str | None
) -> None:
    event = ExchangeEvent(kind=kind, name=name, detail=detail, ms=12.3)

    assert event_line(event) == line


@pytest.mark.parametrize(
    ("result", "end"),
    [
        ("ok", "12 ms"),
        ("", "12 ms"),
        ("working", "処理中"),
        ("fault", "仕込んだ障害"),
        ("STUB0202", "STUB0202"),
    ],
)
def test_an_answer_that_is_no_plain_yes_is_told_with_its_result(
    result: str, end: str
) -> None:
    event = ExchangeEvent(
        kind=EventKind.ANSWERED, name="a", detail="b", ms=12.3, result=result
    )

    line = event_line(event)

    assert line is not None
    assert line.endswith(f"{end}）")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://clinic:geheim@db.example/oqs",
        "postgresql+psycopg://db.example/oqs?user=clinic&password=geheim",
    ],
)
def test_the_url_of_the_database_is_shown_without_its_password(url: str) -> None:
    shown = without_password(url)

    assert "db.example/oqs" in shown
    assert "geheim" not in shown
