"""An APDU in words: what a command asked of the card and what the card said."""

from __future__ import annotations

from ..card.jpki import (
    AUTH_CA_CERTIFICATE,
    AUTH_CERTIFICATE,
    AUTH_KEY,
    AUTH_PIN,
    JPKI_AID,
)
from .card_place import NAMES, CardPlace, command_data

JPKI_FILES = {
    0x0001: "署名用電子証明書",
    0x0002: "署名用CA証明書",
    0x0006: "トークン情報",
    0x0008: "証明書の有無",
    AUTH_CERTIFICATE: "利用者証明用電子証明書",
    AUTH_CA_CERTIFICATE: "利用者証明用CA証明書",
    AUTH_KEY: "利用者証明用の秘密鍵",
    AUTH_PIN: "利用者証明用の暗証番号",
    0x001A: "署名用の秘密鍵",
    0x001B: "署名用パスワード",
}

STATUS_WORDS = {
    0x9000: "正常終了",
    0x6282: "ファイルの終わり",
    0x6300: "照合不一致",
    0x6581: "メモリ書き込み異常",
    0x6700: "長さが違う",
    0x6881: "論理チャネルは使えない",
    0x6882: "セキュアメッセージングは使えない",
    0x6981: "このファイルには使えないコマンド",
    0x6982: "照合が済んでいない",
    0x6983: "ロックされている",
    0x6984: "鍵が使えない（ロックされている）",
    0x6985: "使用条件が満たされていない",
    0x6986: "ファイルが選択されていない",
    0x69FC: "セキュアメッセージングのセッションがない",
    0x6A80: "データが正しくない",
    0x6A81: "この機能はない",
    0x6A82: "見つからない",
    0x6A83: "レコードがない",
    0x6A86: "P1・P2が正しくない",
    0x6A88: "参照データがない",
    0x6B00: "ファイルの範囲外",
    0x6D00: "知らないコマンド",
    0x6E00: "知らないクラス",
    0x6F00: "原因不明の異常",
}


def describe(command: bytes, response: bytes, *, at: CardPlace) -> str:
    """Tell one exchange in Japanese; *at* is where it stood before the command.

    Says nothing of the data, so that it may be shown masked or not.
    """
    return f"{_asked(command, at)} → {_answered(response)}"


def _asked(command: bytes, at: CardPlace) -> str:
    if len(command) < 4:
        return "短すぎるコマンド"
    cla, ins, p1, p2 = command[:4]
    match cla, ins:
        case 0x00, 0xA4:
            return _selecting(p1, command_data(command), at)
        case 0x00, 0x20:
            key = _file_name(_key_place(at, p2))
            if command_data(command):
                return f"{key}を照合"
            return f"{key}の残り回数を確認"
        case 0x00, 0xB0:
            return _reading(command, at)
        case 0x00, 0xB2:
            return f"レコード{p1}を読み取り"
        case 0x80, 0x2A:
            return f"{_file_name(_key_place(at, p2))}で署名を計算"
        case 0x00, 0x88:
            return "内部認証"
        case 0x00, 0x84:
            return "乱数を取得"
        case 0x00, 0xCA:
            return f"データオブジェクト{p1:02X}{p2:02X}を取得"
        case (0x00, 0x24) | (0x80, 0x32):
            return f"{_file_name(_key_place(at, p2))}を変更"
    return f"コマンド {cla:02X} {ins:02X}"


def _selecting(p1: int, data: bytes, at: CardPlace) -> str:
    if p1 == 0x04:
        return f"{NAMES.get(data, f'AP {data.hex().upper()}')}を選択"
    if p1 == 0x02:
        chosen = CardPlace(at.application, int.from_bytes(data, "big"))
        return f"{_file_name(chosen)}を選択"
    return "MFを選択"


def _reading(command: bytes, at: CardPlace) -> str:
    _, _, p1, p2 = command[:4]
    offset = p2 if p1 & 0x80 else p1 << 8 | p2
    return f"{_file_name(at.addressed_by(command))}を{offset}バイト目から読み取り"


def _key_place(at: CardPlace, p2: int) -> CardPlace:
    named = p2 & 0x1F
    return CardPlace(at.application, named) if named else at


def _file_name(place: CardPlace) -> str:
    if place.file is None:
        return "選択中のファイル"
    name = JPKI_FILES.get(place.file) if place.application == JPKI_AID else None
    number = f"EF {place.file:04X}"
    return number if name is None else f"{name}（{number}）"


def _answered(response: bytes) -> str:
    if len(response) < 2:
        return "応答なし"
    sw = int.from_bytes(response[-2:], "big")
    if sw & 0xFFF0 == 0x63C0:
        return f"残り{sw & 0xF}回（{sw:04X}）"
    length = len(response) - 2
    data = f"{length}バイト、" if length else ""
    return f"{data}{STATUS_WORDS.get(sw, '知らない応答')}（{sw:04X}）"
