"""The app of a phone in the network: it serves the pages of its own stub, no others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from card_profiles.dates import JST
from card_profiles.pki import PKI
from harness.app_session import AppSession
from harness.oqs_serve import PUBLIC_ADDRESS
from harness.people import People
from harness.ports import AppState

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=JST)
HERE = "http://192.0.2.10:8085"


@pytest.mark.parametrize(
    ("public", "page", "state"),
    [
        (f"{HERE}/", HERE, AppState.PIN_ENTRY),
        (HERE, "http://192.0.2.11:8085", AppState.REFUSED),
        (HERE, "http://192.0.2.10:8086", AppState.REFUSED),
        (None, HERE, AppState.REFUSED),
        (HERE, "http://127.0.0.1:9", AppState.PIN_ENTRY),
    ],
    ids=["its own", "a stranger's", "another port", "nobody told", "this machine"],
)
def test_the_app_takes_over_a_page(
    tmp_path: Path, public: str | None, page: str, state: AppState
) -> None:
    PKI.open(tmp_path / "pki", now=NOW)
    if public is not None:
        (tmp_path / PUBLIC_ADDRESS).parent.mkdir()
        (tmp_path / PUBLIC_ADDRESS).write_text(f"{public}\n", encoding="utf-8")
    gate = quote(f"{page}/gate", safe="")
    launch = (
        f"mynabench-app://authenticate?session=s&nonce={'A' * 43}&mode=register"
        f"&gate={gate}&return={gate}"
    )

    with AppSession(launch, tmp_path, people=People(now=NOW), now=NOW) as session:
        assert session.screen.state is state
