"""What each form of the 制御ページ does; the services are those of the control API."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from card_profiles.dates import JST
from card_profiles.loader import PersonaError

from ..clock import SettableClock
from ..clock.travelling import TravellingClock
from ..faults import FaultError, FaultUnknownError
from ..institutions import InstitutionUnknownError, SettingsRefusedError
from ..labels import ELECTRONIC_PRESCRIPTION_LABELS, PRESCRIPTION_TIMING_LABELS
from ..messages.code_tables import table_values
from ..messages.drift import DriftError
from ..records import (
    ConsentKind,
    InstitutionState,
    LapseReason,
    TreatmentCategory,
    is_region,
)
from ..registry import PersonUnknownError
from ..service.changes import ChangeRefusedError
from ..stub import Stub
from .covers import add_coverage, add_ticket
from .form import LONGEST, ActRefusedError, Form, read_as

_REFUSALS = (
    ChangeRefusedError,
    DriftError,
    FaultError,
    FaultUnknownError,
    InstitutionUnknownError,
    PersonUnknownError,
    PersonaError,
    SettingsRefusedError,
    ValueError,
)

_A_TIME = "日時（例: 2026-04-01T09:00）"
_A_DAY = "日付（例: 2026-04-01）"


def _saying_why(act: Callable[[Stub, Form], None]) -> Callable[[Stub, Form], None]:
    """Let whatever refuses *act* say so on the page."""

    def tried(stub: Stub, form: Form) -> None:
        try:
            act(stub, form)
        except _REFUSALS as error:
            raise ActRefusedError(str(error)) from error

    return tried


def _set_clock(stub: Stub, form: Form) -> None:
    now = read_as(datetime.fromisoformat, form, "now", expected=_A_TIME)
    now = now if now.tzinfo else now.replace(tzinfo=JST)
    if not isinstance(stub.clock, SettableClock | TravellingClock):
        raise ActRefusedError("このスタブの時計は動かせません。")
    stub.changes.require_reachable(now, back="back" in form)
    stub.clock.set(now)


def _come_home(stub: Stub, _form: Form) -> None:
    if not isinstance(stub.clock, TravellingClock):
        raise ActRefusedError("このスタブは、決めた時刻（--now）で止まっています。")
    stub.clock.come_home()


def _arm_fault(stub: Stub, form: Form) -> None:
    stub.faults.arm(form.get("fault", ""))


def _take_fault(stub: Stub, form: Form) -> None:
    stub.faults.take_away(read_as(int, form, "id", expected="障害の番号"))


def _clear_faults(stub: Stub, _form: Form) -> None:
    stub.faults.clear()


def _set_drifts(stub: Stub, form: Form) -> None:
    stub.drifting.set(form.getlist("drift"))


def _add_person(stub: Stub, form: Form) -> None:
    stub.people.add_ready(form.get("persona", ""))


def _lose_coverage(stub: Stub, form: Form) -> None:
    on = read_as(date.fromisoformat, form, "on", expected=_A_DAY)
    reason = form.get("reason", "")
    if reason not in table_values("OQSCD008"):
        raise ActRefusedError("資格喪失の事由を一覧から選んでください。")
    stub.people.lose_coverage(_person(form), on=on, reason=reason)


def _move_coverage(stub: Stub, form: Form) -> None:
    on = read_as(date.fromisoformat, form, "on", expected=_A_DAY)
    stub.people.move_coverage(_person(form), on=on)


def _insurance_use(stub: Stub, form: Form) -> None:
    registered = form.get("registered") == "yes"
    stub.changes.register_insurance_use(_person(form), registered=registered)


def _revoke(stub: Stub, form: Form) -> None:
    stub.changes.revoke_certificate(_person(form))


def _reinstate(stub: Stub, form: Form) -> None:
    stub.changes.reinstate_certificate(_person(form))


def _lapse(stub: Stub, form: Form) -> None:
    stub.changes.lapse_consent(
        _person(form),
        form.get("institution", ""),
        read_as(_category, form, "category", expected="診療区分"),
        reason=read_as(LapseReason, form, "reason", expected="失効の理由"),
    )


def _change_kinds(stub: Stub, form: Form) -> None:
    stub.changes.change_consent(
        _person(form),
        form.get("institution", ""),
        read_as(_category, form, "category", expected="診療区分"),
        kinds=_kinds(form),
    )


def _category(text: str) -> TreatmentCategory:
    return TreatmentCategory(text or TreatmentCategory.HOME_VISIT)


def _take_tickets(stub: Stub, form: Form) -> None:
    stub.changes.take_tickets(_person(form), month=form.get("month", ""))


def _institution(stub: Stub, form: Form) -> None:
    region = form.get("region", "").strip()
    if not is_region(region):
        raise ActRefusedError("地域は、空白と記号のない20文字以内の名前です。")
    stub.changes.change_institution(
        form.get("institution", ""),
        state=read_as(InstitutionState, form, "state", expected="医療機関等の状態"),
        region=region,
        asks_visit_form="asks_visit_form" in form,
    )


def _settings(stub: Stub, form: Form) -> None:
    code = form.get("institution", "")
    stub.changes.change_settings(
        code,
        replace(
            stub.institutions.settings(code),
            home_visit="home_visit" in form,
            online="online" in form,
            medical_aid="medical_aid" in form,
            consent_kinds=_kinds(form),
            electronic_prescription=_code(
                form,
                "electronic_prescription",
                "電子処方箋利用区分",
                ELECTRONIC_PRESCRIPTION_LABELS,
            ),
            prescription_timing=_code(
                form,
                "prescription_timing",
                "処方箋発行形態選択タイミング",
                PRESCRIPTION_TIMING_LABELS,
            ),
        ),
    )


def _kinds(form: Form) -> frozenset[ConsentKind]:
    words = form.getlist("kind")
    unknown = [word for word in words if word not in tuple(ConsentKind)]
    if unknown:
        raise ActRefusedError(
            f"「{unknown[0][:LONGEST]}」という閲覧同意情報種別はありません"
            f"（{'、'.join(ConsentKind)}）。まだ何も変わっていません。"
        )
    return frozenset(map(ConsentKind, words))


def _code(form: Form, name: str, title: str, known: Collection[str]) -> str:
    code = form.get(name, "")
    if code not in known:
        raise ActRefusedError(
            f"{title}を一覧から選んでください。まだ何も変わっていません。"
        )
    return code


def _person(form: Form) -> str:
    return form.get("person", "")


ACTS: Mapping[str, Callable[[Stub, Form], None]] = {
    name: _saying_why(act)
    for name, act in {
        "set-clock": _set_clock,
        "come-home": _come_home,
        "arm-fault": _arm_fault,
        "take-fault": _take_fault,
        "clear-faults": _clear_faults,
        "set-drifts": _set_drifts,
        "add-person": _add_person,
        "add-coverage": add_coverage,
        "add-ticket": add_ticket,
        "lose-coverage": _lose_coverage,
        "move-coverage": _move_coverage,
        "insurance-use": _insurance_use,
        "revoke": _revoke,
        "reinstate": _reinstate,
        "lapse": _lapse,
        "change-kinds": _change_kinds,
        "take-tickets": _take_tickets,
        "institution": _institution,
        "settings": _settings,
    }.items()
}
"""By the last part of the form's address."""
