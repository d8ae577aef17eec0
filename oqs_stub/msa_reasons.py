"""Why マイナ資格確認アプリ is refused: stable codes and what the app shows.

What concerns a card or the institution is refused as at マイナ在宅受付Web (`reasons`);
here is what only the app can meet. The wording is the emulator's own.
"""

from __future__ import annotations

from enum import StrEnum

from .notices import Notice


class MSAReason(StrEnum):
    """Stable words, beside those of `reasons.Reason`."""

    REQUEST_INVALID = "msa_request_invalid"
    ENROLMENT_REFUSED = "enrolment_refused"
    ENROLMENT_CLOSED = "enrolment_closed"
    ACTIVATION_CODE_USED = "activation_code_used"
    ACTIVATION_CODE_EXPIRED = "activation_code_expired"
    ACTIVATION_CODE_DISABLED = "activation_code_disabled"
    DEVICE_UNKNOWN = "device_unknown"
    DEVICE_DISABLED = "device_disabled"
    ACCOUNT_DISABLED = "account_disabled"
    VISUAL_CHECK_NOT_STARTED = "visual_check_not_started"
    VISIT_UNKNOWN = "msa_visit_unknown"
    VISIT_OVER = "msa_visit_over"
    PASSCODE_WRONG = "passcode_wrong"
    PASSCODE_EXPIRED = "passcode_expired"
    IDENTITY_MISMATCH = "identity_mismatch"
    IDENTITY_NOT_CONFIRMED = "identity_not_confirmed"
    CONSENT_MISSING = "consent_missing"
    CHALLENGE_INVALID = "challenge_invalid"  # As `reasons` has it; told otherwise.


class MSARefusedError(Exception):
    """The app cannot go on; `values` fill the places of its text in."""

    def __init__(self, reason: MSAReason, **values: str) -> None:
        super().__init__(" ".join((reason, *values.values())))
        self.reason = reason
        self.values = values


_ADMIN = "職員（管理者）：資格確認端末の「マイナ資格確認アプリ管理」で"
_AGAIN = "職員：アプリで、はじめから受付をやり直してください。"
_FALLBACK = (
    "職員：カードで確認できないときは、資格確認書などで資格を確認してください。"
    "このことだけを理由に全額をご負担いただくことはありません。"
)

MSA_NOTICES: dict[MSAReason, Notice] = {
    MSAReason.REQUEST_INVALID: Notice(
        heading="アプリの要求を読めません",
        message="{detail}",
        next_steps=("職員：アプリをはじめからやり直してください。",),
        status=400,
    ),
    MSAReason.ENROLMENT_REFUSED: Notice(
        heading="端末を登録できません",
        message=(
            "機関コード、ユーザーID、パスワード、アクティベーションコードのいずれかが"
            "違います。"
        ),
        next_steps=(
            "職員：入力した4つを確かめてください。ユーザーIDは、権限区分が"
            "「医療情報閲覧」のアカウントです。",
            _ADMIN + "コードを発行し直せます。",
        ),
        status=401,
    ),
    MSAReason.ENROLMENT_CLOSED: Notice(
        heading="端末の登録を止めています",
        message="登録の失敗が続いたため、このアカウントでの端末の登録を止めています。",
        next_steps=("職員：時間をおいてやり直してください。",),
        status=429,
    ),
    MSAReason.ACTIVATION_CODE_USED: Notice(
        heading="このコードは使用済みです",
        message="1つのアクティベーションコードで登録できる端末は1台です。",
        next_steps=(_ADMIN + "新しいコードを発行してください。",),
        status=403,
    ),
    MSAReason.ACTIVATION_CODE_EXPIRED: Notice(
        heading="このコードは有効期限切れです",
        message="アクティベーションコードの有効期限が過ぎています。",
        next_steps=(_ADMIN + "新しいコードを発行してください。",),
        status=403,
    ),
    MSAReason.ACTIVATION_CODE_DISABLED: Notice(
        heading="このコードは無効です",
        message="アクティベーションコードは無効化されています。",
        next_steps=(_ADMIN + "新しいコードを発行してください。",),
        status=403,
    ),
    MSAReason.DEVICE_UNKNOWN: Notice(
        heading="この端末は登録されていません",
        message="アプリを使う前に、端末の登録が必要です。",
        next_steps=("職員：アクティベーションコードで端末を登録してください。",),
        status=401,
    ),
    MSAReason.DEVICE_DISABLED: Notice(
        heading="この端末では利用できません",
        message="この端末のアクティベーションコードは無効化されました。",
        next_steps=(
            "職員：紛失した端末なら、見つけた人は医療機関等に届けてください。",
            _ADMIN + "新しいコードを発行し、登録し直してください。",
        ),
        status=403,
    ),
    MSAReason.ACCOUNT_DISABLED: Notice(
        heading="この端末では利用できません",
        message="この端末を登録したユーザーIDは、いまは使えません。",
        next_steps=(
            _ADMIN + "「アカウント管理」でユーザーIDを有効にするか、"
            "ほかのユーザーIDで端末を登録し直してください。",
        ),
        status=403,
    ),
    MSAReason.VISUAL_CHECK_NOT_STARTED: Notice(
        heading="目視確認は選べません",
        message="目視確認は、{since}から使えます。",
        next_steps=("職員：患者さんに、暗証番号での確認をお願いしてください。",),
        status=403,
    ),
    MSAReason.VISIT_UNKNOWN: Notice(
        heading="この受付はありません",
        message="この端末では始めていない受付です。",
        next_steps=(_AGAIN,),
        status=404,
    ),
    MSAReason.VISIT_OVER: Notice(
        heading="この受付は終わっています",
        message="はじめてから{minutes}分たったか、中止された受付です。",
        next_steps=(_AGAIN,),
        status=410,
    ),
    MSAReason.PASSCODE_WRONG: Notice(
        heading="目視確認用パスコードが違います",
        message="画面に表示されている6桁の数字を入力してください（あと{left}回）。",
        next_steps=("職員：パスコードを確かめて、入力し直してください。",),
        status=403,
    ),
    MSAReason.PASSCODE_EXPIRED: Notice(
        heading="目視確認用パスコードを使えません",
        message="パスコードが未取得か、使用済みか、取得から{minutes}分たっています。",
        next_steps=("職員：パスコードを取得し直してください。",),
        status=410,
    ),
    MSAReason.IDENTITY_MISMATCH: Notice(
        heading="登録を中止しました",
        message="カードの顔写真と本人が一致しないため、登録を中止しました。",
        next_steps=("職員：このカードで受付をしないでください。", _FALLBACK),
        status=403,
    ),
    MSAReason.IDENTITY_NOT_CONFIRMED: Notice(
        heading="本人の確認が済んでいません",
        message="目視確認では、カードを読み取る前に、職員が本人を確認します。",
        next_steps=(
            "職員：カードの顔写真と本人を見比べ、「顔写真と本人が一致」を選んでください。",
        ),
        status=409,
    ),
    MSAReason.CONSENT_MISSING: Notice(
        heading="同意の内容が選ばれていません",
        message="{detail}",
        next_steps=("患者さん：同意と処方箋の発行形態を選んでください。",),
        status=409,
    ),
    MSAReason.CHALLENGE_INVALID: Notice(
        heading="この読み取りは受け付けられません",
        message="この受付の読み取りは、すでに使われました。",
        next_steps=(
            "職員：同意の内容を確かめる画面に戻り、もう一度カードを読み取ってください。",
        ),
        status=409,
    ),
}
