"""Where マイナ資格確認アプリ asks: JSON over HTTP, one token a phone. Paths of our own.

Whatever goes wrong is JSON too: `result` "refused", a stable `reason`, and the
`message` for the people at the bedside.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from flask import Blueprint, Response, make_response, request

from ..database.trouble import told_in_log, trouble_of
from ..labels import KIND_LABELS, PRESCRIPTION_LABELS
from ..msa_reasons import MSA_NOTICES, MSAReason, MSARefusedError
from ..notices import NOTICES, Notice, notice_of
from ..reasons import Reason, RefusedError
from ..records import Prescription
from ..service.msa_users import MSAUser
from ..storage_trouble import notice as notice_of_trouble
from ..stub import Stub
from .shown import shown_result
from .understood import (
    certificate,
    consent_form,
    fields,
    flag,
    identity_check,
    signature,
    text,
)

logger = logging.getLogger(__name__)

_BEARER = "Bearer "
_TOLD: Mapping[str, Notice] = dict([*NOTICES.items(), *MSA_NOTICES.items()])
"""By reason; the app's own words where the page has others for the same."""

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def msa_gate(stub: Stub) -> Blueprint:
    """`/msa/enrolments`, `/msa/device` and `/msa/visits/…`."""
    blueprint = Blueprint("msagate", __name__, url_prefix="/msa")
    service = stub.msa

    def user() -> MSAUser:
        token = request.headers.get("Authorization", "").removeprefix(_BEARER)
        device, institution = stub.msa_enrolment.device(token)
        return MSAUser(device=device, institution=institution)

    @blueprint.post("/enrolments")
    def enrol() -> Response:
        body = fields()
        enrolled = stub.msa_enrolment.enrol(
            institution_code=text(body, "institution"),
            account_id=text(body, "user"),
            password=text(body, "password"),
            activation_code=text(body, "activation_code"),
            device_name=str(body.get("device") or ""),
        )
        return _answer(
            201,
            token=enrolled.token,
            institution=enrolled.institution.code,
            name=enrolled.institution.name,
            device=enrolled.device.name,
        )

    @blueprint.get("/device")
    def device() -> Response:
        me = user()
        asked = service.asked(me)
        return _answer(
            institution=me.institution.code,
            name=me.institution.name,
            device=me.device.name,
            checks=list(asked.checks),
            kinds={kind.value: KIND_LABELS[kind] for kind in asked.rules.kinds},
            prescriptions=(
                {one.value: PRESCRIPTION_LABELS[one] for one in Prescription}
                if asked.rules.asks_prescription
                else {}
            ),
        )

    @blueprint.post("/visits")
    def start() -> Response:
        return _answer(201, visit=service.start(user(), identity_check(fields())))

    @blueprint.post("/visits/<visit_id>/passcode")
    def passcode(visit_id: str) -> Response:
        given, until = service.visual.passcode(user(), visit_id)
        return _answer(201, passcode=given, until=until.isoformat())

    @blueprint.post("/visits/<visit_id>/visual-check")
    def visual_check(visit_id: str) -> Response:
        me, body = user(), fields()
        service.visual.confirm(
            me,
            visit_id,
            passcode=text(body, "passcode"),
            same_person=flag(body, "same_person"),
        )
        return _answer()

    @blueprint.put("/visits/<visit_id>/consents")
    def choose(visit_id: str) -> Response:
        challenge = service.choose(user(), visit_id, consent_form(fields()))
        return _answer(challenge=challenge.hex())

    @blueprint.post("/visits/<visit_id>/card")
    def card(visit_id: str) -> Response:
        me, body = user(), fields()
        result = service.read(
            me,
            visit_id,
            certificate_der=certificate(body),
            signature=signature(body),
        )
        return _answer(201, **shown_result(result))

    @blueprint.get("/visits/<visit_id>/result")
    def result(visit_id: str) -> Response:
        return _answer(**shown_result(service.result(user(), visit_id)))

    @blueprint.route("/<path:_rest>", methods=_METHODS)
    def nothing(_rest: str) -> Response:
        raise MSARefusedError(
            MSAReason.REQUEST_INVALID, detail=f"{request.path} はありません。"
        )

    @blueprint.errorhandler(MSARefusedError)
    def refused(error: MSARefusedError) -> Response:
        return _refusal(error.reason, _TOLD[error.reason], **error.values)

    @blueprint.errorhandler(RefusedError)
    def refused_by_card(error: RefusedError) -> Response:
        return _refusal(error.reason, notice_of(error))

    @blueprint.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        trouble = trouble_of(error)
        if trouble is not None:
            if isinstance(error, OSError):
                logger.warning("the disk cannot be used: %s", told_in_log(error))
            return _refusal(Reason.SERVER_ERROR, notice_of_trouble(trouble))
        logger.exception("unexpected error while answering", exc_info=error)
        return _refusal(Reason.SERVER_ERROR, NOTICES[Reason.SERVER_ERROR])

    return blueprint


def _answer(status: int = 200, **values: object) -> Response:
    return make_response({"result": "ok", **values}, status)


def _refusal(reason: str, notice: Notice, **values: str) -> Response:
    return make_response(
        {
            "result": "refused",
            "reason": str(reason),
            "heading": notice.heading,
            "message": "\n".join((notice.message.format(**values), *notice.next_steps)),
        },
        notice.status,
    )
