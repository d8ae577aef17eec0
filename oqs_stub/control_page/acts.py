"""What each form of the 制御ページ does; the services are those of the control API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from card_profiles.dates import JST
from card_profiles.loader import PersonaError

from ..clock import SettableClock
from ..faults import FaultError, FaultUnknownError
from ..institutions import InstitutionUnknownError, SettingsRefusedError
from ..messages.drift import DriftError
from ..records import InstitutionState, LapseReason, TreatmentCategory, is_region
from ..registry import PersonUnknownError
from ..service.changes import ChangeRefusedError
from ..stub import Stub
from ..travelling_clock import TravellingClock
from .covers import add_coverage, add_ticket
from .form import ActRefusedError, Form

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


def _saying_why(act: Callable[[Stub, Form], None]) -> Callable[[Stub, Form], None]:
    """Let whatever refuses *act* say so on the page."""

    def tried(stub: Stub, form: Form) -> None:
        try:
            act(stub, form)
        except _REFUSALS as error:
            raise ActRefusedError(str(error)) from error

    return tried


def _set_clock(stub: Stub, form: Form) -> None:
    now = datetime.fromisoformat(form.get("now", ""))
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
    stub.faults.take_away(int(form.get("id", "")))


def _clear_faults(stub: Stub, _form: Form) -> None:
    stub.faults.clear()


def _set_drifts(stub: Stub, form: Form) -> None:
    stub.drifting.set(form.getlist("drift"))


def _add_person(stub: Stub, form: Form) -> None:
    stub.people.add_ready(form.get("persona", ""))


def _lose_coverage(stub: Stub, form: Form) -> None:
    on = date.fromisoformat(form.get("on", ""))
    stub.people.lose_coverage(_person(form), on=on, reason=form.get("reason", ""))


def _move_coverage(stub: Stub, form: Form) -> None:
    on = date.fromisoformat(form.get("on", ""))
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
        TreatmentCategory(form.get("category", "2")),
        reason=LapseReason(form.get("reason", "")),
    )


def _take_tickets(stub: Stub, form: Form) -> None:
    stub.changes.take_tickets(_person(form), month=form.get("month", ""))


def _institution(stub: Stub, form: Form) -> None:
    region = form.get("region", "").strip()
    if not is_region(region):
        raise ActRefusedError("地域は、空白と記号のない20文字以内の名前です。")
    stub.changes.change_institution(
        form.get("institution", ""),
        state=InstitutionState(form.get("state", "")),
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
        ),
    )


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
        "take-tickets": _take_tickets,
        "institution": _institution,
        "settings": _settings,
    }.items()
}
"""By the last part of the form's address."""
