"""What codes and drivers are called on a report, in the words of a Japanese clinic."""

from __future__ import annotations

from collections.abc import Mapping

VALIDITY: Mapping[str, str] = {  # 資格有効性, OQSCD006.
    "1": "有効",
    "2": "無効",
    "3": "無効（新しい資格あり）",
    "4": "該当資格なし",
    "5": "複数該当",
    "6": "有効（未登録）",
}
CLASSIFICATION: Mapping[str, str] = {  # 被保険者証区分, OQSCD010.
    "01": "一般",
    "02": "退職",
    "03": "短期（一般）",
    "04": "短期（退職）",
    "05": "特別療養費支給対象者",
    "06": "特例退職",
    "07": "自衛官",
    "A1": "医療扶助",
}
REASON_OF_LOSS: Mapping[str, str] = {  # 資格喪失事由, OQSCD008.
    "01": "死亡",
    "02": "生活保護受給開始",
    "03": "医療保険等の資格取得",
    "99": "その他",
}
CONSENT_KIND: Mapping[str, str] = {  # 閲覧同意情報種別, OQSCD036.
    "YZK": "薬剤情報",
    "SRJ": "診療情報",
    "SHJ": "手術情報",
    "TKK": "特定健診等情報",
    "TSR": "特定疾病療養受療証情報",
}
CONSENT_FLAG: Mapping[str, str] = {  # 同意区分, OQSCD016.
    "0": "同意なし",
    "1": "同意あり",
    "2": "同意有効期限切れ",
    "3": "同意取得困難",
}
PRESCRIPTION: Mapping[str, str] = {  # 処方箋発行形態, OQSCD017.
    "1": "電子処方箋",
    "2": "紙の処方箋",
}
CHANGED: Mapping[str, str] = {"0": "変更なし", "1": "変更あり"}  # OQSCD032.
TICKET: Mapping[str, str] = {"01": "医療券", "02": "調剤券"}  # OQSCD018.
TREATMENT: Mapping[str, str] = {  # 診療別, OQSCD019.
    "01": "入院",
    "02": "入院外",
    "03": "歯科",
    "04": "調剤",
    "05": "訪問看護",
}

REASON: Mapping[str, tuple[str, str]] = {
    "pin_wrong": (
        "暗証番号が違います",
        "患者本人が正しい4桁を入れ直してください。3回続けて間違えるとロックされます。",
    ),
    "pin_blocked": (
        "暗証番号がロックされています",
        "住民票のある市区町村の窓口などで初期化が必要です。"
        "今回は別の方法で資格を確認してください。",
    ),
    "cancelled": (
        "アプリで中止されました",
        "患者の意思を確かめ、必要なら同意登録をはじめからやり直してください。",
    ),
    "card_lost": (
        "読み取りの途中でカードが離れました",
        "カードを動かさずに、もう一度かざしてください。",
    ),
    "card_unsupported": (
        "読み取れないカードです",
        "マイナンバーカードであることを確かめてください。",
    ),
    "certificate_expired": (
        "電子証明書の有効期限が切れています",
        "住民票のある市区町村の窓口で更新が必要です。",
    ),
    "certificate_revoked": (
        "電子証明書が失効しています",
        "患者に事情を確かめ、市区町村の窓口を案内してください。",
    ),
    "certificate_untrusted": (
        "信頼できない電子証明書です",
        "カードを発行した認証局と、検証側に登録した認証局を照らし合わせてください。",
    ),
    "phone_certificate_unsupported": (
        "スマートフォンの電子証明書は訪問先の受付に使えません",
        "プラスチックのマイナンバーカードをかざしてください。",
    ),
    "signature_invalid": (
        "署名が電子証明書と合いません",
        "カードの鍵と証明書の組み合わせを確かめてください。",
    ),
    "challenge_invalid": (
        "チャレンジが無効です",
        "使い終わったか、別の手続きのものです。はじめからやり直してください。",
    ),
    "revocation_unavailable": (
        "失効情報を確認できません",
        "失効情報（CRL・OCSP）の取得先につながるかを確かめてください。",
    ),
    "insurance_use_not_registered": (
        "健康保険証の利用登録がされていません",
        "マイナポータルなどで利用登録を済ませてから、やり直してください。",
    ),
    "person_unknown": (
        "該当する人が登録されていません",
        "カードの持ち主が国側に登録されているかを確かめてください。",
    ),
    "function_disabled": (
        "訪問診療等機能が使えません",
        "資格確認端末の「環境設定情報更新」で訪問診療等機能を「利用する」にし、"
        "ログインし直してください。",
    ),
    "function_not_started": (
        "この日付では、まだ始まっていない機能です",
        "ベンチの時計を確かめるか、--rules のファイルで始まる日を変えてください。",
    ),
    "outside_hours": (
        "マイナ在宅受付Webの利用時間外です",
        "ベンチの時計を確かめるか、--rules のファイルで利用時間を変えてください。",
    ),
    "visit_form_unfit": (
        "診療形態とURLや日付が合いません",
        "往診は訪問診療等のURL、通常とは異なる動線はオンライン診療等のURLと"
        "今日の日付で受け付けてください。",
    ),
    "examination_date_past": (
        "カードを読み取る前に受診予定日が過ぎました",
        "受診予定日を入力し直してから、もう一度カードを読み取ってください。",
    ),
    "url_unknown": (
        "医療機関のURLが正しくありません",
        "資格確認端末の「医療機関別URL取得・変更」でURLを確かめてください。",
    ),
    "url_wrong_kind": (
        "診療の区分に合わないURLです",
        "訪問診療等のURLを開いてください。",
    ),
    "session_expired": (
        "手続きの時間が過ぎました",
        "同意登録をはじめからやり直してください。",
    ),
    "reader_missing": (
        "カードリーダーがつながっていません",
        "汎用カードリーダーをつなぐか、スマートフォン（二次元コード）認証を使ってください。",
    ),
    "session_unknown": (
        "その受付は見つかりません",
        "受付のページはブックマークできません。医療機関のURLから開き直してください。",
    ),
    "consent_ended": (
        "同意がすでに終了しています",
        "もう一度同意するときは、同意登録からやり直してください。",
    ),
    "other_browser": (
        "別の端末で始めた受付です",
        "始めた端末に戻るか、医療機関のURLからはじめからやり直してください。",
    ),
    "form_foreign": (
        "受付の画面から送られたことを確かめられません",
        "医療機関のURLから開き直してください。Cookieを使えるブラウザーが必要です。",
    ),
    "challenge_expired": (
        "カードの読み取りに時間がかかりすぎました",
        "確認画面に戻って、もう一度アプリを開いてください。",
    ),
    "certificate_check_busy": (
        "混雑のため電子証明書を検証できません",
        "しばらく時間をおいて、もう一度アプリを開いてください。",
    ),
    "connection_error": (
        "この回線からはつながりません",
        "Wi-Fiを切って携帯回線に切り替え、もう一度開いてください。",
    ),
    "maintenance": (
        "メンテナンス中です",
        "終わってからやり直すか、別の方法で資格を確認してください。",
    ),
    "server_error": (
        "国側が処理できませんでした",
        "下の手順の記録で、どこで止まったかを確かめてください。",
    ),
}
"""Why a visit was refused, by stable code: what happened, and what to do next."""


LOST: Mapping[str, str] = {
    "mute": "読み取りの途中でカードが答えなくなりました",
    "reset": "読み取りの途中でカードがリセットされました",
    "protocol": "読み取りの途中でカードとの通信（プロトコル）が合わなくなりました",
}
"""What happened to a card that was lost otherwise than by leaving."""


def reason_words(reason: str, *, lost: str = "") -> tuple[str, str]:
    """Return what happened and what to do; a code we do not know stands for itself.

    *lost* is how a card was lost, where that is the reason and it is known.
    """
    if reason == "card_lost" and lost in LOST:
        return LOST[lost], REASON[reason][1]
    return REASON.get(reason, (reason, "手順の記録を確かめてください。"))
