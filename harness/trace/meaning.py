"""An APDU in words: what a command asked of the card and what the card said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .card_names import (
    DEFAULT_KEYS,
    application_name,
    data_object_name,
    file_name,
)
from .card_place import CardPlace, command_data, is_secured
from .status_words import Situation, status_in_words

_SCHEMES: Final[Mapping[int, str]] = {
    0x00: "",
    0x01: "（カードがSHA-256、DigestInfoなし）",
    0x02: "（ハッシュ値から、PKCS#1）",
    0x03: "（カードがSHA-256、PKCS#1）",
    0x04: "（ハッシュ値から、PSS）",
    0x05: "（カードがSHA-256、PSS）",
}
_COMMANDS: Final[Mapping[tuple[int, int], str]] = {
    (0x00, 0x2C): "残り回数を戻す",
    (0x00, 0x82): "外部認証",
    (0x00, 0xC0): "応答の続きを取得",
    (0x00, 0x22): "セキュリティー環境を設定",
    (0x80, 0x06): "全レコードを消去",
    (0x80, 0x50): "DFをロック",
    (0x80, 0x52): "DFのロックを解除",
    (0x80, 0x54): "鍵のロックを解除",
    (0x80, 0x8A): "属性を管理",
    (0x80, 0xFC): "最後のコマンドであることを知らせる",
}
_INSTRUCTIONS: Final[Mapping[int, str]] = {
    0xA4: "選択",
    0x20: "照合",
    0x24: "暗証番号の変更",
    0x2A: "署名",
    0xB0: "読み取り",
    0xB2: "レコードの読み取り",
}


def describe(command: bytes, response: bytes, *, at: CardPlace) -> str:
    """Tell one exchange in Japanese; *at* is where it stood before the command.

    Says nothing of the data, so that it may be shown masked or not.
    """
    return f"{asked(command, at=at)} → {answered(command, response)}"


def asked(command: bytes, *, at: CardPlace) -> str:
    """Tell what *command* asks of the card."""
    if len(command) < 4:
        return "短すぎるコマンド"
    cla, ins, p1, p2 = command[:4]
    if is_secured(cla):
        what = _INSTRUCTIONS.get(ins, f"コマンド {ins:02X}")
        return f"セキュアメッセージングで{what}（中身は暗号化されている）"
    match cla, ins:
        case 0x00, 0xA4:
            return _selecting(command, at)
        case 0x00, 0x20:
            key = _key_name(at, p2)
            return f"{key}を照合" if command_data(command) else f"{key}の残り回数を確認"
        case (0x00, 0x24) | (0x80, 0x32):
            return f"{_key_name(at, p2)}を変更"
        case 0x00, 0xB0:
            return _reading(command, at)
        case 0x00, 0xB2:
            place = at.addressed_by(command)
            return f"{_name(place)}のレコード{p1}を読み取り"
        case 0x80, 0x2A:
            how = _SCHEMES.get(p1, f"（知らない方式 P1={p1:02X}）")
            return f"{_key_name(at, p2)}で署名を計算{how}"
        case 0x00, 0x88:
            return f"{_key_name(at, p2)}で内部認証"
        case 0x00, 0x84:
            return "乱数を取得"
        case 0x00, 0xCA:
            return f"{data_object_name(p1 << 8 | p2)}を取得"
        case 0x80, 0xA2:
            return "特定機関の証明書を提示（SET PUBLIC IC KEY）"
        case 0x80, 0xAE:
            return "セッション鍵を設定（SET SESSION KEY、鍵は隠す）"
    return _COMMANDS.get((cla, ins), f"コマンド {cla:02X} {ins:02X}")


def answered(command: bytes, response: bytes) -> str:
    """Tell what the card answered to *command*, in its situation."""
    if len(response) < 2:
        return "応答なし"
    sw = int.from_bytes(response[-2:], "big")
    length = len(response) - 2
    data = f"{length}バイト、" if length else ""
    return f"{data}{status_in_words(sw, situation(command))}（{sw:04X}）"


def situation(command: bytes) -> Situation:
    """Tell what kind of thing *command* asks."""
    if len(command) < 4:
        return Situation.OTHER
    cla, ins, p1, _ = command[:4]
    if is_secured(cla):
        return Situation.SECURED
    match cla, ins:
        case 0x00, 0xA4:
            return {
                0x04: Situation.SELECT_APPLICATION,
                0x02: Situation.SELECT_FILE,
            }.get(
                p1,
                Situation.SELECT_MF if not command_data(command) else Situation.OTHER,
            )
        case 0x00, 0x20:
            return Situation.VERIFY if command_data(command) else Situation.TRIES
        case (0x00, 0x24) | (0x80, 0x32):
            return Situation.CHANGE
    return _SITUATIONS.get((cla, ins), Situation.OTHER)


_SITUATIONS: Final[Mapping[tuple[int, int], Situation]] = {
    (0x00, 0xB0): Situation.READ,
    (0x00, 0xB2): Situation.RECORD,
    (0x80, 0x2A): Situation.SIGN,
    (0x00, 0x88): Situation.AUTHENTICATE,
    (0x00, 0x84): Situation.CHALLENGE,
    (0x00, 0xCA): Situation.DATA_OBJECT,
    (0x80, 0xA2): Situation.PUBLIC_KEY,
    (0x80, 0xAE): Situation.SESSION_KEY,
}


def _selecting(command: bytes, at: CardPlace) -> str:
    p1, p2, data = command[2], command[3], command_data(command)
    if p1 == 0x04:
        following = "次の" if p2 & 0x03 == 0x02 else ""
        return f"{following}{application_name(data)}を選択"
    if p1 == 0x02:
        return f"{file_name(at.application, int.from_bytes(data, 'big'))}を選択"
    if data:
        return f"ファイル{data.hex().upper()}を選択"
    return "MFを選択"


def _reading(command: bytes, at: CardPlace) -> str:
    p1, p2 = command[2:4]
    offset = p2 if p1 & 0x80 else p1 << 8 | p2
    return f"{_name(at.addressed_by(command))}を{offset}バイト目から読み取り"


def _key_name(at: CardPlace, p2: int) -> str:
    """Name the key that a P2 means: 00 the default, 80 the current one, or by SFI."""
    named = p2 & 0x1F
    if p2 == 0x00:
        return file_name(at.application, DEFAULT_KEYS.get(at.application or b""))
    return file_name(at.application, named or at.file)


def _name(place: CardPlace) -> str:
    return file_name(place.application, place.file)
