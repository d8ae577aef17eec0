"""Who the people are, what day it is, and what changes on the national side."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from pytest_bdd import given, parsers, when

from harness.ports import Capability

from ..encounter import Encounter
from ..observation import control_of
from ..tasks import choose_patient, register_namesakes


@given(parsers.parse("患者は「{name}」である"))
@when(parsers.parse("患者は「{name}」である"))
def patient_is(encounter: Encounter, name: str) -> None:
    """この先のステップの「患者」を決めます。

    名前（花子）、姓名（保険 花子）、ペルソナのファイル名（hanako）、自分で書いた
    ペルソナのファイル（my.toml）、「架空の患者を…登録する」で作った「架空の患者1」の
    どれでも書けます。どんな患者がいるかは `mynabench personas` で見られます。

    例: 患者は「花子」である
    """
    choose_patient(encounter, name)


@given(parsers.parse("架空の患者を{count:d}人登録する"))
@when(parsers.parse("架空の患者を{count:d}人登録する"))
def register_people(encounter: Encounter, count: int) -> None:
    """実在しない患者を、乱数の種から人数分だけ作って登録します。

    同じ種（--seed）なら毎回同じ人ができます。作った人は「架空の患者1」
    「架空の患者2」…と呼べて、それぞれのカードと保険資格を持っています。住所は47都道府県の
    実在の町です（ベンチファイルに server.addresses = "invented" と書けば架空県）。

    例: 架空の患者を10人登録する
    """
    bench = encounter.bench
    encounter.generated.extend(
        control_of(encounter).register_synthetic(
            count, seed=bench.seed, addresses=bench.spec.addresses
        )
    )


@given("同姓同名の架空の患者を2人登録する")
@when("同姓同名の架空の患者を2人登録する")
def register_two_of_one_name(encounter: Encounter) -> None:
    """氏名が同じで生年月日の違う、実在しない2人を、乱数の種から選んで登録します。

    「架空の患者を…登録する」と同じように「架空の患者1」「架空の患者2」と呼べます。
    2人より前に作られる人たちも、国側に登録されます（@needs:control）。

    例: 同姓同名の架空の患者を2人登録する
    """
    register_namesakes(encounter)


@given(parsers.re(r"今日は「(?P<day>\d{4}-\d{2}-\d{2})」である"))
@when(parsers.re(r"今日は「(?P<day>\d{4}-\d{2}-\d{2})」である"))
def today_is(encounter: Encounter, day: str) -> None:
    """ベンチの時計をその日の午前10時に合わせます（@needs:set-clock のタグが要ります）。

    例: 今日は「2027-01-15」である
    """
    morning = time(10, tzinfo=encounter.bench.clock.now().tzinfo)
    _set_clock(encounter, datetime.combine(date.fromisoformat(day), morning))


@given(parsers.parse("{days:d}日後になる"))
@when(parsers.parse("{days:d}日後になる"))
def days_later(encounter: Encounter, days: int) -> None:
    """ベンチの時計を日数分だけ進めます（@needs:set-clock のタグが要ります）。

    例: 14日後になる
    """
    _set_clock(encounter, encounter.bench.clock.now() + timedelta(days=days))


@given(parsers.parse("{months:d}か月後の末日になる"))
@when(parsers.parse("{months:d}か月後の末日になる"))
def end_of_month_later(encounter: Encounter, months: int) -> None:
    """ベンチの時計を、何か月か後の月の最後の日に進めます（@needs:set-clock）。

    「0か月後の末日」は今月の最後の日です。

    例: 3か月後の末日になる
    """
    now = encounter.bench.clock.now()
    after = now.year * 12 + now.month + months  # The month after the wanted one.
    first_of_next = now.replace(year=after // 12, month=after % 12 + 1, day=1)
    _set_clock(encounter, first_of_next - timedelta(days=1))


@given("患者が資格を喪失する")
@when("患者が資格を喪失する")
def coverage_is_lost(encounter: Encounter) -> None:
    """患者の保険の資格が、今日なくなります。新しい資格はまだありません。

    例: 患者が資格を喪失する
    """
    today = encounter.bench.clock.now().date()
    control_of(encounter).lose_coverage(encounter.patient, on=today, reason="03")


@given("患者が別の保険者に移る")
@when("患者が別の保険者に移る")
def coverage_moves(encounter: Encounter) -> None:
    """患者が、今日から別の保険者の資格に変わります。

    例: 患者が別の保険者に移る
    """
    today = encounter.bench.clock.now().date()
    control_of(encounter).coverage_moves(encounter.patient, on=today)


def _set_clock(encounter: Encounter, now: datetime) -> None:
    assert Capability.SET_CLOCK in encounter.bench.capabilities, (
        "このベンチの時計は動かせません。"
        f"シナリオに @needs:{Capability.SET_CLOCK.value} のタグを付けてください。"
    )
    control_of(encounter).set_clock(now)
