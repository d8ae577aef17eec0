"""What the care is, where the pages of the institution ask for it."""

from __future__ import annotations

from harness.drivers.terminal_pages import ONLINE
from harness.visit import VISIT_FORMS

from .encounter import Encounter
from .observation import control_of
from .tasks import begin_reception, choose_for_today_online, finish_registration

OTHER_ROUTE = "外来診療等（通常とは異なる動線）"


def let_pages_ask(encounter: Encounter) -> None:
    """From now on the institution's consent page asks what the care is."""
    control_of(encounter).change_institution(
        encounter.bench.institution_code, asks_visit_form=True
    )


def choose_form(encounter: Encounter, visit_form: str) -> None:
    """Choose it on the page, and again whenever the page is filled in."""
    groups = encounter.screen.groups
    offered = [label for name in VISIT_FORMS for label in groups.get(name, ())]
    assert visit_form in offered, (
        f"種別「{visit_form}」は選べません。"
        f"選べる種別: {'、'.join(offered) or 'なし（同意画面で尋ねられていません）'}"
    )
    encounter.visit_form = visit_form


def register_another_way(encounter: Encounter) -> None:
    """通常とは異なる動線 from the URL to 「登録完了」, with today's date."""
    begin_reception(encounter, ONLINE)
    choose_form(encounter, OTHER_ROUTE)
    choose_for_today_online(encounter)
    finish_registration(encounter)
