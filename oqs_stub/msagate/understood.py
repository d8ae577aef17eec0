"""What the app's JSON says, each value checked; `MSARefusedError` for anything else."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from ..messages import MessageError
from ..messages.json_text import parse_json
from ..msa_reasons import MSAReason, MSARefusedError
from ..reasons import Reason, RefusedError
from ..records import ConsentForm, ConsentKind, Prescription
from ..rules.msa import IdentityCheck

LARGEST_BODY = 32 * 1024
"""Bytes of the largest request: a certificate and a signature."""

_LONGEST_TEXT = 200


def fields() -> dict[str, Any]:
    """The JSON object that was sent."""
    request.max_content_length = LARGEST_BODY
    try:
        document = parse_json(request.get_data(cache=False))
    except RequestEntityTooLarge as error:
        raise _invalid(f"{LARGEST_BODY}バイト以内で送ってください。") from error
    except MessageError as error:
        raise _invalid(str(error)) from error
    if not isinstance(document, dict):
        raise _invalid("JSONのオブジェクトが必要です。")
    return document


def text(body: dict[str, Any], name: str) -> str:
    """A text that must be there."""
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TEXT:
        raise _invalid(f"{name} には、{_LONGEST_TEXT}文字以内の文字列が必要です。")
    return value


def flag(body: dict[str, Any], name: str) -> bool:
    """A yes or no that must be there."""
    value = body.get(name)
    if not isinstance(value, bool):
        raise _invalid(f"{name} には、true か false が必要です。")
    return value


def identity_check(body: dict[str, Any]) -> IdentityCheck:
    """How staff want to identify the patient."""
    try:
        return IdentityCheck(str(body.get("check")))
    except ValueError as error:
        known = "、".join(IdentityCheck)
        raise _invalid(f"check には、{known} のどれかが必要です。") from error


def consent_form(body: dict[str, Any]) -> ConsentForm:
    """What the patient chose."""
    kinds, prescription = body.get("kinds", []), body.get("prescription")
    try:
        if not isinstance(kinds, list):
            raise ValueError  # noqa: TRY004 - told like any other wrong value.
        return ConsentForm(
            kinds=frozenset(ConsentKind(kind) for kind in kinds),
            prescription=None if prescription is None else Prescription(prescription),
        )
    except ValueError as error:
        raise _invalid(
            f"kinds には {'、'.join(ConsentKind)} の配列、prescription には "
            f"{'、'.join(Prescription)} のどれかが必要です。"
        ) from error


def certificate(body: dict[str, Any]) -> bytes:
    """The certificate that the card gave, DER in base64."""
    value = body.get("certificate")
    if not isinstance(value, str) or not value:
        raise RefusedError(Reason.CERTIFICATE_UNTRUSTED, "expected a certificate")
    return _base64(value, Reason.CERTIFICATE_UNTRUSTED)


def signature(body: dict[str, Any]) -> bytes | None:
    """What the card signed, in base64; None where no PIN was typed."""
    value = body.get("signature")
    if value is None:
        return None
    if not isinstance(value, str):
        raise RefusedError(Reason.SIGNATURE_INVALID, "expected base64")
    return _base64(value, Reason.SIGNATURE_INVALID)


def _base64(value: str, reason: Reason) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise RefusedError(reason, "expected base64") from error


def _invalid(detail: str) -> MSARefusedError:
    return MSARefusedError(MSAReason.REQUEST_INVALID, detail=detail)
