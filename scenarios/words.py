"""The words that scenarios use for choices, reasons and results, and their codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from harness.msa.reasons import MSAReason
from harness.results import Reason

Code = TypeVar("Code", bound=str)  # Reason is one, too.

CONSENTS: Mapping[str, str] = {
    "薬剤情報": "YZK",
    "診療情報": "SRJ",
    "手術情報": "SHJ",
    "特定健診等情報": "TKK",
    "特定健診情報": "TKK",
    "特定疾病療養受療証情報": "TSR",
}
"""閲覧同意の種別（OQSCD036）。「特定健診情報」は「特定健診等情報」と同じ。"""

CONSENT_FLAGS: Mapping[str, str] = {
    "同意しない": "0",
    "同意する": "1",
    "同意有効期限切れ": "2",
}
"""同意区分（OQSCD016）。"""

VALIDITIES: Mapping[str, str] = {
    "有効": "1",
    "無効": "2",
    "無効（新しい資格あり）": "3",
    "該当資格なし": "4",
    "複数該当": "5",
    "有効（未登録）": "6",
}
"""資格有効性（OQSCD006）。"""

LAPSES: Mapping[str, str] = {
    "期限切れ": "0",
    "医療機関による取消し": "1",
    "患者による取消し": "2",
    "用途変更による取消し": "3",
}
"""同意有効期限切れ理由（OQSCD031）。"""

ANSWER_TRAITS: Mapping[str, str] = {
    "BOM": "\ufeff",
    "null": ": null",
    "知らない名前": '"StubFutureValue"',
}
"""What shows in a recorded answer of the WebAPI that it is written in another way."""

PRESCRIPTIONS: Mapping[str, str] = {"電子処方箋": "1", "紙の処方箋": "2"}
"""処方箋発行形態（OQSCD017）。"""

INSTITUTIONS = {
    "歯科診療所": "9930000014",
    "在宅クリニック": "9910000018",
    "薬局": "9940000012",
    "訪問看護ステーション": "9960000017",
}
"""Those of the default list that are operating."""

REASONS: Mapping[str, Reason | MSAReason] = {
    "暗証番号の間違い": Reason.PIN_WRONG,
    "暗証番号のロック": Reason.PIN_BLOCKED,
    "アプリでの取消し": Reason.CANCELLED,
    "カードの読み取り失敗": Reason.CARD_LOST,
    "マイナンバーカードではないカード": Reason.CARD_UNSUPPORTED,
    "電子証明書の有効期限切れ": Reason.CERTIFICATE_EXPIRED,
    "電子証明書の失効": Reason.CERTIFICATE_REVOKED,
    "電子証明書の検証失敗": Reason.CERTIFICATE_UNTRUSTED,
    "スマートフォンの電子証明書": Reason.PHONE_CERTIFICATE_UNSUPPORTED,
    "署名の不一致": Reason.SIGNATURE_INVALID,
    "健康保険証利用の登録なし": Reason.INSURANCE_USE_NOT_REGISTERED,
    "機能を利用していない": Reason.FUNCTION_DISABLED,
    "まだ始まっていない機能": Reason.FUNCTION_NOT_STARTED,
    "診療形態の誤り": Reason.VISIT_FORM_UNFIT,
    "受診予定日の経過": Reason.EXAMINATION_DATE_PAST,
    "受付URLの誤り": Reason.URL_UNKNOWN,
    "受付の時間切れ": Reason.SESSION_EXPIRED,
    "読み取りの時間切れ": Reason.CHALLENGE_EXPIRED,
    "別の端末の受付": Reason.OTHER_BROWSER,
    "通信エラー": Reason.CONNECTION_ERROR,
    "メンテナンス": Reason.MAINTENANCE,
    "検証の混雑": Reason.CERTIFICATE_CHECK_BUSY,
    "カードリーダーの未接続": Reason.READER_MISSING,
    "失効情報の応答なし": Reason.REVOCATION_UNAVAILABLE,
    "アクティベーションの誤り": MSAReason.ENROLMENT_REFUSED,
    "使用済みのコード": MSAReason.ACTIVATION_CODE_USED,
    "期限切れのコード": MSAReason.ACTIVATION_CODE_EXPIRED,
    "無効なコード": MSAReason.ACTIVATION_CODE_DISABLED,
    "無効な端末": MSAReason.DEVICE_DISABLED,
    "無効なユーザーID": MSAReason.ACCOUNT_DISABLED,
    "目視確認の開始前": MSAReason.VISUAL_CHECK_NOT_STARTED,
    "顔写真と本人の不一致": MSAReason.IDENTITY_MISMATCH,
}
"""登録が断られる理由（`visit.json` の `reason` と、マイナ資格確認アプリのもの）。"""


def code_of(word: str, words: Mapping[str, Code], *, what: str) -> Code:
    """Return the code behind a word of a scenario.

    Raises `AssertionError` listing the words that exist, for the tester who chose
    another.
    """
    assert word in words, (
        f"{what}「{word}」という言葉はありません。使える言葉: {'、'.join(words)}"
    )
    return words[word]


def word_of(code: str, words: Mapping[str, str]) -> str:
    """Return the word for a code that came back; an unknown code as it is."""
    known = {value: word for word, value in reversed(list(words.items()))}
    return known.get(code, f"不明な値 {code!r}")


def consent_codes(listed: str) -> frozenset[str]:
    """Return the codes of 「薬剤情報、診療情報」."""
    return frozenset(
        code_of(word.strip(), CONSENTS, what="同意の種別")
        for word in listed.split("、")
    )
