"""Every exchange with the card is told in words."""

from __future__ import annotations

import pytest

from harness.card.jpki import JPKI_AID
from harness.trace.card_names import (
    CARD_FACE_AID,
    COMMON_AID,
    INPUT_SUPPORT_AID,
    RESIDENT_AID,
)
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
            "AP AABBを選択 → そのAPはない（6A82）", id="select-unknown-ap",
        ),
        pytest.param(
            "00A4020C020018", "9000", JPKI,
            "利用者証明用の暗証番号（EF 0018）を選択 → 正常終了（9000）",
            id="select-ef",
        ),
        pytest.param(
            "00200080042A2A2A2A", "63C2", AT_PIN,
            "利用者証明用の暗証番号（EF 0018）を照合 → 不一致、残り2回（63C2）",
            id="verify",
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
            "利用者証明用の秘密鍵（EF 0017）で署名を計算"
            " → 照合が済んでいないため署名できない（6982）",
            id="sign-by-short-identifier",
        ),
        pytest.param(
            "00A4040C0AD3921000310001010402", "9000", CardPlace(),
            "券面事項確認APを選択 → 正常終了（9000）", id="card-face",
        ),
        pytest.param(
            "00A4040C07A0000001510000", "9000", JPKI,
            "発行者領域（ISD）を選択 → 正常終了（9000）", id="issuer-domain",
        ),
        pytest.param(
            "00A4040C03D39210", "9000", CardPlace(),
            "AP D39210…（券面事項確認APか券面事項入力補助APか住基APか"
            "共通カードAP）を選択 → 正常終了（9000）",
            id="beginning-of-a-name",
        ),
        pytest.param(
            "00A4040E0AD3921000310001010402", "6A82", CardPlace(),
            "次の券面事項確認APを選択 → そのAPはない（6A82）", id="next-one",
        ),
        pytest.param(
            "00A40000", "6A86", CardPlace(),
            "MFを選択 → APを選ぶ前なのでMFを選択できない（6A86）", id="mf",
        ),
        pytest.param(
            "00A40000023F00", "6A82", JPKI,
            "ファイル3F00を選択 → 見つからない（6A82）", id="mf-by-id",
        ),
        pytest.param(
            "00A4020C020099", "6A82", JPKI,
            "EF 0099を選択 → そのEFはない（6A82）", id="absent-file",
        ),
        pytest.param(
            "002000930C2A2A2A2A2A2A2A2A2A2A2A2A", "6984", CardPlace(CARD_FACE_AID),
            "照合番号A（EF 0013）を照合 → ロックされているため照合しなかった（6984）",
            id="number-a-by-short-identifier",
        ),
        pytest.param(
            "00200092", "63C0", CardPlace(INPUT_SUPPORT_AID),
            "使えない鍵（EF 0012）の残り回数を確認"
            " → 残り0回、ロックされている（63C0）",
            id="blocked-key",
        ),
        pytest.param(
            "00200080", "6300", CardPlace(COMMON_AID, 0x001E),
            "用途が公開されていない鍵（EF 001E）の残り回数を確認"
            " → 回数に制限のない鍵（6300）",
            id="no-limit",
        ),
        pytest.param(
            "0024018004 2A2A2A2A", "6982", CardPlace(INPUT_SUPPORT_AID, 0x0011),
            "入力補助用の暗証番号（EF 0011）を変更"
            " → いまの暗証番号の照合が済んでいない（6982）",
            id="change-reference-data",
        ),
        pytest.param(
            "8032008004 2A2A2A2A", "9000", CardPlace(RESIDENT_AID, 0x001C),
            "住民基本台帳用の暗証番号（EF 001C）を変更 → 正常終了（9000）",
            id="change-key",
        ),
        pytest.param(
            "00B2010C00", "01029000", CardPlace(COMMON_AID),
            "カードの製造番号・市区町村・有効期限（EF 0001）のレコード1を読み取り"
            " → 2バイト、正常終了（9000）",
            id="record",
        ),
        pytest.param(
            "00B0810000", "6982", CardPlace(INPUT_SUPPORT_AID),
            "個人番号（EF 0001）を0バイト目から読み取り"
            " → 照合が済んでいないため読めない（6982）",
            id="my-number-unverified",
        ),
        pytest.param(
            "00B0080000", "6B00", CardPlace(JPKI_AID, 0x0002),
            "署名用CA証明書（EF 0002）を2048バイト目から読み取り"
            " → ファイルの終わりより先（6B00）",
            id="past-the-end",
        ),
        pytest.param(
            "802A00000100", "01029000", CardPlace(INPUT_SUPPORT_AID),
            "入力補助APの署名鍵（EF 0013）で署名を計算 → 2バイト、正常終了（9000）",
            id="default-key",
        ),
        pytest.param(
            "802A0580 01 00 00", "6986", JPKI,
            "選択中のファイルで署名を計算（カードがSHA-256、PSS）"
            " → ファイルが選択されていない（6986）",
            id="pss",
        ),
        pytest.param(
            "802A0697 01 00 00", "6A86", JPKI,
            "利用者証明用の秘密鍵（EF 0017）で署名を計算（知らない方式 P1=06）"
            " → 知らない署名方式（6A86）",
            id="unknown-scheme",
        ),
        pytest.param(
            "0088009908 0102030405060708 00", "6985", CardPlace(CARD_FACE_AID),
            "EF 0019で内部認証 → この鍵は内部認証に使えない（6985）",
            id="internal-authenticate",
        ),
        pytest.param(
            "0084000008", "01029000", CardPlace(),
            "乱数を取得 → 2バイト、正常終了（9000）", id="challenge",
        ),
        pytest.param(
            "00CA00F200", "6A88", JPKI,
            "カードの有効期限（データオブジェクト00F2）を取得"
            " → そのオブジェクトはここにない（6A88）",
            id="get-data",
        ),
        pytest.param(
            "00CA00F800", "6700", CardPlace(),
            "上位の証明書（CVC）（データオブジェクト00F8）を取得"
            " → 大きいので拡張Leで尋ねる必要がある（6700）",
            id="large-object",
        ),
        pytest.param(
            "80A200C100", "6700", JPKI,
            "特定機関の証明書を提示（SET PUBLIC IC KEY） → 証明書の長さが違う（6700）",
            id="set-public-ic-key",
        ),
        pytest.param(
            "80AE0000022A2A00", "66F1", CardPlace(CARD_FACE_AID),
            "セッション鍵を設定（SET SESSION KEY、鍵は隠す）"
            " → このAPにセッション鍵はない（66F1）",
            id="set-session-key",
        ),
        pytest.param(
            "08200080052A2A2A2A2A", "6988", CardPlace(INPUT_SUPPORT_AID, 0x0011),
            "セキュアメッセージングで照合（中身は暗号化されている）"
            " → 復号できない、セッションは終了（6988）",
            id="secured",
        ),
        pytest.param(
            "08B00000052A2A2A2A2A00", "69FC", CardPlace(INPUT_SUPPORT_AID),
            "セキュアメッセージングで読み取り（中身は暗号化されている）"
            " → セキュアメッセージングのセッションがない（69FC）",
            id="secured-without-session",
        ),
        pytest.param(
            "80FC0000", "6700", JPKI,
            "最後のコマンドであることを知らせる → 長さが違う（6700）", id="last",
        ),
        pytest.param(
            "00C0000010", "6104", JPKI,
            "応答の続きを取得 → 続きが4バイトある（6104）", id="more-data",
        ),
        pytest.param(
            "00B0000010", "6C20", JPKI,
            "選択中のファイルを0バイト目から読み取り → Leは32が正しい（6C20）",
            id="wrong-le",
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
