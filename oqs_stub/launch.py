"""How the page hands over to the app, and where the app answers: our own names.

The official interface is given to applicants only.
"""

from __future__ import annotations

import base64
from enum import StrEnum
from urllib.parse import urlencode

SCHEME = "mynabench-app"
GATE_PATH = "/appgate/authentications"
SESSION_PATH = "/zaitaku/session"


class Purpose(StrEnum):
    """What the card is read for: the three functions of the site."""

    REGISTER = "register"  # 資格確認・同意登録
    VIEW = "view"  # 同意照会・更新
    CANCEL = "cancel"  # すべての同意を取消す


class Device(StrEnum):
    """Where the app runs, seen from the browser."""

    HERE = "here"  # On the same phone, or with a card reader on the same PC.
    OTHER = "other"  # A phone that reads the 二次元コード of a PC's page.


def launch_url(
    *,
    base_url: str,
    session_id: str,
    nonce: bytes,
    purpose: Purpose,
    device: Device = Device.HERE,
) -> str:
    """The URL that starts the app; it carries no consent and nobody's data.

    An app on another device than the browser has nowhere to return to.
    """
    fields = {
        "session": session_id,
        "nonce": base64.urlsafe_b64encode(nonce).decode().rstrip("="),
        "mode": purpose.value,
        "gate": base_url + GATE_PATH,
        "return": return_url(base_url=base_url, session_id=session_id),
    }
    if device is Device.OTHER:
        fields["device"] = device.value
    return f"{SCHEME}://authenticate?{urlencode(fields)}"


def return_url(*, base_url: str, session_id: str) -> str:
    """Where the browser goes after the app."""
    return f"{base_url}{SESSION_PATH}/{session_id}"
