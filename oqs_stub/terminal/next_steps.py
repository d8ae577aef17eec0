"""What staff do next, for each 資格有効性 and for what a record warns of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..messages.record import EligibilityRecord
from ..rules.eligibility import Validity

_OTHER_PROOF = (
    "患者：マイナポータルの資格情報画面、または資格情報のお知らせとカードを見せてください。"
    "カードがなければ資格確認書を見せてください。",
    "職員：どれもないときは、患者さんに被保険者資格申立書を書いてもらいます。"
    "資格を確認できないことだけを理由に10割負担にはしません。",
)

NEXT_STEPS: Mapping[str, Sequence[str]] = {
    Validity.VALID: (
        "職員：氏名と生年月日を患者さんと確かめ、資格情報をカルテ（レセコン）に写します。",
    ),
    Validity.INVALID: (
        "職員：この資格は無効です。新しい保険に入っていないか、患者さんに聞いてください。",
        *_OTHER_PROOF,
    ),
    Validity.REPLACED: (
        "職員：前の保険の番号です。新しい資格があります。新しい番号を患者さんに聞き、"
        "その番号で資格確認し直してください。",
        "職員：カルテ（レセコン）の保険を新しいものに直します。",
    ),
    Validity.NOT_FOUND: (
        "職員：保険者番号・記号・番号・枝番・生年月日を見直し、もう一度照会してください。",
        "職員：入ったばかりの保険は、まだ登録されていないことがあります。",
        *_OTHER_PROOF,
    ),
    Validity.AMBIGUOUS: (
        "職員：同じ番号の人が複数います。生年月日と氏名で本人を選んでください。",
        "職員：枝番が分かれば、枝番を入力して照会し直すと一人に決まります。",
    ),
    Validity.UNREGISTERED: (
        "職員：医療扶助は有効ですが、今月の医療券・調剤券が登録されていません"
        "（未委託・未登録）。福祉事務所に確かめてください。",
        "職員：登録は毎月15日ごろまでかかることがあります。日を置いて確かめてください。",
    ),
}

NOBODY_TO_CHOOSE = (
    "職員：同じ番号の人が複数います。枝番を入力して照会し直してください。",
)
"""At 複数該当 where the rules let no candidate be shown."""

BY_CARD: Mapping[str, Sequence[str]] = {
    **NEXT_STEPS,
    Validity.NOT_FOUND: (
        "職員：カードの人の保険が見つかりません。入ったばかりの保険は、まだ登録されていない"
        "ことがあります。",
        "職員：医療扶助の人なら、「環境設定情報更新」の医療扶助関連項目が「利用する」か、"
        "管理者に確かめてください。",
        *_OTHER_PROOF,
    ),
}
"""The same where a card was read, and nobody typed numbers."""

_DEAD = "01"  # 資格喪失事由, OQSCD008.


def warnings(record: EligibilityRecord) -> list[str]:
    """What in one record asks for a second look."""
    found = []
    if record.ReasonOfLoss == _DEAD:
        found.append("資格喪失事由が死亡です。再照会を終了してください。")
    change = getattr(record, "QualificationChange", None)
    if change == "1":
        found.append(
            "同意を得たときと資格情報が変わっています（不一致）。"
            "カルテ（レセコン）の保険を確かめてください。"
        )
    listed = record.PublicExpenseResultList
    for ticket in () if listed is None else listed.MedicalTicketInfo:
        if ticket.DesignatedMedicalInstitutionFlag == "1":
            found.append(
                "この医療券・調剤券は、ほかの医療機関等のものです（指定医療機関の不一致）。"
                "福祉事務所に確かめてください。"
            )
        if ticket.ConsistencyFlag == "1":
            found.append(
                "社会保険状況が一致しません。加入している保険を確かめてください。"
            )
    return found
