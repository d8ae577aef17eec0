"""What a status word means, also in the situation in which the card said it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Situation(StrEnum):
    """What had been asked when the card answered."""

    SELECT_APPLICATION = "select-application"
    SELECT_FILE = "select-file"
    SELECT_MF = "select-mf"
    VERIFY = "verify"
    TRIES = "tries"
    CHANGE = "change"
    READ = "read"
    RECORD = "record"
    SIGN = "sign"
    AUTHENTICATE = "authenticate"
    CHALLENGE = "challenge"
    DATA_OBJECT = "data-object"
    PUBLIC_KEY = "public-key"
    SESSION_KEY = "session-key"
    SECURED = "secured"
    OTHER = "other"


STATUS_WORDS: Final[Mapping[int, str]] = {
    0x9000: "正常終了",
    0x6281: "データが壊れているかもしれない",
    0x6282: "ファイルの終わり",
    0x6283: "選択したファイルは無効",
    0x6300: "照合不一致",
    0x6381: "ファイルがいっぱいになった",
    0x6400: "異常、内容は変わっていない",
    0x6581: "メモリ書き込み異常",
    0x66F1: "セキュリティーの異常",
    0x6700: "長さが違う",
    0x6881: "論理チャネルは使えない",
    0x6882: "セキュアメッセージングは使えない",
    0x6981: "このファイルには使えないコマンド",
    0x6982: "照合が済んでいない",
    0x6983: "ロックされている",
    0x6984: "鍵が使えない（ロックされている）",
    0x6985: "使用条件が満たされていない",
    0x6986: "ファイルが選択されていない",
    0x6987: "セキュアメッセージングのデータがない",
    0x6988: "セキュアメッセージングのデータが正しくない",
    0x69FC: "セキュアメッセージングのセッションがない",
    0x6A80: "データが正しくない",
    0x6A81: "この機能はない",
    0x6A82: "見つからない",
    0x6A83: "レコードがない",
    0x6A84: "空きがない",
    0x6A85: "長さとTLVの構造が合わない",
    0x6A86: "P1・P2が正しくない",
    0x6A87: "LcとP1・P2が合わない",
    0x6A88: "参照データがない",
    0x6B00: "ファイルの範囲外",
    0x6D00: "知らないコマンド",
    0x6E00: "知らないクラス",
    0x6F00: "原因不明の異常",
}

_IN_SITUATION: Final[Mapping[tuple[Situation, int], str]] = {
    (Situation.SELECT_APPLICATION, 0x6A82): "そのAPはない",
    (Situation.SELECT_FILE, 0x6A82): "そのEFはない",
    (Situation.SELECT_MF, 0x6A86): "APを選ぶ前なのでMFを選択できない",
    (Situation.SELECT_MF, 0x9000): "正常終了、選択中のAPはそのまま",
    (Situation.VERIFY, 0x6300): "不一致、回数に制限のない鍵",
    (Situation.VERIFY, 0x6700): "長さが違うため照合しなかった",
    (Situation.VERIFY, 0x6981): "選択中のEFは暗証番号ではない",
    (Situation.VERIFY, 0x6984): "ロックされているため照合しなかった",
    (Situation.VERIFY, 0x6A88): "その番号の鍵はない",
    (Situation.VERIFY, 0x9000): "一致",
    (Situation.TRIES, 0x6300): "回数に制限のない鍵",
    (Situation.TRIES, 0x9000): "すでに照合済み",
    (Situation.TRIES, 0x6984): "ロックされている",
    (Situation.CHANGE, 0x6982): "いまの暗証番号の照合が済んでいない",
    (Situation.CHANGE, 0x6A80): "新しい暗証番号の形式が違う",
    (Situation.READ, 0x6981): "鍵かレコードのEFなので読めない",
    (Situation.READ, 0x6982): "照合が済んでいないため読めない",
    (Situation.READ, 0x6A82): "そのEFはない",
    (Situation.READ, 0x6B00): "ファイルの終わりより先",
    (Situation.RECORD, 0x6981): "レコードのEFではない",
    (Situation.RECORD, 0x6982): "照合が済んでいないため読めない",
    (Situation.SIGN, 0x6700): "署名する値の長さが違う",
    (Situation.SIGN, 0x6982): "照合が済んでいないため署名できない",
    (Situation.SIGN, 0x6985): "署名する値の長さが違う",
    (Situation.SIGN, 0x6981): "選択中のEFは署名鍵ではない",
    (Situation.SIGN, 0x6A86): "知らない署名方式",
    (Situation.AUTHENTICATE, 0x6985): "この鍵は内部認証に使えない",
    (Situation.CHALLENGE, 0x6985): "拡張Leは使えない",
    (Situation.DATA_OBJECT, 0x6700): "大きいので拡張Leで尋ねる必要がある",
    (Situation.DATA_OBJECT, 0x6A88): "そのオブジェクトはここにない",
    (Situation.PUBLIC_KEY, 0x6700): "証明書の長さが違う",
    (Situation.SESSION_KEY, 0x66F1): "このAPにセッション鍵はない",
    (Situation.SESSION_KEY, 0x6982): "暗証番号の照合が済んでいない",
    (Situation.SESSION_KEY, 0x6A80): "復号した中身の形が違う",
    (Situation.SESSION_KEY, 0x6F00): "暗号文が公開鍵の法より大きい",
    (Situation.SESSION_KEY, 0x9000): "セッションを開始",
    (Situation.SECURED, 0x6988): "復号できない、セッションは終了",
    (Situation.SECURED, 0x6987): "MACを付ける形は使えない",
}


def status_in_words(sw: int, situation: Situation = Situation.OTHER) -> str:
    """Tell a status word in Japanese, without the word itself."""
    if sw & 0xFFF0 == 0x63C0:
        return _tries(sw & 0xF, situation)
    words = _IN_SITUATION.get((situation, sw)) or STATUS_WORDS.get(sw)
    if words is not None:
        return words
    if sw >> 8 == 0x61:
        return f"続きが{sw & 0xFF or 256}バイトある"
    if sw >> 8 == 0x6C:
        return f"Leは{sw & 0xFF or 256}が正しい"
    return "知らない応答"


def _tries(left: int, situation: Situation) -> str:
    if situation is Situation.TRIES:
        return f"残り{left}回" if left else "残り0回、ロックされている"
    if situation in (Situation.VERIFY, Situation.OTHER, Situation.SECURED):
        return f"不一致、残り{left}回" if left else "不一致、残り0回でロックされた"
    return f"残り{left}回"
