"""A kind that the receipt computer cancelled alone shows wherever consents do."""

from __future__ import annotations

from flask.testing import FlaskClient

from oqs_stub.records import ConsentKind
from oqs_stub.stub import Stub

from ..conftest import CONTROL_TOKEN
from .staff import DENTAL, HOME, consent, log_in, soup

BOTH = frozenset({ConsentKind.DRUGS, ConsentKind.OPERATION})


def test_a_cancelled_kind_is_marked_in_the_list_and_told_by_the_control_face(
    web: FlaskClient, stub: Stub
) -> None:
    consent(stub, kinds=BOTH)
    stub.consents.withdraw(
        "sakura", DENTAL, HOME, kinds={ConsentKind.DRUGS}, at=stub.clock.now()
    )
    log_in(web, "viewer")

    (row,) = soup(web.get("/terminal/patients")).select("tbody tr")
    token = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
    (told,) = web.get("/control/consents", headers=token).get_json()["consents"]

    assert "薬剤情報（取消し）" in row.get_text()
    assert "手術情報（取消し）" not in row.get_text()
    assert "手術情報" in row.get_text()
    assert told["withdrawn"] == [
        {"kind": "YZK", "at": stub.clock.now().isoformat(), "reason": "1"}
    ]
