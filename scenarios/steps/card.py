"""The PIN, the card and the app: only the patient handles them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pytest_bdd import given, parsers, then, when

from harness.bdd.patients import find_patient
from harness.card_conditions import fault_names
from harness.ports import AppState, Capability

from ..encounter import Encounter
from ..tasks import (
    go_up_to_card,
    hold_card,
    read_card,
    right_pin,
    spend_tries,
    wrong_pin,
)

HALF_WAY = 4  # Commands: the application is selected, the PIN not yet presented.


@when("患者が正しい暗証番号を入力してカードをかざす")
def right_pin_and_card(encounter: Encounter) -> None:
    """患者が自分の暗証番号を入力し、自分のカードを読み取らせます。

    読み取れたら、アプリからブラウザーに戻ります。

    例: 患者が正しい暗証番号を入力してカードをかざす
    """
    read_card(encounter, right_pin(encounter))


@when("患者が間違った暗証番号を入力してカードをかざす")
def wrong_pin_and_card(encounter: Encounter) -> None:
    """患者が間違った暗証番号を入力し、自分のカードを読み取らせます（1回分の誤り）。

    例: 患者が間違った暗証番号を入力してカードをかざす
    """
    read_card(encounter, wrong_pin(encounter))


@when(parsers.parse("患者が暗証番号「{pin}」を入力してカードをかざす"))
def this_pin_and_card(encounter: Encounter, pin: str) -> None:
    """患者がその暗証番号を入力し、自分のカードを読み取らせます。

    例: 患者が暗証番号「0000」を入力してカードをかざす
    """
    read_card(encounter, pin)


@when(
    parsers.parse("患者が続けて{times:d}回、間違った暗証番号を入力してカードをかざす")
)
def wrong_pin_times(encounter: Encounter, times: int) -> None:
    """間違った暗証番号での読み取りを、その回数だけ続けます。

    例: 患者が続けて3回、間違った暗証番号を入力してカードをかざす
    """
    spend_tries(encounter, times)


@given(parsers.parse("患者は前の受付で暗証番号を{times:d}回間違えている"))
def wrong_pin_before(encounter: Encounter, times: int) -> None:
    """前の受付で間違った暗証番号を入力し、登録せずに終えています。

    間違えた回数はカードに残ります。

    例: 患者は前の受付で暗証番号を2回間違えている
    """
    go_up_to_card(encounter)
    spend_tries(encounter, times)
    encounter.take_refusal()


@when(parsers.parse("患者が間違えて「{owner}」のカードをかざす"))
def another_persons_card(encounter: Encounter, owner: str) -> None:
    """別の人のカードを、その人の正しい暗証番号で読み取らせます。

    端末は持ち主を知らないので、読み取りは成功します。取り込みのときに氏名で気付きます。

    例: 患者が間違えて「太郎」のカードをかざす
    """
    other = find_patient(encounter.bench.people, owner)
    read_card(encounter, other.card.auth_pin, card_of=other.name)


@when("患者が読み取りの途中でカードを離す")
def card_leaves(encounter: Encounter) -> None:
    """正しい暗証番号を入力しますが、読み取りが終わる前にカードが離れます。

    このあと「患者がカードをかざし直す」と書けます（@needs:tear のタグが要ります）。

    例: 患者が読み取りの途中でカードを離す
    """
    assert Capability.TEAR in encounter.bench.capabilities, (
        "このベンチではカードを途中で離せません。"
        f"シナリオに @needs:{Capability.TEAR.value} のタグを付けてください。"
    )
    encounter.bench.cards.tear_after(HALF_WAY)
    read_card(encounter, right_pin(encounter))


@given(parsers.parse("カードの障害「{fault}」を仕込む"))
@when(parsers.parse("カードの障害「{fault}」を仕込む"))
def fault_is_armed(encounter: Encounter, fault: str) -> None:
    """この先かざすカードに障害を仕込みます（@needs:card-faults のタグが要ります）。

    「無応答」「署名の誤り」のような名前と、起き方を決める項目を書けます。何があるかは
    [障害の一覧](card-faults.md)にあります。何度か書けば、障害は重なります。

    例: カードの障害「カードが離れる:on=VERIFY,when=processed」を仕込む
    """
    _require_card_faults(encounter)
    with _said_in_words():
        encounter.bench.cards.arm_fault(fault)


@given("カードの障害をすべて取り除く")
@when("カードの障害をすべて取り除く")
def faults_are_cleared(encounter: Encounter) -> None:
    """この先かざすカードには障害がありません（@needs:card-faults）。

    例: カードの障害をすべて取り除く
    """
    _require_card_faults(encounter)
    encounter.bench.cards.clear_faults()


@given(parsers.parse("カードの速さを「{speed}」にする"))
@when(parsers.parse("カードの速さを「{speed}」にする"))
def card_takes_its_time(encounter: Encounter, speed: str) -> None:
    """この先かざすカードの速さを決めます（@needs:card-faults のタグが要ります）。

    「待ち時間なし」「実物並み」「最も遅い」か、自分の表（.tomlファイル）です。

    例: カードの速さを「実物並み」にする
    """
    _require_card_faults(encounter)
    with _said_in_words():
        encounter.bench.cards.set_timing(speed)


@then(parsers.parse("カードの障害「{fault}」が{times:d}回起きている"))
def fault_has_happened(encounter: Encounter, fault: str, times: int) -> None:
    """仕込んだ障害が、ここまでにその回数だけ起きたことを確かめます。

    障害は仕込んだときの名前だけを書きます。

    例: カードの障害「無応答」が1回起きている
    """
    with _said_in_words():
        kinds = fault_names(fault)
    happened = [one for one in encounter.bench.journal.faults if one.kind in kinds]
    told = "、".join(one.sentence for one in encounter.bench.journal.faults) or "なし"
    assert len(happened) == times, (
        f"障害「{fault}」は{len(happened)}回起きました。起きた障害: {told}"
    )


@when("患者がカードをかざし直す")
def card_is_held_again(encounter: Encounter) -> None:
    """入力済みの暗証番号のまま、もう一度カードを読み取らせます。

    例: 患者がカードをかざし直す
    """
    hold_card(encounter)


@when("患者が市区町村窓口で暗証番号を再設定する")
def town_office_unlocks(encounter: Encounter) -> None:
    """カードのロックが解け、残り回数が元に戻ります（@needs:set-tries）。

    暗証番号そのものは変わりません。

    例: 患者が市区町村窓口で暗証番号を再設定する
    """
    assert Capability.SET_TRIES in encounter.bench.capabilities, (
        "このベンチでは残り回数を戻せません。"
        f"シナリオに @needs:{Capability.SET_TRIES.value} のタグを付けてください。"
    )
    encounter.bench.cards.reset_tries(encounter.patient)


@when("患者がアプリを取り消す")
def cancels_in_app(encounter: Encounter) -> None:
    """患者がマイナポータルアプリで、カードを読み取る前に取り消します。

    例: 患者がアプリを取り消す
    """
    encounter.go_on()
    encounter.show_app(encounter.bench.phone.app.cancel())


@contextmanager
def _said_in_words() -> Iterator[None]:
    """Let a fault or a speed that does not exist fail the step, not break it."""
    try:
        yield
    except ValueError as error:
        raise AssertionError(str(error)) from error


def _require_card_faults(encounter: Encounter) -> None:
    assert Capability.CARD_FAULTS in encounter.bench.capabilities, (
        "このベンチのカードには障害を仕込めず、速さも変えられません。"
        f"シナリオに @needs:{Capability.CARD_FAULTS.value} のタグを付けてください。"
    )


@then(parsers.parse("アプリに残り{tries:d}回と表示される"))
def app_shows_tries(encounter: Encounter, tries: int) -> None:
    """暗証番号をあと何回まで試せるかの表示を確かめます。

    例: アプリに残り2回と表示される
    """
    encounter.take_refusal()
    assert encounter.app is not None, "アプリはまだ起動していません。"
    shown = encounter.app.tries_left
    assert shown == tries, f"残り回数の表示は {shown} です: {encounter.app.message}"


@then(parsers.parse("アプリに「{text}」と表示される"))
def app_shows(encounter: Encounter, text: str) -> None:
    """マイナポータルアプリの画面に、その文字があることを確かめます。

    例: アプリに「電子証明書の検証に失敗しました」と表示される
    """
    assert encounter.app is not None, "アプリはまだ起動していません。"
    shown = encounter.app.message
    assert text in shown, f"「{text}」がありません。表示: {shown}"
    if encounter.app.state is AppState.REFUSED:
        encounter.take_refusal()


@then("カードの署名は電子証明書で検証できる")
def signature_verifies(encounter: Encounter) -> None:
    """カードが作った署名を、そのカードの電子証明書で検証できたことを確かめます。

    例: カードの署名は電子証明書で検証できる
    """
    verified = encounter.bench.phone.app.signature_verified
    assert verified is True, "署名されていないか、検証できませんでした。"
