"""《医療情報閲覧》: the consented patients, their details, and what may be viewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ..faces import page
from ..labels import CLINICAL_LABELS, KIND_LABELS
from ..medical_lines import checkup_lines, medicine_lines
from ..messages import CheckupAnswer, MedicineAnswer, Message
from ..rules.consent_view import clinical_triples
from ..service.terminal_logins import Login
from ..service.terminal_patients import PatientRow
from ..service.terminal_rights import Task
from ..stub import Stub
from ..typed_days import TypedError, tidy
from .access import notice, require_login
from .paging import part_of
from .typed import read_month

MEDICINES = "手術・診療・薬剤情報閲覧(処方・調剤情報含む)"
CHECKUPS = "特定健診等情報閲覧"
_ROW = "<int:consent_id>"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Months:
    """診療年月(自) and 診療年月(至) as typed, and as YYYYMM; None means open."""

    typed: Mapping[str, str]
    since: str | None
    until: str | None
    errors: Mapping[str, str]


def add_medical_screens(blueprint: Blueprint, stub: Stub) -> None:
    """Put the patients' list and the views of their medical data on *blueprint*."""

    @blueprint.get("/patients")
    def patients() -> Response:
        login = require_login(stub, Task.PATIENTS)
        patients = stub.terminal.patients
        part = part_of(patients.all(login), request.args.get("page", ""))
        return page("terminal/patients.html", part=part, terms=patients.list_terms)

    @blueprint.get(f"/patients/{_ROW}")
    def patient(consent_id: int) -> Response:
        login = require_login(stub, Task.PATIENTS)
        row = stub.terminal.patients.one(login, consent_id)
        if row is None:
            return _unknown()
        return _details(stub, login, row)

    @blueprint.get(f"/patients/{_ROW}/medicines")
    def medicines(consent_id: int) -> Response:
        login = require_login(stub, Task.PATIENTS)
        row = stub.terminal.patients.one(login, consent_id)
        if row is None:
            return _unknown()
        months = _months(request.args)
        if months.errors:
            return _details(stub, login, row, months=months)
        outcome = stub.terminal_views.medicines(
            login, row, since=months.since, until=months.until, as_pdf=_as_pdf()
        )
        return _view(
            outcome.answer,
            outcome.document,
            row,
            heading="薬剤閲覧",
            name="medicines",
            pdf=url_for(
                "terminal.medicines",
                consent_id=consent_id,
                form="pdf",
                since=months.typed["since"],
                until=months.typed["until"],
            ),
        )

    @blueprint.get(f"/patients/{_ROW}/checkups")
    def checkups(consent_id: int) -> Response:
        login = require_login(stub, Task.PATIENTS)
        row = stub.terminal.patients.one(login, consent_id)
        if row is None:
            return _unknown()
        outcome = stub.terminal_views.checkups(login, row, as_pdf=_as_pdf())
        return _view(
            outcome.answer,
            outcome.document,
            row,
            heading="特定健診閲覧",
            name="checkups",
            pdf=url_for("terminal.checkups", consent_id=consent_id, form="pdf"),
        )


def _details(
    stub: Stub, login: Login, row: PatientRow, *, months: _Months | None = None
) -> Response:
    shown = months or _months({})
    clinical = clinical_triples(row.consent, row.state)
    return page(
        "terminal/patient.html",
        status=422 if shown.errors else 200,
        row=row,
        kinds=[
            *((label, row.state.triples[kind]) for kind, label in KIND_LABELS.items()),
            *((CLINICAL_LABELS[kind], one) for kind, one in clinical.items()),
        ],
        references=stub.terminal.patients.reference_numbers(login, row),
        months=shown.typed,
        errors=shown.errors,
        medicines=MEDICINES,
        checkups=CHECKUPS,
    )


def _view(
    answer: Message,
    document: bytes | None,
    row: PatientRow,
    *,
    heading: str,
    name: str,
    pdf: str,
) -> Response:
    """The answer as a page or as its PDF; a refusal always as a page."""
    if not isinstance(answer, MedicineAnswer | CheckupAnswer):
        raise TypeError(f"expected medical data, got {type(answer).__name__}")
    header = answer.MessageHeader
    if header.ResultCode != "1":
        return page(
            "terminal/view_refused.html",
            status=403,
            heading=heading,
            row=row,
            message=header.MessageContents or "",
        )
    if document is not None:
        sheet = Response(document, mimetype="application/pdf")
        sheet.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        return sheet
    lines = (
        medicine_lines(answer)
        if isinstance(answer, MedicineAnswer)
        else checkup_lines(answer)
    )
    return page(
        "terminal/view.html", heading=heading, row=row, lines=list(lines), pdf=pdf
    )


def _unknown() -> Response:
    return notice("患者さんの同意がありません", "一覧から選び直してください。", 404)


def _as_pdf() -> bool:
    return request.args.get("form") == "pdf"


def _months(fields: Mapping[str, str]) -> _Months:
    typed = {name: fields.get(name, "") for name in ("since", "until")}
    found: dict[str, str | None] = {}
    errors: dict[str, str] = {}
    for name, label in (("since", "診療年月(自)"), ("until", "診療年月(至)")):
        found[name] = None
        if not tidy(typed[name]):
            continue
        try:
            found[name] = f"{read_month(typed[name]):%Y%m}"
        except TypedError as error:
            errors[name] = f"{label}：{error}"
    since, until = found["since"], found["until"]
    if since is not None and until is not None and since > until:
        errors["until"] = "診療年月(至)には、(自)と同じ月か後の月を入力してください。"
    return _Months(typed=typed, since=since, until=until, errors=errors)
