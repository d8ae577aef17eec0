"""How the care went on after the first visit, as claims would tell it."""

from __future__ import annotations

from pytest_bdd import given, parsers, when

from ..care_tasks import leave_out, mark_house_call, prove_every_month
from ..encounter import Encounter


@given("毎月の診療の実績がある")
@when("毎月の診療の実績がある")
def every_month_is_proven(encounter: Encounter) -> None:
    """今月まで毎月、この医療機関で診療を受けたとレセプトから分かることにします。

    スタブにはレセプトがないため、control API で知らせます（@needs:control）。

    例: 毎月の診療の実績がある
    """
    prove_every_month(encounter)


@given(parsers.parse("{months:d}か月前だけ診療の実績がない"))
@when(parsers.parse("{months:d}か月前だけ診療の実績がない"))
def one_month_is_missing(encounter: Encounter, months: int) -> None:
    """毎月のうち1か月だけ診療を受けなかったことにします（@needs:control）。

    例: 1か月前だけ診療の実績がない
    """
    leave_out(encounter, months)


@given("今日の訪問は往診である")
@when("今日の訪問は往診である")
def todays_visit_was_a_house_call(encounter: Encounter) -> None:
    """今日登録した受付が、定期的な訪問診療ではなく往診だったことにします。

    電文に往診の印はないため、control API で知らせます（@needs:control）。

    例: 今日の訪問は往診である
    """
    mark_house_call(encounter)
