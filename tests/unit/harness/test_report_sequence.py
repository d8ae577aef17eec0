"""The picture of a visit: which lanes speak to which."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.evidence.sequence import LANES, draw, wrap
from harness.journal import FileRecord, Journal, Layer

X = {
    layer: lane.x for (layer, _), lane in zip(LANES, draw(Journal()).lanes, strict=True)
}


def test_lanes_stand_in_the_order_of_the_visit() -> None:
    assert [name for _, name in LANES] == [
        "資格確認端末",
        "スマートフォン",
        "アプリ",
        "カード",
        "国側",
        "レセコン",
    ]
    assert list(X.values()) == sorted(X.values())


def test_traffic_of_each_step_decides_its_arrows(made_up_journal: Journal) -> None:
    phone, app, card, clinic, shown = draw(made_up_journal).rows

    assert [(a.x1, a.x2, a.label, a.answer) for a in phone.arrows] == [
        (X[Layer.PHONE], X[Layer.SERVER], "HTTP 1", "303")
    ]
    assert [(a.x1, a.x2, a.label, a.answer) for a in app.arrows] == [
        (X[Layer.PHONE], X[Layer.APP], "引き継ぎ", "")
    ]
    assert [(a.x1, a.x2, a.label, a.answer) for a in card.arrows] == [
        (X[Layer.APP], X[Layer.CARD], "APDU 3", "9000"),
        (X[Layer.APP], X[Layer.SERVER], "HTTP 1", "200"),
    ]
    assert [(a.x1, a.x2, a.label, a.answer) for a in clinic.arrows] == [
        (X[Layer.CLINIC], X[Layer.SERVER], "req 1", "res 1")
    ]
    assert shown.arrows == ()
    assert shown.lane_x == X[Layer.CLINIC]


def test_rows_follow_one_another_without_overlap(made_up_journal: Journal) -> None:
    picture = draw(made_up_journal)

    for above, below in zip(picture.rows, picture.rows[1:], strict=False):
        assert above.y + above.height == below.y
    for row in picture.rows:
        for arrow in row.arrows:
            assert row.y < arrow.y < row.y + row.height - 17
    assert picture.rows[-1].y + picture.rows[-1].height < picture.height


def spoil_card(journal: Journal) -> None:
    journal.apdus[:] = journal.apdus[:2]
    journal.apdus[1] = type(journal.apdus[1])(
        step=3,
        command=bytes.fromhex("00200080042A2A2A2A"),
        response=b"\x63\xc2",
        meaning="照合",
        ms=0.1,
    )


def reject_file(journal: Journal) -> None:
    journal.files[1] = FileRecord(step=4, folder="res", name="x.err", content=b"")


def lose_answer(journal: Journal) -> None:
    del journal.files[1]


@pytest.mark.parametrize(
    ("spoil", "row", "answer"),
    [(spoil_card, 2, "63C2"), (reject_file, 3, ".err"), (lose_answer, 3, "")],
)
def test_refusal_is_drawn_as_one(
    made_up_journal: Journal,
    spoil: Callable[[Journal], None],
    row: int,
    answer: str,
) -> None:
    spoil(made_up_journal)

    arrow = draw(made_up_journal).rows[row].arrows[0]

    assert (arrow.bad, arrow.answer) == (True, answer)


def test_journal_without_steps_is_an_empty_picture() -> None:
    assert draw(Journal()).rows == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("短い", ("短い",)),
        ("あいうえおかき", ("あいうえお", "かき")),
        ("あいうえ「お」か", ("あいうえ「", "お」か")),
        ("あいうえお」か", ("あいうえお」", "か")),
        ("あいう OQSx", ("あいう", "OQSx")),
        ("あいうえおかきくけこさ", ("あいうえお", "かきくけ…")),
    ],
)
def test_words_are_broken_as_japanese_is(text: str, lines: tuple[str, ...]) -> None:
    assert wrap(text, units=5, lines=2) == lines
