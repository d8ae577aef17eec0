"""Scenes to judge a step by: what stood on a screen, what came, what was refused."""

from __future__ import annotations

from collections.abc import Callable

from harness.drivers.html_document import PageError
from harness.drivers.terminal_pages import HOME_VISIT, ONLINE
from harness.journal import CardFault
from harness.ports import AppState
from harness.results import Eligibility
from scenarios.encounter import Encounter

from . import stage


def at(answer_or_none: object) -> Callable[[], Encounter]:
    return lambda: stage.encounter(answer=answer_or_none)


def page(heading: str, **shown: object) -> Callable[[], Encounter]:
    return lambda: stage.encounter(shows=stage.screen(heading, **shown))


def no_field(*labels: str) -> Callable[[], Encounter]:
    """A page that names these things but lets nobody type into them."""

    def refuse(label: str, _value: str) -> None:
        raise PageError(f"「{label}」という入力欄はありません。")

    shown = stage.screen("変更", text="\n".join(labels))
    return lambda: stage.encounter(shows=shown, fill=refuse)


def app(state: AppState, message: str = "", **shown: object) -> Callable[[], Encounter]:
    return lambda: stage.encounter(app=stage.app(state, message, **shown))


def urls(home: str, online: str) -> Callable[[], Encounter]:
    return lambda: stage.encounter(urls={HOME_VISIT: home, ONLINE: online})


def imported(*names: str) -> Callable[[], Encounter]:
    return lambda: stage.encounter(imported=[stage.record(name=n) for n in names])


def kept(*found: Eligibility) -> Callable[[], Encounter]:
    return lambda: stage.encounter(has_imported=True, imported=list(found))


def fetched(*names: str) -> Callable[[], Encounter]:
    return lambda: stage.encounter(fetched=[stage.record(name=n) for n in names])


def refused(
    doing: str, reason: str = "person", **state: object
) -> Callable[[], Encounter]:
    return lambda: stage.refused(doing, reason, **state)


def kept_url(before: str, after: str) -> Callable[[], Encounter]:
    return lambda: stage.encounter(
        urls={HOME_VISIT: after}, known_urls={HOME_VISIT: before}
    )


def faults(*kinds: str) -> Callable[[], Encounter]:
    def scene() -> Encounter:
        one = stage.encounter()
        one.bench.journal.faults += [
            CardFault(step=1, apdu=1, kind=kind, fault=kind, sentence=f"{kind}です")
            for kind in kinds
        ]
        return one

    return scene


def said(**records: object) -> Callable[[], Encounter]:
    return lambda: stage.said(**records)


def on_record(**entry: str) -> Callable[[], Encounter]:
    line = {
        "action": "OQSsihvq01req",
        "institution_code": stage.INSTITUTION,
        "person_id": "hanako",
        "at": stage.NOW.isoformat(),
    }
    return lambda: stage.encounter(ledger=[{**line, **entry}])
