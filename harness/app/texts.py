"""What the app shows, in Japanese; the official wordings are mostly not public."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..ports import Lost

ENTER_PIN = (
    "利用者証明用電子証明書のパスワード（数字4桁）を患者本人が入力してください。"
)
PIN_SHAPE = (
    "パスワードは半角数字4桁です。患者本人が入力し直してください。"
    "カードの残り回数は減っていません。"
)
HOLD_CARD = "マイナンバーカードを端末にかざして「読み取り開始」を押してください。"
PIN_WRONG = "パスワードが違います。あと{tries}回間違えるとロックされます。"
PIN_BLOCKED = (
    "利用者証明用電子証明書のパスワードがロックされています。"
    "お住まいの市区町村の窓口でパスワードを初期化してください。"
    "今回は別の方法（資格確認書など）で資格を確認してください。"
)
CARD_READ = "カードを読み取りました。確認しています。カードを離してかまいません。"
_HOLD_AGAIN = "カードを動かさずにかざし、もう一度「読み取り開始」を押してください。"
CARD_LOST: Mapping[Lost, str] = MappingProxyType(
    {
        Lost.UNKNOWN: f"カードを読み取れませんでした。{_HOLD_AGAIN}",
        Lost.REMOVED: f"カードを読み取れませんでした。{_HOLD_AGAIN}",
        Lost.MUTE: f"カードが答えないため、読み取れませんでした。{_HOLD_AGAIN}",
        Lost.RESET: f"読み取り中にカードがリセットされました。{_HOLD_AGAIN}",
        Lost.PROTOCOL: f"カードとの通信が合わなくなりました。{_HOLD_AGAIN}",
    }
)
"""By how the card was lost, where the reader can tell."""
NOT_A_MY_NUMBER_CARD = (
    "マイナンバーカードとして読み取れません。"
    "カードを確かめて、もう一度「読み取り開始」を押してください。"
)
CARD_UNSUPPORTED = (
    "このカードの利用者証明用電子証明書を利用できません。"
    "お住まいの市区町村の窓口に確認してください。"
)
SIGNATURE_INVALID = (
    "カードの署名が、カードの電子証明書では検証できません。"
    "カードを確かめてください。サーバーには何も送っていません。"
)
READ_DONE = "読み取りが完了しました。ブラウザーに戻ってください。"
READ_DONE_ELSEWHERE = (
    "読み取りが完了しました。二次元コードを表示した端末の画面に戻ってください。"
)
READER_MISSING = (
    "汎用カードリーダーがつながっていないため、読み取りを開始できません。"
    "つないでから、もう一度「読み取り開始」を押してください。"
    "つなげないときは、スマートフォン（二次元コード）認証を使ってください。"
)
CANCELLED = "キャンセルしました。ブラウザーに戻ってやり直せます。"
SERVER_UNREACHABLE = (
    "サーバーに接続できません（{address}）。通信環境を確かめて、"
    "ブラウザーに戻ってやり直してください。"
)
SERVER_CONFUSED = (
    "サーバーの応答を理解できません（HTTP {status}）。"
    "ブラウザーに戻ってやり直してください。"
)
BAD_LAUNCH = "アプリを起動したURLが正しくありません: {detail}"
UNKNOWN_ORIGIN = (
    "知らないサーバー（{origin}）からの呼び出しなので中止しました。"
    "医療機関等のURLから開き直してください。"
)
