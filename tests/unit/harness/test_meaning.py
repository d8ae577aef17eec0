"""Every exchange with the card is told in words."""

from __future__ import annotations

import pytest

from harness.card.jpki import JPKI_AID
from harness.trace.card_place import CardPlace
from harness.trace.meaning import describe

JPKI = CardPlace(JPKI_AID, None)
AT_PIN = CardPlace(JPKI_AID, 0x0018)


@pytest.mark.parametrize(
    ("command", "response", "at", "words"),
    [
        pytest.param(
            "00A4040C0AD392F000260100000001", "9000", CardPlace(),
            "公的個人認証APを選択 → 正常終了（9000）", id="select-ap",
        ),
        pytest.param(
            "00A4040C02AABB", "6A82", CardPlace(),
            "AP AABBを選択 → 見つからない（6A82）", id="select-unknown-ap",
        ),
        pytest.param(
            "00A4020C020018", "9000", JPKI,
            "利用者証明用の暗証番号（EF 0018）を選択 → 正常終了（9000）",
            id="select-ef",
        ),
        pytest.param(
            "00200080042A2A2A2A", "63C2", AT_PIN,
            "利用者証明用の暗証番号（EF 0018）を照合 → 残り2回（63C2）", id="verify",
        ),
        pytest.param(
            "00200080", "63C3", AT_PIN,
            "利用者証明用の暗証番号（EF 0018）の残り回数を確認 → 残り3回（63C3）",
            id="tries",
        ),
        pytest.param(
            "00B0010004", "010203049000", CardPlace(JPKI_AID, 0x000A),
            "利用者証明用電子証明書（EF 000A）を256バイト目から読み取り"
            " → 4バイト、正常終了（9000）",
            id="read",
        ),
        pytest.param(
            "00B0860000", "019000", JPKI,
            "トークン情報（EF 0006）を0バイト目から読み取り"
            " → 1バイト、正常終了（9000）",
            id="read-by-short-identifier",
        ),
        pytest.param(
            "802A00970100", "6982", JPKI,
            "利用者証明用の秘密鍵（EF 0017）で署名を計算 → 照合が済んでいない（6982）",
            id="sign-by-short-identifier",
        ),
        pytest.param(
            "00FE0000", "6D00", JPKI,
            "コマンド 00 FE → 知らないコマンド（6D00）", id="unknown-instruction",
        ),
        pytest.param(
            "00", "6700", JPKI,
            "短すぎるコマンド → 長さが違う（6700）", id="short",
        ),
        pytest.param(
            "00FE0000", "6FAB", JPKI,
            "コマンド 00 FE → 知らない応答（6FAB）", id="sw",
        ),
        pytest.param("00FE0000", "", JPKI, "コマンド 00 FE → 応答なし", id="no-answer"),
    ],
)  # fmt: skip
def test_an_exchange_is_told_in_words(
    command: str, response: str, at: CardPlace, words: str
) -> None:
    told = describe(bytes.fromhex(command), bytes.fromhex(response), at=at)

    assert told == words
