"""The 制御ページ: what the stub holds and does, with a form for every change.

For whoever has the token of the control API, and only where there is one. A cookie
keeps the login; every form carries a token of its own, so that no other site can send
one.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..faces import from_elsewhere, over_tls, page
from ..faults import CATALOGUE, PROFILES
from ..labels import ELECTRONIC_PRESCRIPTION_LABELS, PRESCRIPTION_TIMING_LABELS
from ..messages.code_tables import table_values
from ..messages.drift import DRIFTS
from ..records import InstitutionState, LapseReason
from ..service.fault_targets import named_in_vain
from ..stub import Stub
from .acts import ACTS
from .certificates import SELF_PAYS
from .consents import consents_of
from .covers import LABELS
from .form import ActRefusedError, EntryRefusedError

COOKIE = "mynabench-control"

_CODE_TABLES = {
    "classification": table_values("OQSCD010"),
    "relation": table_values("OQSCD009"),
    "limit_classification": table_values("OQSCD011"),
    "limit_flag": {
        code: f"{code} {meaning}" for code, meaning in table_values("OQSCD012").items()
    },
    "disease_category": table_values("OQSCD013"),
    "disease_self_pay": SELF_PAYS,
    "ratio": {"010": "1割", "020": "2割", "030": "3割"},
    "ticket_type": table_values("OQSCD018"),
    "treatment_type": table_values("OQSCD019"),
    "single_or_combined": table_values("OQSCD020"),
}
_MOST_PEOPLE = 50
_MOST_ENTRIES = 50


def control_page(stub: Stub, *, token: str) -> Blueprint:
    """`/control/`, HTML, for whoever has the *token*."""
    blueprint = Blueprint("control_page", __name__, url_prefix="/control")
    login = _derived(token, "login")
    form_token = _derived(token, "form")

    @blueprint.get("/")
    def overview() -> Response:
        if not _is_in():
            return page("control/login.html", status=401, message="")
        return _overview()

    @blueprint.post("/login")
    def log_in() -> AnyResponse:
        given = request.form.get("token", "").strip().encode()
        if from_elsewhere(stub.config) or not hmac.compare_digest(
            given, token.encode()
        ):
            return page(
                "control/login.html", status=401, message="トークンが違います。"
            )
        answer = redirect(url_for("control_page.overview"), 303)
        answer.set_cookie(
            COOKIE,
            login,
            path="/control",
            secure=over_tls(stub.config),
            httponly=True,
            samesite="Strict",
        )
        return answer

    @blueprint.post("/logout")
    def log_out() -> AnyResponse:
        if not _is_in():
            return page("control/login.html", status=401, message="")
        answer = redirect(url_for("control_page.overview"), 303)
        answer.delete_cookie(COOKIE, path="/control")
        return answer

    @blueprint.get("/login")
    @blueprint.get("/logout")
    @blueprint.get("/acts/<name>")
    def come_back(name: str = "") -> AnyResponse:
        """A form's address that somebody opens, as after a refusal, is the page."""
        if not _is_in():
            return page("control/login.html", status=401, message="")
        return redirect(url_for("control_page.overview"), 303)

    @blueprint.post("/acts/<name>")
    def act(name: str) -> AnyResponse:
        if not _is_in():
            return page("control/login.html", status=401, message="")
        sent = request.form.get("form-token", "").encode()
        if from_elsewhere(stub.config) or not hmac.compare_digest(
            sent, form_token.encode()
        ):
            return _overview("この操作は受け付けられません。", status=403)
        if name not in ACTS:
            return _overview("その操作はありません。", status=404)
        try:
            ACTS[name](stub, request.form)
        except ActRefusedError as error:
            errors = error.errors if isinstance(error, EntryRefusedError) else {}
            return _overview(str(error), status=409, refused=name, errors=errors)
        person = request.form.get("person", "")
        return redirect(url_for("control_page.overview", person=person or None), 303)

    def _is_in() -> bool:
        given = request.cookies.get(COOKIE, "").encode()
        return hmac.compare_digest(given, login.encode())

    def _overview(
        message: str = "",
        *,
        status: int = 200,
        refused: str = "",
        errors: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """The page; of the form *refused* it keeps what was typed, and says why."""
        chosen = request.values.get("person", "").strip()
        person = stub.registry.get(chosen) if chosen else None
        if chosen and person is None and not message:
            message, status = f"{chosen} という人は登録されていません。", 404
        return page(
            "control/overview.html",
            status=status,
            message=message,
            form_token=form_token,
            now=stub.clock.now(),
            ahead=getattr(stub.clock, "ahead", None),
            people=stub.registry.first_ids(_MOST_PEOPLE),
            people_count=stub.registry.count(),
            person=person,
            certificate=(
                None if person is None else stub.changes.certificate(person.person_id)
            ),
            consents=[] if person is None else consents_of(stub, person.person_id),
            institutions=[
                (one, stub.institutions.settings(one.code))
                for one in stub.institutions.all()
            ],
            states=list(InstitutionState),
            entered={refused: request.form} if refused else {},
            errors={refused: errors},
            code_tables=_CODE_TABLES,
            labels=LABELS,
            electronic_prescriptions=ELECTRONIC_PRESCRIPTION_LABELS,
            prescription_timings=PRESCRIPTION_TIMING_LABELS,
            losses=table_values("OQSCD008"),
            lapses=[(one.value, one.name) for one in LapseReason],
            armed=[
                (
                    one,
                    one.in_force(stub.clock.now()),
                    named_in_vain(
                        one.fault,
                        registry=stub.registry,
                        institutions=stub.institutions,
                    ),
                )
                for one in stub.faults.all()
            ],
            unreadable=stub.faults.unreadable(),
            catalogue=[*CATALOGUE.values(), *PROFILES.values()],
            drifts=DRIFTS.values(),
            drifting=stub.drifting.names(),
            ledger=stub.ledger.last(_MOST_ENTRIES),
        )

    return blueprint


def _derived(token: str, purpose: str) -> str:
    """Something only who knows *token* can make; it does not give the token away."""
    return hmac.digest(token.encode(), purpose.encode(), "sha256").hex()
