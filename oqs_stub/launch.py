"""How the page hands over to the app, and where the app answers: our own names.

The official interface is given to applicants only.
"""

from __future__ import annotations

import base64
from urllib.parse import urlencode

SCHEME = "mynabench-app"
GATE_PATH = "/appgate/authentications"
SESSION_PATH = "/zaitaku/session"


def launch_url(*, base_url: str, session_id: str, nonce: bytes) -> str:
    """The URL that starts the app; it carries no consent and nobody's data."""
    query = urlencode(
        {
            "session": session_id,
            "nonce": base64.urlsafe_b64encode(nonce).decode().rstrip("="),
            "mode": "register",
            "gate": base_url + GATE_PATH,
            "return": return_url(base_url=base_url, session_id=session_id),
        }
    )
    return f"{SCHEME}://authenticate?{query}"


def return_url(*, base_url: str, session_id: str) -> str:
    """Where the browser goes after the app; works in any browser, without a cookie."""
    return f"{base_url}{SESSION_PATH}/{session_id}"
