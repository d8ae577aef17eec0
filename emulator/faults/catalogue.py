"""Every fault a virtual card can have, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from card_profiles.fault_parameters import Parameter, choice, count, seconds, times

from .parameters import (
    LONGEST_SECONDS,
    NTH,
    RATE,
    REACHES,
    commands,
    hexadecimal,
    word,
)

APPLICATIONS = ("jpki", "visual", "support", "juki", "common")
KEYS = ("both", "auth", "sign")
DAMAGES = ("zero", "ff", "flip", "truncate", "empty", "missing")


class Where(StrEnum):
    """What a fault is done to."""

    LINK = "リーダーとの間"
    ANSWER = "カードの答え"
    CONTENT = "カードの中身"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """A kind of fault: its names, and what may be said about it."""

    name: str
    title: str
    """Its Japanese name; it may be written in place of `name`."""
    summary: str
    where: Where
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Several faults under one name."""

    name: str
    title: str
    summary: str
    faults: tuple[str, ...]
    source: str


_KEY = choice("key", "利用者証明用（auth）、署名用（sign）、その両方", KEYS, "both")

_KINDS = (
    FaultKind(
        name="pulled",
        title="カードが離れる",
        summary="カードがリーダーから離れます。before はコマンドが届く前（暗証番号の"
        "残り回数は減らない）、processed は処理した後で答える前（減っている）、"
        "answer は答えの途中です。",
        where=Where.LINK,
        parameters=(
            commands("any"),
            NTH,
            times(1),
            RATE,
            choice("when", "いつ離れるか", ("before", "processed", "answer"), "before"),
            count(
                "arrived", "answer のとき、届いたバイト数", None, least=0, text="半分"
            ),
            seconds(
                "back",
                "何秒後に戻るか（PC/SCのリーダーだけ）",
                None,
                most=LONGEST_SECONDS,
                text="戻らない",
            ),
        ),
    ),
    FaultKind(
        name="mute",
        title="無応答",
        summary="カードが答えず、リーダーがあきらめます。",
        where=Where.LINK,
        parameters=(
            commands("any"),
            NTH,
            times(1),
            RATE,
            seconds(
                "seconds", "リーダーがあきらめるまでの秒数", 5.0, most=LONGEST_SECONDS
            ),
            REACHES,
        ),
    ),
    FaultKind(
        name="reset",
        title="カードのリセット",
        summary="カードがリセットされ、暗証番号の照合は無効になります"
        "（SCARD_W_RESET_CARD）。かざし直せば使えます。",
        where=Where.LINK,
        parameters=(commands("any"), NTH, times(1), RATE, REACHES),
    ),
    FaultKind(
        name="protocol",
        title="プロトコルエラー",
        summary="リーダーがプロトコルの不一致で失敗します"
        "（SCARD_E_PROTO_MISMATCH）。かざし直せば使えます。",
        where=Where.LINK,
        parameters=(commands("any"), NTH, times(1), RATE, REACHES),
    ),
    FaultKind(
        name="late",
        title="応答の遅れ",
        summary="答えが遅れます。時間の上限を超える遅れは無応答になります。",
        where=Where.LINK,
        parameters=(
            commands("any"),
            NTH,
            times(0),
            RATE,
            seconds("seconds", "遅れの秒数", 1.0, most=LONGEST_SECONDS),
        ),
    ),
    FaultKind(
        name="sw",
        title="状態語の差し替え",
        summary="決めた状態語（ステータスワード）だけを答えます。",
        where=Where.ANSWER,
        parameters=(
            hexadecimal("sw", "答える状態語", None),
            commands("any"),
            NTH,
            times(1),
            RATE,
            REACHES,
        ),
    ),
    FaultKind(
        name="first-6f00",
        title="最初が6F00",
        summary="電源が入って最初のコマンドに6F00と答えます。実物で1枚だけ報告が"
        "あります。",
        where=Where.ANSWER,
        parameters=(hexadecimal("sw", "答える状態語", "6F00"), times(0)),
    ),
    FaultKind(
        name="verify-6983",
        title="照合が6983",
        summary="暗証番号の照合に6983と答えます。always はいつでも（カードには"
        "届きません）、blocked はロックされたときの6984の代わりです。",
        where=Where.ANSWER,
        parameters=(
            choice("when", "いつ答えるか", ("always", "blocked"), "always"),
            hexadecimal("sw", "答える状態語", "6983"),
            NTH,
            times(0),
            RATE,
        ),
    ),
    FaultKind(
        name="wrong-signature",
        title="署名の誤り",
        summary="署名のビットが反転しています。",
        where=Where.ANSWER,
        parameters=(
            commands("SIGN"),
            NTH,
            times(0),
            RATE,
            count("bits", "反転するビットの数", 1),
        ),
    ),
    FaultKind(
        name="wrong-key",
        title="別の鍵",
        summary="秘密鍵が証明書と対になっていません。",
        where=Where.CONTENT,
        parameters=(_KEY,),
    ),
    FaultKind(
        name="other-certificate",
        title="他人の証明書",
        summary="別の人の電子証明書が入っています。pair=yes なら秘密鍵もその人の"
        "もので、署名は検証できます。",
        where=Where.CONTENT,
        parameters=(
            _KEY,
            word("whose", "誰のものか", "ペルソナの名前", text="太郎（太郎なら花子）"),
            choice("pair", "秘密鍵もその人のものか", ("no", "yes"), "no"),
        ),
    ),
    FaultKind(
        name="corrupt-file",
        title="ファイルの破損",
        summary="ファイルが壊れています。zero、ff、flip は at から bytes バイトを0、"
        "FF、別の値にし、truncate は at で切ります。empty は空で、missing なら"
        "ファイルがありません。",
        where=Where.CONTENT,
        parameters=(
            choice("ap", "アプリケーション", APPLICATIONS, "jpki"),
            hexadecimal("ef", "ファイルの番号", None),
            choice("how", "どう壊れているか", DAMAGES, "flip"),
            count("at", "壊れはじめる位置", 0, least=0),
            count("bytes", "壊れているバイト数", 16),
        ),
    ),
)

CATALOGUE: Mapping[str, FaultKind] = MappingProxyType({k.name: k for k in _KINDS})
"""Every kind of fault, in the order of the reference page."""

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "field-rates": Profile(
            name="field-rates",
            title="実測の割合",
            summary="署名のおよそ100回に1回がカードのリセットで、1,000回に1回が"
            "プロトコルエラーで失敗します。",
            faults=("reset:on=SIGN,rate=0.01", "protocol:on=SIGN,rate=0.001"),
            source="普通の署名カードでの1人の測定: "
            "https://github.com/BMF-RKSV-Technik/at-registrierkassen-mustercode/issues/407",
        )
    }
)
"""Faults that go together."""
