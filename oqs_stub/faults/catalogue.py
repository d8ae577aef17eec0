"""Every fault the national side can have, by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from card_profiles.fault_parameters import Parameter, choice, seconds, times

from ..messages.catalogue import EXCHANGES
from .faces import TITLES, Face
from .parameters import NTH, RATE, choices, minutes, moment, names, phrase

LONGEST_HELD = 30.0
"""Seconds a web request is held at most: a worker waits with it."""

LONGEST_DELAY = 3600.0
"""Seconds an answer file is kept back at most: nobody waits with it."""


class Where(StrEnum):
    """What a fault is done to."""

    LINE = "回線と接続"
    DELIVERY = "答えの届き方"
    ANSWER = "答えの内容"
    RESPONDER = "失効情報（OCSP・CRL）"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultKind:
    """A kind of fault: its names, and what may be said about it."""

    name: str
    title: str
    """Its Japanese name; it may be written in place of `name`."""
    summary: str
    where: Where
    parameters: tuple[Parameter, ...]


def _begins_a_message(word: str) -> bool:
    return any(one.prefix.startswith(word) for one in EXCHANGES)


_ON = names(
    "on",
    "どの電文で起きるか（ファイル名の前の部分）",
    "OQSsiquc、OQSmuhvq02 など、電文の種別か、そのはじめ",
    text="すべて",
    can_be=_begins_a_message,
)
_PATIENT = names(
    "patient", "どの患者で起きるか", "患者のID（ペルソナ名）", text="誰でも"
)
_INSTITUTION = names(
    "institution",
    "どの医療機関等で起きるか",
    "医療機関コード10桁",
    text="どこでも",
    can_be=re.compile("[0-9]{10}").fullmatch,
)
_REGION = names("region", "どの地域で起きるか", "医療機関等の地域", text="どこでも")
_WHEN = (
    moment("from", "いつから（スタブの時計）", text="はじめから"),
    moment("to", "いつまで（この時刻には終わっている）", text="終わりなく"),
    minutes(
        "cut",
        "断続するとき、1回の長さ（everyと一緒に書く。いつ起きるかは種で決まる）",
        text="続けて",
    ),
    minutes("every", "断続するとき、何分に1回か", text="続けて"),
)
_PLACE = (_PATIENT, _INSTITUTION, _REGION, *_WHEN)


_APPS = (Face.APPGATE.value, Face.APP.value)


def _face(*default: str) -> Parameter:
    return choices("face", "どこで起きるか", tuple(TITLES), default)


def _often(default: int) -> tuple[Parameter, ...]:
    return (NTH, times(default), RATE)


def _message(*more: Parameter, often: int = 1) -> tuple[Parameter, ...]:
    return (*more, _ON, *_PLACE, *_often(often))


_WHICH = choice("which", "どちらで起きるか", (Face.OCSP, Face.CRL, "both"), "both")


def _responder(*more: Parameter) -> tuple[Parameter, ...]:
    return (*more, _WHICH, *_WHEN, *_often(0))


_KINDS = (
    FaultKind(
        name="outage",
        title="停止",
        summary="止まっていて、つながりません。マイナ在宅受付Webはメンテナンス中、端末の"
        "画面は通信エラー、フォルダーの要求は処理結果区分9になります。how=wait なら、"
        "フォルダーの要求はreqに残り、"
        "回復してから答えます（取り込み待ち）。",
        where=Where.LINE,
        parameters=(
            _face("institution"),
            choice("how", "フォルダーの要求をどうするか", ("error", "wait"), "error"),
            *_message(often=0),
        ),
    ),
    FaultKind(
        name="connection-error",
        title="通信エラー",
        summary="一度だけつながりません。マイナ在宅受付Webには「通信エラーが"
        "発生しました。」OQC-OWSE0900000 が表示されます。",
        where=Where.LINE,
        parameters=(_face("reception"), *_message()),
    ),
    FaultKind(
        name="congestion",
        title="混雑",
        summary="アプリに、混雑による「電子証明書の検証に失敗しました」"
        "（EI123-2303）-（MPA-IS-I05）が表示されます。時間をおけば通ります。",
        where=Where.LINE,
        parameters=(
            choices("face", "どのアプリで起きるか", _APPS, _APPS),
            *_PLACE,
            *_often(1),
        ),
    ),
    FaultKind(
        name="slow",
        title="遅い",
        summary="答えが遅れます。フォルダーではほかの要求を待たせません。",
        where=Where.LINE,
        parameters=(
            seconds(
                "seconds",
                f"遅れの秒数（画面とWebAPIでは{LONGEST_HELD:g}秒まで）",
                2.0,
                most=LONGEST_DELAY,
            ),
            _face("all"),
            *_message(often=0),
        ),
    ),
    FaultKind(
        name="broken-off",
        title="途中で切れる",
        summary="画面とWebAPIでは、答えの半分で接続が切れます。フォルダーでは、答えの"
        "ファイルが途中まで現れ、seconds 秒後に残りが書かれます。",
        where=Where.DELIVERY,
        parameters=(
            seconds(
                "seconds",
                "フォルダーで残りが書かれるまでの秒数",
                2.0,
                most=LONGEST_DELAY,
            ),
            _face("exchange"),
            *_message(),
        ),
    ),
    FaultKind(
        name="never",
        title="答えない",
        summary="フォルダーの要求が受け取られますが、答えのファイルは現れません。",
        where=Where.DELIVERY,
        parameters=_message(),
    ),
    FaultKind(
        name="duplicate",
        title="二重の答え",
        summary="フォルダーの答えが取り込まれた後、同じ名前でもう一度置かれます。",
        where=Where.DELIVERY,
        parameters=_message(),
    ),
    FaultKind(
        name="err",
        title="要求の拒否",
        summary="要求ファイルを、.err とともにresへ返します。",
        where=Where.ANSWER,
        parameters=_message(
            phrase("code", "コード", "STUB0602"),
            phrase("message", "メッセージ", "", text="codes.toml の文"),
        ),
    ),
    FaultKind(
        name="segment-9",
        title="異常終了",
        summary="処理結果区分9（異常終了）を返します。薬剤情報・特定健診情報では"
        "結果コードです。",
        where=Where.ANSWER,
        parameters=_message(
            phrase("code", "コード", "STUB0603"),
            phrase("message", "メッセージ", "", text="codes.toml の文"),
        ),
    ),
    FaultKind(
        name="status-2",
        title="個人のエラー",
        summary="処理結果状況2（エラー）を返します。一括の結果では、1人ずつです。",
        where=Where.ANSWER,
        parameters=_message(
            phrase("code", "コード", "STUB0604"),
            phrase("message", "メッセージ", "", text="codes.toml の文"),
        ),
    ),
    FaultKind(
        name="validity",
        title="別の資格有効性",
        summary="資格有効性を、value に置き換えます。4（該当資格なし）なら資格も"
        "返しません。一括の結果では、1人ずつです。",
        where=Where.ANSWER,
        parameters=_message(
            choice("value", "資格有効性", ("1", "2", "3", "4", "5", "6"), None),
            often=0,
        ),
    ),
    FaultKind(
        name="someone-else",
        title="他人の答え",
        summary="氏名・生年月日・番号などが、別の人のものになっています。一括の結果"
        "では、1人ずつです。",
        where=Where.ANSWER,
        parameters=_message(
            names("whose", "誰のものか", "ペルソナ名", text="taro（taroならhanako）"),
        ),
    ),
    FaultKind(
        name="wrong-echo",
        title="別の要求への答え",
        summary="任意のファイル識別子（と受付番号）が、別の要求のものになっています。",
        where=Where.ANSWER,
        parameters=_message(),
    ),
    FaultKind(
        name="processing",
        title="処理中",
        summary="一括の結果の要求（02）に、処理結果区分2（処理中）を返します。",
        where=Where.ANSWER,
        parameters=_message(),
    ),
    FaultKind(
        name="revocation-down",
        title="失効情報の停止",
        summary="OCSP・CRLが答えません（HTTP 503）。",
        where=Where.RESPONDER,
        parameters=_responder(),
    ),
    FaultKind(
        name="revocation-slow",
        title="失効情報の遅れ",
        summary="OCSP・CRLの答えが遅れます。5秒を超えると、確かめる側があきらめます。",
        where=Where.RESPONDER,
        parameters=_responder(seconds("seconds", "遅れの秒数", 2.0, most=LONGEST_HELD)),
    ),
    FaultKind(
        name="revocation-stale",
        title="古い失効情報",
        summary="正しく署名されていますが、nextUpdate（次の更新）を過ぎています。",
        where=Where.RESPONDER,
        parameters=_responder(),
    ),
    FaultKind(
        name="revocation-forged",
        title="失効情報の署名の誤り",
        summary="OCSP・CRLの署名が、発行者の鍵では検証できません。",
        where=Where.RESPONDER,
        parameters=_responder(),
    ),
    FaultKind(
        name="revocation-unknown",
        title="失効状態が不明",
        summary="OCSPが、その電子証明書を知らない（unknown）と答えます。CRLには"
        "起きません。",
        where=Where.RESPONDER,
        parameters=(*_WHEN, *_often(0)),
    ),
)

CATALOGUE: Mapping[str, FaultKind] = MappingProxyType({k.name: k for k in _KINDS})
"""Every kind of fault, in the order of the reference page."""
