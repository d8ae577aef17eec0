"""What the manager does at the 資格確認端末: settings, URLs, taking consents back."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from harness.drivers.terminal_pages import (
    DO_NOT_USE,
    HOME_VISIT,
    HOME_VISIT_FUNCTION,
    ONLINE,
    ONLINE_FUNCTION,
    UPDATED,
    USE,
)

from ..desk_tasks import make_reboot_needed
from ..encounter import Encounter
from ..terminal_tasks import (
    TERMINAL,
    change_as_ordinary_user,
    change_without_login,
    log_in_again,
    open_institution,
    reissue_url,
    url_of,
)
from ..words import consent_codes


@given("医療機関は訪問診療等機能を利用している")
def institution_is_open(encounter: Encounter) -> None:
    """管理者が資格確認端末で訪問診療等機能を「利用する」にし、再ログインしてあります。

    閲覧同意の利用有無は、すべての種別が「利用する」です。

    例: 医療機関は訪問診療等機能を利用している
    """
    open_institution(encounter)


@given(
    parsers.parse(
        "医療機関は訪問診療等機能を利用し、閲覧同意は「{kinds}」だけを利用している"
    )
)
def institution_asks_only(encounter: Encounter, kinds: str) -> None:
    """訪問診療等機能を利用し、患者に尋ねる同意の種別を選びます。

    種別: 薬剤情報、診療情報、手術情報、特定健診等情報、特定疾病療養受療証情報。

    例: 医療機関は訪問診療等機能を利用し、閲覧同意は「薬剤情報」だけを利用している
    """
    open_institution(encounter, consent_codes(kinds))


@given("医療機関は訪問診療等機能とオンライン診療等機能を利用している")
def institution_is_open_online(encounter: Encounter) -> None:
    """訪問診療等機能とオンライン診療等機能の両方を「利用する」にしてあります。

    例: 医療機関は訪問診療等機能とオンライン診療等機能を利用している
    """
    open_institution(encounter, online=True)


@given("医療機関は訪問診療等機能と医療扶助関連項目を利用している")
def institution_takes_medical_aid(encounter: Encounter) -> None:
    """訪問診療等機能に加え、医療扶助関連項目も「利用する」にしてあります。

    例: 医療機関は訪問診療等機能と医療扶助関連項目を利用している
    """
    open_institution(encounter, medical_aid=True)


@given("医療機関は訪問診療等機能を利用し、電子処方箋は利用していない")
def institution_has_no_electronic_prescription(encounter: Encounter) -> None:
    """訪問診療等機能を利用し、電子処方箋利用区分は「利用しない」にしてあります。

    例: 医療機関は訪問診療等機能を利用し、電子処方箋は利用していない
    """
    open_institution(encounter, electronic_prescription=False)


@given("医療機関は訪問診療等機能を利用していない")
@when("管理者が訪問診療等機能を「利用しない」に変更する")
def institution_is_closed(encounter: Encounter) -> None:
    """管理者が資格確認端末で訪問診療等機能を「利用しない」にし、再ログインします。

    例: 医療機関は訪問診療等機能を利用していない
    例: 管理者が訪問診療等機能を「利用しない」に変更する
    """
    encounter.bench.terminal.disable_home_visit()


@when("管理者が再ログインせずに訪問診療等機能を「利用する」に変更する")
def manager_changes_only(encounter: Encounter) -> None:
    """環境設定情報更新で「OK」を押して完了しますが、まだ再ログインしていません。

    例: 管理者が再ログインせずに訪問診療等機能を「利用する」に変更する
    """
    change_without_login(encounter)


@when("一般利用者が訪問診療等機能を「利用する」に変更しようとする")
def ordinary_user_tries(encounter: Encounter) -> None:
    """管理者ではない一般利用者のアカウントで、環境設定情報更新を開こうとします。

    例: 一般利用者が訪問診療等機能を「利用する」に変更しようとする
    """
    change_as_ordinary_user(encounter)


@when("管理者が資格確認端末に再ログインする")
def manager_logs_in_again(encounter: Encounter) -> None:
    """管理者がログアウトし、もう一度ログインします。変更した設定が有効になります。

    例: 管理者が資格確認端末に再ログインする
    """
    log_in_again(encounter)


@given("設定の反映に再起動が要る資格確認端末を使っている")
def terminal_needs_reboot(encounter: Encounter) -> None:
    """ログインし直しただけでは環境設定情報が反映されない端末にします。

    @needs:control のタグが要ります。

    例: 設定の反映に再起動が要る資格確認端末を使っている
    """
    make_reboot_needed(encounter)


@when("管理者が資格確認端末を再起動する")
def manager_reboots(encounter: Encounter) -> None:
    """メニューの「端末の再起動」で再起動します。変更した設定が反映されます。

    例: 管理者が資格確認端末を再起動する
    """
    encounter.bench.terminal.reboot()


@when("管理者が訪問診療等機能を「利用する」に変更し、確認でキャンセルする")
def manager_declines(encounter: Encounter) -> None:
    """環境設定情報更新の確認の画面で「キャンセル」を選び、ログインし直します。

    例: 管理者が訪問診療等機能を「利用する」に変更し、確認でキャンセルする
    """
    encounter.bench.terminal.decline_settings({HOME_VISIT_FUNCTION: USE})
    log_in_again(encounter)


@given("医療機関はオンライン診療等機能だけを利用している")
def institution_is_online_only(encounter: Encounter) -> None:
    """オンライン診療等機能だけを「利用する」にし、訪問診療等機能は利用しません。

    例: 医療機関はオンライン診療等機能だけを利用している
    """
    encounter.bench.terminal.change_settings(
        {HOME_VISIT_FUNCTION: DO_NOT_USE, ONLINE_FUNCTION: USE}
    )


@then("環境設定情報の更新の完了メッセージが表示される")
def completion_is_shown(encounter: Encounter) -> None:
    """確認の「OK」の後に、「環境設定情報を更新しました」と表示されたことを確かめます。

    例: 環境設定情報の更新の完了メッセージが表示される
    """
    completion = encounter.bench.terminal.completion
    assert completion is not None, "環境設定情報はまだ更新されていません。"
    assert completion.heading == UPDATED, f"画面に表示されたもの: {completion.heading}"


@when("管理者が訪問診療等の受付URLを変更する")
def manager_changes_url(encounter: Encounter) -> None:
    """「医療機関別URL取得・変更」でURLを変えます。端末のブックマークは前のURLのままです。

    例: 管理者が訪問診療等の受付URLを変更する
    """
    reissue_url(encounter, HOME_VISIT)


@given("医療機関が資格確認端末から閲覧同意を取り消す")
@when("医療機関が資格確認端末から閲覧同意を取り消す")
def institution_cancels(encounter: Encounter) -> None:
    """職員が資格確認端末の「閲覧同意の取消し」で、今の患者の同意を取り消します。

    例: 医療機関が資格確認端末から閲覧同意を取り消す
    """
    name = encounter.bench.people.get(encounter.patient).person.name
    encounter.bench.terminal.cancel_consent(name)


@then("資格確認端末に断られる")
def terminal_refuses(encounter: Encounter) -> None:
    """直前の操作を、資格確認端末が受け付けなかったことを確かめます。

    例: 資格確認端末に断られる
    """
    refusal = encounter.take_refusal()
    assert refusal is not None, "断られていません。"
    assert refusal.doing == TERMINAL, f"断られたのは{refusal.doing}です。"


@then("訪問診療等とオンライン診療等の受付URLは異なる")
def urls_differ(encounter: Encounter) -> None:
    """二つの受付URLが別のものであることを確かめます。

    例: 訪問診療等とオンライン診療等の受付URLは異なる
    """
    home, online = url_of(encounter, HOME_VISIT), url_of(encounter, ONLINE)
    assert home != online, f"どちらも {home} です。"


@then("訪問診療等の受付URLを取得し直しても変わらない")
def url_is_kept(encounter: Encounter) -> None:
    """「変更する」を選ばない限り、何度取得しても同じURLであることを確かめます。

    例: 訪問診療等の受付URLを取得し直しても変わらない
    """
    before = url_of(encounter, HOME_VISIT)
    after = encounter.bench.terminal.url(HOME_VISIT)
    assert after == before, f"{before} が {after} に変わりました。"


@then("訪問診療等の受付URLを二次元コード付きPDFで取得できる")
def pdf_is_there(encounter: Encounter) -> None:
    """訪問かばんに入れる、URLと二次元コードのPDFを取得できることを確かめます。

    例: 訪問診療等の受付URLを二次元コード付きPDFで取得できる
    """
    content = encounter.bench.terminal.url_pdf(HOME_VISIT)
    assert content.startswith(b"%PDF-"), f"PDFではありません: {content[:20]!r}"


@then("オンライン診療等の受付URLを二次元コードのPNGで取得できる")
def png_is_there(encounter: Encounter) -> None:
    """オンライン診療等のURLの二次元コードを、PNGの画像で取得できることを確かめます。

    例: オンライン診療等の受付URLを二次元コードのPNGで取得できる
    """
    content = encounter.bench.terminal.qr_png(ONLINE)
    assert content.startswith(b"\x89PNG"), f"PNGではありません: {content[:20]!r}"
