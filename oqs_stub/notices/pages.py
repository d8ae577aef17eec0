"""What is said where the page, the URL, the session or the line does."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..reasons import Reason
from .notice import FALLBACK, NOTHING_BY_THIS, Notice

PAGES: Mapping[Reason, Notice] = MappingProxyType(
    {
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
        Reason.FUNCTION_NOT_STARTED: Notice(
            heading="この機能はまだ始まっていません",
            message="今日の日付では、この受付はできません。",
            next_steps=(
                "職員：日付（エミュレーターの時計）を確かめてください。",
                FALLBACK,
            ),
            status=403,
        ),
        Reason.OUTSIDE_HOURS: Notice(
            heading="利用時間外です",
            message="いまの時刻では、この受付はできません。",
            next_steps=(
                "職員：利用できる時間になってから、はじめから受付をやり直してください。",
                FALLBACK,
            ),
            status=403,
        ),
        Reason.VISIT_FORM_UNFIT: Notice(
            heading="この診療形態では受け付けられません",
            message=(
                "往診は訪問診療等のURLで、外来診療等（通常とは異なる動線）は"
                "オンライン診療等のURLで今日の日付を入れて受け付けます。"
            ),
            next_steps=(
                "職員：正しいURLと日付で、はじめから受付をやり直してください。",
            ),
            status=400,
        ),
        Reason.EXAMINATION_DATE_PAST: Notice(
            heading="受診予定日が過ぎました",
            message="カードを読み取るまでに日付が変わり、受診予定日が過ぎました。",
            next_steps=(
                "患者さん：確認画面に戻り、受診予定日を入力し直してから、"
                "もう一度カードを読み取ってください。",
            ),
            status=409,
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
            next_steps=(
                "職員：訪問先では「訪問診療等」の二次元コードを使ってください。",
            ),
            status=404,
        ),
        Reason.SESSION_EXPIRED: Notice(
            heading="時間切れです",
            message="決められた時間のうちに終わらなかったため、この受付は終了しました。",
            next_steps=("職員：お手数ですが、はじめから受付をやり直してください。",),
            status=410,
        ),
        Reason.SESSION_UNKNOWN: Notice(
            heading="この受付は見つかりません",
            message=(
                "受付のページは、ブックマークしておいても翌日には開けません。"
                "URLが正しくないときも、この画面になります。"
            ),
            next_steps=(
                "職員：登録が済んでいるかどうかは、資格確認端末の"
                "「同意取得済み患者一覧」で確かめてください。",
                "職員：ブックマークは、医療機関等のURL（二次元コード）のページにしてください。",
            ),
            status=404,
            effect=NOTHING_BY_THIS,
        ),
        Reason.CONSENT_ENDED: Notice(
            heading="この同意は、もう終了しています",
            message=(
                "照会しているあいだに、期限が切れたか、医療機関等で取り消されました。"
            ),
            next_steps=(
                "患者さん：もう一度同意するときは、「同意登録をする」から登録してください。",
            ),
            status=409,
            effect=NOTHING_BY_THIS,
        ),
        Reason.OTHER_BROWSER: Notice(
            heading="この受付は、別の端末で進んでいます",
            message=(
                "受付は、始めた端末のブラウザーだけで続けられます。"
                "Cookieを受け付けない設定のブラウザーでも、この画面になります。"
            ),
            next_steps=(
                "職員：始めた端末に戻って続けてください。",
                "職員：この端末で行うときは、医療機関等のURL（二次元コード）から"
                "はじめからやり直してください。",
            ),
            status=403,
            effect="この端末からは、登録や変更はされていません。",
        ),
        Reason.FORM_FOREIGN: Notice(
            heading="送信を受け付けられません",
            message=(
                "この画面から送られたことを確かめられませんでした。"
                "古い画面から送ったときや、Cookieを受け付けない設定のときに起こります。"
            ),
            next_steps=(
                "職員：医療機関等のURL（二次元コード）のページを開き直して、"
                "はじめからやり直してください。",
            ),
            status=403,
            effect=NOTHING_BY_THIS,
        ),
        Reason.CONNECTION_ERROR: Notice(
            heading="通信エラーが発生しました。",
            message=(
                "この回線からはマイナ在宅受付Webにつながりません。"
                "医療機関等の中のWi-Fi（閉域網）などで起こります。"
            ),
            next_steps=(
                "職員：Wi-Fiを切って携帯回線に切り替え、もう一度開いてください。",
                FALLBACK,
            ),
            status=503,
            code="OQC-OWSE0900000",
            effect=NOTHING_BY_THIS,
        ),
        Reason.MAINTENANCE: Notice(
            heading="メンテナンス中です",
            message="メンテナンスのため、いまは受付ができません。",
            next_steps=(
                "職員：メンテナンスが終わってから、もう一度お試しください。",
                "患者さん：お持ちであれば、マイナンバーカードと一緒に"
                "「資格情報のお知らせ」か、ご自分のスマートフォンの"
                "「マイナポータルの資格情報画面」を職員に見せてください。",
                FALLBACK,
            ),
            status=503,
            effect=NOTHING_BY_THIS,
        ),
        Reason.SERVER_ERROR: Notice(
            heading="エラーが発生しました",
            message="このエミュレーターの中で思わぬエラーが起きました。",
            next_steps=(
                "職員：もう一度お試しください。繰り返すときは、エミュレーターの記録（ログ）を"
                "確かめてください。",
            ),
            status=500,
        ),
    }
)
