"""The official names of what is on a My Number Card: applications, files, keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..card.jpki import (
    AUTH_CA_CERTIFICATE,
    AUTH_CERTIFICATE,
    AUTH_KEY,
    AUTH_PIN,
    JPKI_AID,
)

CARD_FACE_AID: Final = bytes.fromhex("D3921000310001010402")  # 券面事項確認AP
INPUT_SUPPORT_AID: Final = bytes.fromhex("D3921000310001010408")  # 券面事項入力補助AP
RESIDENT_AID: Final = bytes.fromhex("D3921000310001010401")  # 住基AP
COMMON_AID: Final = bytes.fromhex("D3921000310001010100")  # 共通カードAP
ISSUER_DOMAIN_AID: Final = bytes.fromhex("A0000001510000")  # GlobalPlatform ISD

NAMES: Final[Mapping[bytes, str]] = {
    JPKI_AID: "公的個人認証AP",
    CARD_FACE_AID: "券面事項確認AP",
    INPUT_SUPPORT_AID: "券面事項入力補助AP",
    RESIDENT_AID: "住基AP",
    COMMON_AID: "共通カードAP",
    ISSUER_DOMAIN_AID: "発行者領域（ISD）",
}
"""The applications by their official names."""

FILES: Final[Mapping[bytes, Mapping[int, str]]] = {
    JPKI_AID: {
        0x0001: "署名用電子証明書",
        0x0002: "署名用CA証明書",
        0x0005: "用途が公開されていないファイル",
        0x0006: "トークン情報",
        0x0008: "証明書の有無",
        0x0009: "保護されたファイル",
        AUTH_CERTIFICATE: "利用者証明用電子証明書",
        AUTH_CA_CERTIFICATE: "利用者証明用CA証明書",
        0x0010: "用途が公開されていない鍵",
        0x0016: "特定機関認証の鍵",
        AUTH_KEY: "利用者証明用の秘密鍵",
        AUTH_PIN: "利用者証明用の暗証番号",
        0x001A: "署名用の秘密鍵",
        0x001B: "署名用パスワード",
    },
    CARD_FACE_AID: {
        0x0001: "年齢確認情報",
        0x0002: "券面情報",
        0x0003: "APの基本情報",
        0x0004: "券面の署名者の証明書（CVC）",
        0x0005: "個人番号の画像",
        0x0006: "未使用のファイル",
        0x0011: "生年月日の照合鍵",
        0x0012: "照合番号B",
        0x0013: "照合番号A",
        0x001A: "券面APの署名鍵",
    },
    INPUT_SUPPORT_AID: {
        0x0001: "個人番号",
        0x0002: "四情報",
        0x0003: "個人番号と四情報の署名",
        0x0004: "入力補助の署名者の証明書（CVC）",
        0x0005: "APの基本情報",
        0x0006: "セッション鍵を送るための公開鍵",
        0x0007: "署名鍵の公開鍵",
        0x0008: "未使用のファイル",
        0x0010: "用途が公開されていない鍵",
        0x0011: "入力補助用の暗証番号",
        0x0012: "使えない鍵",
        0x0013: "入力補助APの署名鍵",
        0x0014: "照合番号A",
        0x0015: "照合番号B",
    },
    RESIDENT_AID: {
        0x0002: "鍵の識別子",
        0x001C: "住民基本台帳用の暗証番号",
    },
    COMMON_AID: {
        0x0001: "カードの製造番号・市区町村・有効期限",
        0x0002: "鍵の識別子",
        0x0019: "内部認証の鍵",
        0x001C: "共通カードAPの暗証番号",
        0x001E: "用途が公開されていない鍵",
    },
}
"""Elementary files and keys by application and file id."""

DEFAULT_KEYS: Final[Mapping[bytes, int]] = {
    CARD_FACE_AID: 0x001A,
    INPUT_SUPPORT_AID: 0x0013,
}
"""The key that P2 = 00 of COMPUTE DIGITAL SIGNATURE means."""

DATA_OBJECTS: Final[Mapping[int, str]] = {
    0x0042: "発行者の鍵の識別子",
    0x0045: "カード識別番号",
    0x0066: "カード認識データ",
    0x00F0: "発行した市区町村のコード",
    0x00F2: "カードの有効期限",
    0x00F7: "中間の鍵の識別子",
    0x00F8: "上位の証明書（CVC）",
    0x5F51: "接触インターフェースのATR",
    0x7F21: "下位の証明書（CVC）",
}
"""What GET DATA gives at the MF level, by tag."""


def application_name(name: bytes) -> str:
    """Name an application by its DF name, or by the beginning of one."""
    known = NAMES.get(name)
    if known is not None:
        return known
    alike = [n for aid, n in NAMES.items() if name and aid.startswith(name)]
    said = f"AP {name.hex().upper()}"
    return f"{said}…（{'か'.join(alike)}）" if alike else said


def file_name(application: bytes | None, file: int | None) -> str:
    """Name a file or key of an application, with its id; None where it is unknown."""
    if file is None:
        return "選択中のファイル"
    name = FILES.get(application or b"", {}).get(file)
    number = f"EF {file:04X}"
    return number if name is None else f"{name}（{number}）"


def data_object_name(tag: int) -> str:
    """Name a GET DATA object by its tag."""
    name = DATA_OBJECTS.get(tag)
    number = f"データオブジェクト{tag:04X}"
    return number if name is None else f"{name}（{number}）"
