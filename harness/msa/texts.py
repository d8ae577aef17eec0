"""What マイナ資格確認アプリ shows here; the official wordings are not public."""

from __future__ import annotations

ENROL = "端末の登録（アクティベーション）"
CHOOSE_CHECK = "本人確認の方法を選んでください"
VISUAL_CHECK = "カードの顔写真と本人を見比べてください"
PASSCODE = "目視確認用パスコード: {passcode}（{until}まで）"
CONSENTS = "同意の内容と処方箋の発行形態を選んでください"
ENTER_PIN = "暗証番号（数字4桁）を患者本人が入力してください"
HOLD_CARD = "マイナンバーカードをかざして「読み取り開始」を押してください"
RESULT = "資格情報"
READY = "受付を始められます"

PIN_SHAPE = (
    "暗証番号は半角数字4桁です。患者本人が入力し直してください。"
    "カードの残り回数は減っていません。"
)
PIN_WRONG = "暗証番号が違います。あと{tries}回間違えるとロックされます。"
PIN_BLOCKED = (
    "暗証番号がロックされているか、設定されていないカードです。"
    "職員：はじめからやり直し、「目視確認」を選べます。"
)
CARD_LOST = (
    "カードを読み取れませんでした。カードを動かさずにかざし、"
    "もう一度「読み取り開始」を押してください。"
)
NOT_A_MY_NUMBER_CARD = (
    "マイナンバーカードとして読み取れません。カードを確かめて、"
    "もう一度「読み取り開始」を押してください。"
)
CARD_UNSUPPORTED = (
    "このカードの利用者証明用電子証明書を利用できません。"
    "お住まいの市区町村の窓口に確認してください。"
)
CANCELLED = "受付をやめました。何も登録していません。"
UNREACHABLE = (
    "サーバーに接続できません（{address}）。通信環境を確かめて、やり直してください。"
)
CONFUSED = "サーバーの応答を理解できません（HTTP {status}）。"
