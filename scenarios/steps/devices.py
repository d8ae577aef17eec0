"""Devices beside the clinic's phone, and the line that they use."""

from __future__ import annotations

from pytest_bdd import given, then, when

from harness.ports import DeviceKind

from ..device_tasks import (
    choose_code_way,
    choose_reader_way,
    go_on_elsewhere,
    press_reader_way,
    register_at_portal,
    take,
)
from ..encounter import Encounter
from ..observation import control_of


@given("職員がノートパソコンを使う")
@when("職員がノートパソコンを使う")
def takes_laptop(encounter: Encounter) -> None:
    """この先の受付を、スマートフォンではなくノートパソコンのブラウザーで行います。

    例: 職員がノートパソコンを使う
    """
    take(encounter, DeviceKind.PC)


@when("職員が別の端末に持ち替える")
def takes_another(encounter: Encounter) -> None:
    """この先の操作を、別のスマートフォンで行います。前の端末の画面はそのままです。

    例: 職員が別の端末に持ち替える
    """
    take(encounter, DeviceKind.PHONE)


@when("職員が別の端末に持ち替えて、受付の続きを開く")
def goes_on_elsewhere(encounter: Encounter) -> None:
    """前の端末に表示されている受付のページを、別のスマートフォンで開きます。

    例: 職員が別の端末に持ち替えて、受付の続きを開く
    """
    take(encounter, DeviceKind.PHONE)
    go_on_elsewhere(encounter)


@given("汎用カードリーダーがつながっていない")
@when("汎用カードリーダーがつながっていない")
def reader_is_missing(encounter: Encounter) -> None:
    """ノートパソコンにカードリーダーがつながっておらず、カードを読み取れません。

    例: 汎用カードリーダーがつながっていない
    """
    encounter.lacks_reader = True


@when("職員が汎用カードリーダーをつなぐ")
def connects_reader(encounter: Encounter) -> None:
    """ノートパソコンにカードリーダーをつなぎます。

    例: 職員が汎用カードリーダーをつなぐ
    """
    encounter.lacks_reader = False


@when("患者がICカードリーダライタ認証で登録に進む")
def reader_way(encounter: Encounter) -> None:
    """ノートパソコンの確認画面から、PC版マイナポータルアプリを起動します。

    例: 患者がICカードリーダライタ認証で登録に進む
    """
    choose_reader_way(encounter)


@when("PC版マイナポータルアプリがないまま、ICカードリーダライタ認証を押す")
def reader_way_without_app(encounter: Encounter) -> None:
    """アプリが入っていないので何も起動せず、ノートパソコンの画面はそのままです。

    例: PC版マイナポータルアプリがないまま、ICカードリーダライタ認証を押す
    """
    press_reader_way(encounter)


@when("患者がスマートフォンの二次元コード認証で登録に進む")
def code_way(encounter: Encounter) -> None:
    """ノートパソコンに表示された二次元コードを、スマートフォンのアプリで読み取ります。

    カードを読み取ったあとは「職員がブラウザに戻って…」で登録状況を確認します。

    例: 患者がスマートフォンの二次元コード認証で登録に進む
    """
    choose_code_way(encounter)


@given("訪問先のWi-Fiは閉域である")
def line_is_closed(encounter: Encounter) -> None:
    """端末の回線からマイナ在宅受付Webにつながりません（@needs:control）。

    例: 訪問先のWi-Fiは閉域である
    """
    control_of(encounter).set_reception("line-blocked")


@when("職員が携帯回線に切り替える")
def line_is_switched(encounter: Encounter) -> None:
    """つながる回線に切り替えます（@needs:control のタグが要ります）。

    例: 職員が携帯回線に切り替える
    """
    control_of(encounter).set_reception("open")


@given("マイナ在宅受付Webはメンテナンス中である")
@when("マイナ在宅受付Webがメンテナンスに入る")
def maintenance_begins(encounter: Encounter) -> None:
    """受付のページとアプリの認証が、メンテナンス中になります（@needs:control）。

    例: マイナ在宅受付Webはメンテナンス中である
    例: マイナ在宅受付Webがメンテナンスに入る
    """
    control_of(encounter).set_reception("maintenance")


@given("電子証明書の検証が混み合っている")
def validation_is_busy(encounter: Encounter) -> None:
    """ページは開きますが、カードの電子証明書を検証できません（@needs:control）。

    例: 電子証明書の検証が混み合っている
    """
    control_of(encounter).set_reception("busy")


@when("マイナ在宅受付Webが元に戻る")
def all_is_well(encounter: Encounter) -> None:
    """メンテナンスや混雑が終わります（@needs:control のタグが要ります）。

    例: マイナ在宅受付Webが元に戻る
    """
    control_of(encounter).set_reception("open")


@when("患者がマイナポータルで健康保険証利用の登録をする")
def registers_insurance_use(encounter: Encounter) -> None:
    """患者が暗証番号を入力してカードを読み取らせ、健康保険証利用を登録します。

    暗証番号のないカードでは断られます（@needs:control のタグが要ります）。

    例: 患者がマイナポータルで健康保険証利用の登録をする
    """
    register_at_portal(encounter)


@then("アプリは起動していない")
def no_app_runs(encounter: Encounter) -> None:
    """アプリの画面が出ていないことを確かめます。

    例: アプリは起動していない
    """
    assert encounter.app is None, f"アプリの表示: {encounter.app.message}"
