"""往診, 通常とは異なる動線, the window: what the care is, where the pages ask."""

from __future__ import annotations

from pytest_bdd import given, parsers, when

from ..encounter import Encounter
from ..visit_form_tasks import choose_form, let_pages_ask, register_another_way


@given("受付ページは診療の種別を尋ねる")
def pages_ask(encounter: Encounter) -> None:
    """同意画面で「訪問の種別」（往診など）や「受診の種別」を尋ねる医療機関にします。

    本物の画面は種別を尋ねるか公開されていないため、既定では尋ねません（@needs:control）。

    例: 受付ページは診療の種別を尋ねる
    """
    let_pages_ask(encounter)


@when(parsers.parse("職員が診療の種別に「{visit_form}」を選ぶ"))
def staff_choose(encounter: Encounter, visit_form: str) -> None:
    """同意画面で種別を選びます。選ばなければ、訪問診療かオンライン診療等になります。

    訪問診療等のURL: 訪問診療、往診。オンライン診療等のURL: オンライン診療等、
    外来診療等（通常とは異なる動線）、窓口（カードリーダーの故障など）。

    例: 職員が診療の種別に「往診」を選ぶ
    """
    choose_form(encounter, visit_form)


@given("患者は病室で通常とは異なる動線の登録を済ませている")
@when("患者が病室で通常とは異なる動線の登録を済ませる")
def registers_in_the_ward(encounter: Encounter) -> None:
    """今日の日付で、外来診療等（通常とは異なる動線）の登録を完了まで進めます。

    先に「受付ページは診療の種別を尋ねる」と書いてください。

    例: 患者は病室で通常とは異なる動線の登録を済ませている
    例: 患者が病室で通常とは異なる動線の登録を済ませる
    """
    register_another_way(encounter)
