"""Why a registration is refused: a stable code, and what the page says about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CALL_CENTRE = "0800-080-4583"
"""オンライン資格確認等コールセンター, as the ministry's leaflet prints it."""


class Reason(StrEnum):
    """Stable words; scripts, the app and the pages depend on them."""

    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    PHONE_CERTIFICATE_UNSUPPORTED = "phone_certificate_unsupported"
    SIGNATURE_INVALID = "signature_invalid"
    CHALLENGE_INVALID = "challenge_invalid"
    REVOCATION_UNAVAILABLE = "revocation_unavailable"
    INSURANCE_USE_NOT_REGISTERED = "insurance_use_not_registered"
    PERSON_UNKNOWN = "person_unknown"
    FUNCTION_DISABLED = "function_disabled"
    URL_UNKNOWN = "url_unknown"
    URL_WRONG_KIND = "url_wrong_kind"
    SESSION_EXPIRED = "session_expired"
    SERVER_ERROR = "server_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a refusal tells the people at the bedside; wording is the emulator's own,
    except where a fact sheet has the words of the real service."""

    heading: str
    message: str
    next_steps: tuple[str, ...]  # Each names who does it.
    status: int  # HTTP status of the page or answer.


class RefusedError(Exception):
    """The registration cannot go on; `reason` is the stable code."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


_FALLBACK = (
    "職員：カードで確認できないときは、資格確認書などで資格を確認してください。"
    "このことだけを理由に全額をご負担いただくことはありません。"
)

NOTICES: dict[Reason, Notice] = {
    Reason.CERTIFICATE_EXPIRED: Notice(
        heading="電子証明書の検証に失敗しました",
        message=(
            "電子証明書の検証に失敗しました。カードの電子証明書の有効期限が切れています。"
        ),
        next_steps=(
            "患者さん：お住まいの市区町村の窓口で電子証明書を更新してください。",
            _FALLBACK,
        ),
        status=403,
    ),
    Reason.CERTIFICATE_REVOKED: Notice(
        heading="電子証明書の検証に失敗しました",
        message="電子証明書の検証に失敗しました。このカードの電子証明書は失効しています。",
        next_steps=(
            "患者さん：お住まいの市区町村の窓口で、カードの状態を確かめてください。",
            _FALLBACK,
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
    Reason.PHONE_CERTIFICATE_UNSUPPORTED: Notice(
        heading="スマートフォンの電子証明書は使えません",
        message=(
            "スマートフォンのマイナンバーカードの電子証明書では、訪問先の受付は"
            "できません。"
        ),
        next_steps=(
            "患者さん：プラスチックのマイナンバーカードをかざしてください。",
            _FALLBACK,
        ),
        status=403,
    ),
    Reason.SIGNATURE_INVALID: Notice(
        heading="本人確認に失敗しました",
        message="カードの署名を確かめられませんでした。",
        next_steps=(
            "患者さん：もう一度、カードを読み取ってください。",
            _FALLBACK,
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
    Reason.REVOCATION_UNAVAILABLE: Notice(
        heading="ただいま電子証明書を確認できません",
        message=(
            "電子証明書の検証に失敗しました。失効していないかどうかの問い合わせに、"
            "正しい応答がありません。"
        ),
        next_steps=(
            "職員：しばらく時間をおいて、もう一度お試しください。",
            _FALLBACK,
        ),
        status=503,
    ),
    Reason.INSURANCE_USE_NOT_REGISTERED: Notice(
        heading="健康保険証利用の登録が済んでいません",
        message=(
            "このカードは、健康保険証としての利用登録がまだのため、受付を続けられません。"
        ),
        next_steps=(
            "患者さん：マイナポータルで健康保険証利用の登録をしてください。",
            "職員：登録のあと、はじめから受付をやり直してください。",
            _FALLBACK,
        ),
        status=403,
    ),
    Reason.PERSON_UNKNOWN: Notice(
        heading="資格情報が見つかりません",
        message="このカードの方は、このエミュレーターに登録されていません。",
        next_steps=(
            "職員：エミュレーターに、このカードの架空の患者を登録してください。",
            _FALLBACK,
        ),
        status=404,
    ),
    Reason.FUNCTION_DISABLED: Notice(
        heading="このページからは受け付けられません",
        message=(
            "この医療機関等では、この受付の機能が「利用する」に設定されていません。"
        ),
        next_steps=(
            "職員（管理者）：資格確認端末の「環境設定情報更新」で機能を「利用する」に"
            "変更し、ログインし直してください。",
        ),
        status=403,
    ),
    Reason.URL_UNKNOWN: Notice(
        heading="このURLは使えません",
        message="URLが正しくないか、変更される前の古いURLです。",
        next_steps=(
            "職員（管理者）：資格確認端末の「医療機関別URL取得・変更」で、"
            "新しい二次元コードを取得してください。",
        ),
        status=404,
    ),
    Reason.URL_WRONG_KIND: Notice(
        heading="URLの種類が違います",
        message="訪問診療等のURLとオンライン診療等のURLが取り違えられています。",
        next_steps=("職員：訪問先では「訪問診療等」の二次元コードを使ってください。",),
        status=404,
    ),
    Reason.SESSION_EXPIRED: Notice(
        heading="時間切れです",
        message="はじめてから15分たったため、この受付は終了しました。登録はされていません。",
        next_steps=("職員：お手数ですが、はじめから受付をやり直してください。",),
        status=410,
    ),
    Reason.SERVER_ERROR: Notice(
        heading="エラーが発生しました",
        message="このエミュレーターの中で思わぬエラーが起きました。登録はされていません。",
        next_steps=(
            "職員：もう一度お試しください。繰り返すときは、エミュレーターの記録（ログ）を"
            "確かめてください。",
        ),
        status=500,
    ),
}
