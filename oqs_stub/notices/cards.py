"""What is said where a card, or whose it is, stands against a registration."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..reasons import Reason
from .notice import FALLBACK, Notice

CARDS: Mapping[Reason, Notice] = MappingProxyType(
    {
        Reason.CERTIFICATE_EXPIRED: Notice(
            heading="電子証明書の検証に失敗しました",
            message=(
                "電子証明書の検証に失敗しました。カードの電子証明書の有効期限が切れています。"
            ),
            code="(EI123-2008)-(MPA-IS-I05)",
            next_steps=(
                "患者さん：お住まいの市区町村の窓口で電子証明書を更新してください。",
                FALLBACK,
            ),
            status=403,
        ),
        Reason.CERTIFICATE_REVOKED: Notice(
            heading="電子証明書の検証に失敗しました",
            message="電子証明書の検証に失敗しました。このカードの電子証明書は失効しています。",
            next_steps=(
                "患者さん：お住まいの市区町村の窓口で、カードの状態を確かめてください。",
                FALLBACK,
            ),
            status=403,
        ),
        Reason.CERTIFICATE_UNTRUSTED: Notice(
            heading="電子証明書の検証に失敗しました",
            message=(
                "電子証明書の検証に失敗しました。"
                "このエミュレーターの試験用認証局が発行したカードではありません。"
            ),
            next_steps=(
                "職員：このエミュレーターの仮想カードをかざしているか確かめてください。"
                "本物のマイナンバーカードは使えません。",
            ),
            status=403,
        ),
        Reason.CERTIFICATE_CHECK_BUSY: Notice(
            heading="電子証明書の検証に失敗しました",
            message=(
                "電子証明書の検証に失敗しました。ただいま混み合っています。"
                "カードに問題があるわけではありません。"
            ),
            next_steps=(
                "職員：しばらく時間をおいて、もう一度アプリを開いてください。",
                FALLBACK,
            ),
            status=503,
            code="(EI123-2303)-(MPA-IS-I05)",
        ),
        Reason.REVOCATION_UNAVAILABLE: Notice(
            heading="ただいま電子証明書を確認できません",
            message=(
                "電子証明書の検証に失敗しました。失効していないかどうかの問い合わせに、"
                "正しい応答がありません。"
            ),
            next_steps=(
                "職員：しばらく時間をおいて、もう一度お試しください。",
                FALLBACK,
            ),
            status=503,
        ),
        Reason.PHONE_CERTIFICATE_UNSUPPORTED: Notice(
            heading="スマートフォンの電子証明書は使えません",
            message=(
                "スマートフォンのマイナンバーカードの電子証明書では、訪問先の受付は"
                "できません。"
            ),
            next_steps=(
                "患者さん：プラスチックのマイナンバーカードをかざしてください。",
                FALLBACK,
            ),
            status=403,
        ),
        Reason.SIGNATURE_INVALID: Notice(
            heading="本人確認に失敗しました",
            message="カードの署名を確かめられませんでした。",
            next_steps=(
                "患者さん：もう一度、カードを読み取ってください。",
                FALLBACK,
            ),
            status=403,
        ),
        Reason.CHALLENGE_INVALID: Notice(
            heading="この読み取りは受け付けられません",
            message="すでに使われたか、別の受付の読み取りです。",
            next_steps=(
                "職員：「登録状況を確認する」で、登録が済んでいないか確かめてください。",
                "職員：済んでいなければ、確認画面からもう一度アプリを開いてください。",
            ),
            status=409,
        ),
        Reason.CHALLENGE_EXPIRED: Notice(
            heading="カードの読み取りに時間がかかりすぎました",
            message="アプリを開いてから時間がたったため、この読み取りは使えません。",
            next_steps=(
                "職員：確認画面に戻って、もう一度アプリを開いてください。",
                "患者さん：アプリで暗証番号を入力し、カードを読み取ってください。",
            ),
            status=409,
        ),
        Reason.INSURANCE_USE_NOT_REGISTERED: Notice(
            heading="健康保険証利用の登録が済んでいません",
            message=(
                "このカードは、健康保険証としての利用登録がまだのため、受付を続けられません。"
            ),
            next_steps=(
                "患者さん：マイナポータルで健康保険証利用の登録をしてください。",
                "職員：登録のあと、はじめから受付をやり直してください。",
                FALLBACK,
            ),
            status=403,
        ),
        Reason.PERSON_UNKNOWN: Notice(
            heading="資格情報が見つかりません",
            message="このカードの方は、このエミュレーターに登録されていません。",
            next_steps=(
                "職員：エミュレーターに、このカードの架空の患者を登録してください。",
                FALLBACK,
            ),
            status=404,
        ),
    }
)
