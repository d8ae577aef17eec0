"""How the page hands over to the app and the app to the server: every name in use.

The official interface is given to applicants only; these names are our own. Another
server is reached by changing this file and no other.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

SCHEME = "mynabench-app"
ACTION = "authenticate"

PARAMETER_SESSION = "session"
PARAMETER_NONCE = "nonce"  # base64url without padding.
PARAMETER_MODE = "mode"  # register | view | cancel
PARAMETER_GATE = "gate"  # Where the app delivers certificate and signature.
PARAMETER_RETURN = "return"  # Where the browser goes afterwards.
PARAMETER_DEVICE = "device"  # "other": the browser is on another device.
DEVICE_OTHER = "other"

FIELD_SESSION = "session"
FIELD_CERTIFICATE = "certificate"  # base64 of the DER.
FIELD_SIGNATURE = "signature"  # base64.
FIELD_RESULT = "result"
FIELD_REASON = "reason"
FIELD_MESSAGE = "message"
FIELD_RETURN = "return"
RESULT_ACCEPTED = "accepted"
RESULT_REFUSED = "refused"

SHORTEST_NONCE = 16


class LaunchError(ValueError):
    """A hand-over that the app cannot follow; says which part is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """What the page asked of the app."""

    session: str
    nonce: bytes
    mode: str
    gate: str
    return_url: str
    elsewhere: bool = False  # The browser is on another device; nowhere to return to.


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAnswer:
    """What the server said to the certificate and the signature."""

    accepted: bool
    reason: str | None
    message: str
    return_url: str | None


def is_launch(url: str) -> bool:
    """Tell whether *url* hands over to an app instead of naming a page."""
    scheme = urlsplit(url).scheme.lower()
    return scheme not in ("http", "https", "")


def parse_launch(url: str) -> Launch:
    """Read a launch URL; raises `LaunchError` naming what is missing or malformed."""
    parts = urlsplit(url)
    if parts.scheme.lower() != SCHEME or parts.netloc != ACTION:
        raise LaunchError(
            f"{SCHEME}://{ACTION}?… ではなく、"
            f"{parts.scheme or '（なし）'}://{parts.netloc} で始まっています"
        )
    values = parse_qs(parts.query, keep_blank_values=True)
    return Launch(
        session=_single(values, PARAMETER_SESSION),
        nonce=_nonce(_single(values, PARAMETER_NONCE)),
        mode=_single(values, PARAMETER_MODE),
        gate=_web_address(values, PARAMETER_GATE),
        return_url=_web_address(values, PARAMETER_RETURN),
        elsewhere=values.get(PARAMETER_DEVICE) == [DEVICE_OTHER],
    )


def origin(url: str) -> str:
    """Scheme, host and port of *url*, the port always written out."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    port = _port(parts) or {"http": 80, "https": 443}.get(scheme)
    return f"{scheme}://{parts.hostname or ''}:{port}"


def gate_request(launch: Launch, *, certificate: bytes, signature: bytes) -> bytes:
    """The body that the app posts to the gate (JSON)."""
    return json.dumps(
        {
            FIELD_SESSION: launch.session,
            FIELD_CERTIFICATE: base64.b64encode(certificate).decode("ascii"),
            FIELD_SIGNATURE: base64.b64encode(signature).decode("ascii"),
        }
    ).encode("utf-8")


def parse_gate_answer(body: bytes) -> GateAnswer:
    """Read the gate's JSON; raises `LaunchError` when it is something else."""
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise LaunchError(
            f"アプリの受け口（gate）の返事がJSONではありません: {body[:60]!r}"
        ) from error
    result = answer.get(FIELD_RESULT) if isinstance(answer, dict) else None
    if result not in (RESULT_ACCEPTED, RESULT_REFUSED):
        raise LaunchError(
            f"アプリの受け口（gate）の返事の {FIELD_RESULT} が {RESULT_ACCEPTED} でも "
            f"{RESULT_REFUSED} でもありません: {result!r}"
        )
    return GateAnswer(
        accepted=result == RESULT_ACCEPTED,
        reason=_text(answer, FIELD_REASON),
        message=_text(answer, FIELD_MESSAGE) or "",
        return_url=_text(answer, FIELD_RETURN),
    )


def _single(values: Mapping[str, list[str]], name: str) -> str:
    found = values.get(name, [])
    if len(found) != 1 or not found[0]:
        raise LaunchError(
            f"{name} が2つ以上あります"
            if len(found) > 1
            else f"{name} がありません（リンクが途中で切れているかもしれません）"
        )
    return found[0]


def _nonce(text: str) -> bytes:
    padded = text + "=" * (-len(text) % 4)
    try:
        nonce = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise LaunchError(f"{PARAMETER_NONCE} がbase64urlではありません") from error
    if len(nonce) < SHORTEST_NONCE:
        raise LaunchError(
            f"{PARAMETER_NONCE} が{len(nonce)}バイトしかありません"
            f"（{SHORTEST_NONCE}バイト以上）"
        )
    return nonce


def _web_address(values: Mapping[str, list[str]], name: str) -> str:
    address = _single(values, name)
    parts = urlsplit(address)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise LaunchError(
            f"{name} が http:// か https:// のアドレスではありません: {address[:80]}"
        )
    _port(parts)
    return address


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError as error:
        raise LaunchError(f"ポートが数ではありません: {parts.netloc[:80]}") from error


def _text(answer: Mapping[str, object], name: str) -> str | None:
    value = answer.get(name)
    return value if isinstance(value, str) else None
