"""Answering OQSsiurl01: the institution's own URL, its QR code, and changing it."""

from __future__ import annotations

import base64

from ..labels import CATEGORY_LABELS
from ..messages.access_url import (
    AccessURLAnswer,
    AccessURLAnswerBody,
    AccessURLRequest,
)
from ..records import TreatmentCategory
from ..url_sheet import qr_png, sheet_pdf
from ..urls import reception_url
from .inquiry_context import Asker, Outcome, RefusedError, Stores
from .receptions import OK, answer_header

_PDF, _PNG = "1", "2"  # OQSCD034.
_CHANGE = "1"  # OQSCD035.


def answer_access_url(
    stores: Stores, asker: Asker, request: AccessURLRequest
) -> Outcome:
    """The URL of that kind; changed first if so asked: then the old one is dead.

    Raises `RefusedError` where the stub itself is not reachable by any URL.
    """
    body = request.MessageBody
    category = TreatmentCategory(body.URLKind)
    if not stores.address.base_url:
        raise RefusedError(stores.codes.refusal("address_unknown"))
    code = asker.institution.code
    changed = body.URLChange == _CHANGE
    token = (
        stores.institutions.reissue_url(code, category)
        if changed
        else stores.institutions.url_token(code, category)
    )
    url = reception_url(
        base_url=stores.address.base_url, category=category, token=token
    )
    answer = AccessURLAnswer(
        MessageHeader=answer_header(request.MessageHeader, asker),
        MessageBody=AccessURLAnswerBody(
            ProcessingResultStatus=OK,
            URLKind=body.URLKind,
            AccessURL=url,
            AccessURLFile=_file(asker, category, url, form=body.URLFileFormat),
        ),
    )
    return Outcome(answer=answer, detail="URL変更" if changed else "")


def _file(
    asker: Asker, category: TreatmentCategory, url: str, *, form: str | None
) -> str | None:
    if form == _PNG:
        content = qr_png(url)
    elif form == _PDF:
        content = sheet_pdf(
            institution=asker.institution.name,
            code=asker.institution.code,
            kind=CATEGORY_LABELS[category],
            url=url,
            now=asker.now,
        )
    else:
        return None
    return base64.b64encode(content).decode()
