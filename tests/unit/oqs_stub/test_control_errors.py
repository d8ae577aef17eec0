"""What the control face says of a request that it does not carry out."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, NoReturn

import pytest
from flask.testing import FlaskClient

from card_profiles.variant import VariantError
from oqs_stub.stub import Stub

TOKEN = {"Authorization": "Bearer token-of-the-tests"}


class Wrong(NamedTuple):
    method: str
    path: str
    body: object
    status: int
    code: str
    told: str


_CARE = "care/9930000014/sakura"
_CONSENT = "consents/9930000014/sakura/2"
_PLACE = "institutions/9930000014"
_ANY_MOMENT = "2026-08-01T09:00:00+09:00"
_LATER = "2026-08-02T09:00:00+09:00"
_DISASTER = {"since": _ANY_MOMENT, "until": _LATER}

INVALID = {
    "no-json": ("PUT", "clock", None, "{…} の形のJSON"),
    "a-list": ("PUT", "clock", [], "JSONのオブジェクト"),
    "missing": ("PUT", "clock", {}, "now がありません。空でない文字列で"),
    "no-text": ("PUT", "clock", {"now": 7}, "now は空でない文字列で"),
    "no-moment": ("PUT", "clock", {"now": "soon"}, "時差の付いた日時で書いて"),
    "no-zone": ("PUT", "clock", {"now": "2026-08-01"}, '"2026-08-01" でした'),
    "year": ("PUT", "clock", {"now": "9998-01-01T00:00Z"}, "1950年から2200年"),
    "nobody": ("POST", "people", {}, '{"persona": 名前}'),
    "count": ("POST", "people", {"synthetic": {"count": 0, "seed": 1}}, "1から100000"),
    "true": (
        "POST",
        "people",
        {"synthetic": {"count": True, "seed": 1}},
        "true でした",
    ),
    "word": (
        "POST",
        "people",
        {"synthetic": {"count": 1, "seed": 1, "addresses": "real"}},
        "prefectures, invented のどれか",
    ),
    "no-day": (
        "POST",
        "people/sakura/move-coverage",
        {"on": "あす"},
        'on は 2026-11-21 のような日付で書いてください（"あす" でした）。',
    ),
    "loss": (
        "POST",
        "people/sakura/lose-coverage",
        {"on": "2026-05-01", "reason": "77"},
        "（OQSCD008）のどれか",
    ),
    "flag": ("PUT", "people/sakura/insurance-use", {"registered": 1}, "true か false"),
    "state": ("PUT", "people/sakura/certificate", {"state": "x"}, "revoked, in-force"),
    "coverage": ("POST", "people/sakura/coverages", {}, "classification がありません"),
    "coverages": ("PUT", "people/sakura/coverages", {"coverages": 1}, "配列のはず"),
    "covers-code": (
        "PUT",
        "people/sakura/coverages",
        {"coverages": [{"classification": "99"}]},
        "0.classification は'01', '02'",
    ),
    "long": ("PUT", "people/sakura/coverages", {"coverages": "長" * 999}, "長長…"),
    "ticket": ("POST", "people/sakura/tickets", {}, "ticket_type がありません"),
    "kinds": ("PUT", f"{_CONSENT}/kinds", {"kinds": "YZK"}, '["YZK"] のような配列'),
    "kind": ("PUT", f"{_CONSENT}/kinds", {"kinds": ["X"]}, "TSR, TKK"),
    "category": (
        "POST",
        "consents/9930000014/sakura/9/lapse",
        {"reason": "2"},
        "診療区分 は 1, 2, 3, 4 のどれか",
    ),
    "reason": ("POST", f"{_CONSENT}/lapse", {}, "reason がありません"),
    "region": ("PUT", _PLACE, {"region": "a b"}, "20文字以内"),
    "asks": ("PUT", _PLACE, {"asks_visit_form": "yes"}, "true か false"),
    "enrolled": ("PUT", _PLACE, {"state": "open"}, "not-enrolled"),
    "setting": ("PUT", f"{_PLACE}/settings", {"x": 1}, "x という項目はありません"),
    "on-off": ("PUT", f"{_PLACE}/settings", {"online": "よい"}, "true か false"),
    "reboot": ("PUT", f"{_PLACE}/terminal", {}, "needs_reboot がありません"),
    "months": ("PUT", f"{_CARE}/months", {"months": "4"}, '["2026-04"] のような配列'),
    "month": ("PUT", f"{_CARE}/months", {"months": ["4"]}, "2026-04 のような年月"),
    "form": ("PUT", f"{_CARE}/visits/2026-04-10", {"form": "x"}, "house-call"),
    "visit-day": ("PUT", f"{_CARE}/visits/x", {"form": "visit"}, "診療日 は"),
    "use": ("POST", f"{_CARE}/change-use", {}, "category がありません"),
    "regions": ("PUT", "disasters/x", {**_DISASTER, "regions": []}, '["99"] のような'),
    "period": ("PUT", "disasters/x", {**_DISASTER, "until": _ANY_MOMENT}, "より後に"),
    "long-name": ("PUT", f"disasters/{'x' * 81}", _DISASTER, "80文字以内"),
    "drifts": ("PUT", "drifts", {"on": "shuffled"}, '["shuffled"] のような'),
    "seed": ("POST", "faults", {"fault": "slow", "seed": -1}, "0から2147483647"),
    "condition": ("PUT", "reception", {"condition": "x"}, "open, maintenance"),
    "field": ("PUT", "reception", {"x": 1}, "x という項目はありません"),
    "face-kinds": (
        "POST",
        "people/sakura/face",
        {"institution": "9930000014", "kinds": "YZK"},
        "配列",
    ),
    "prescription": (
        "POST",
        "people/sakura/face",
        {"institution": "9930000014", "prescription": 7},
        "prescription は 1, 2 のどれか",
    ),
}
OTHERS = {
    "person": Wrong("GET", "people/nobody", None, 404, "person-unknown", "nobody"),
    "persona": Wrong(
        "POST", "people", {"persona": "hanaka"}, 404, "persona-unknown", "hanako"
    ),
    "institution": Wrong(
        "PUT", "institutions/1/terminal", {"needs_reboot": True}, 404,
        "institution-unknown", "医療機関コード 1",
    ),
    "fault": Wrong(
        "POST", "faults", {"fault": "slo"}, 400, "fault-invalid", "使えるもの"
    ),
    "armed": Wrong("DELETE", "faults/7", None, 404, "fault-unknown", "番号 7"),
    "drift": Wrong("PUT", "drifts", {"on": ["x"]}, 400, "drift-unknown", "shuffled"),
    "disaster": Wrong("DELETE", "disasters/x", None, 404, "disaster-unknown", "「x」"),
    "no-visit": Wrong(
        "PUT", f"{_CARE}/visits/2026-04-10", {"form": "visit"}, 409, "visit-unknown",
        "確認されていません",
    ),
    "no-consent": Wrong(
        "POST", f"{_CARE}/change-use", {"category": "2"}, 409, "consent-unknown",
        "同意をしていません",
    ),
    "lapse": Wrong(
        "POST", f"{_CONSENT}/lapse", {"reason": "2"}, 409, "change-refused",
        "有効な同意をしていません",
    ),
    "home": Wrong("DELETE", "clock", None, 409, "clock-fixed", "--now"),
}  # fmt: skip


def _told(web: FlaskClient, method: str, path: str, body: object) -> tuple[int, Any]:
    answer = web.open(f"/control/{path}", method=method, json=body, headers=TOKEN)
    return answer.status_code, answer.get_json()


def _is_a_japanese_sentence(text: str) -> bool:
    """No stretch of English in it, however short, and an end."""
    english = re.search(r"[a-z]+ [a-z]+ [a-z]+", text)
    return english is None and text.endswith("。")


@pytest.mark.parametrize(
    ("method", "path", "body", "told"), INVALID.values(), ids=INVALID.keys()
)
def test_an_invalid_request_is_told_in_japanese_what_was_expected(
    web: FlaskClient, method: str, path: str, body: object, told: str
) -> None:
    status, answer = _told(web, method, path, body)

    assert (status, answer["code"]) == (400, "request-invalid")
    assert told in answer["error"]
    assert _is_a_japanese_sentence(answer["error"])


@pytest.mark.parametrize("wrong", OTHERS.values(), ids=OTHERS.keys())
def test_every_other_refusal_has_a_code_and_a_japanese_sentence(
    web: FlaskClient, wrong: Wrong
) -> None:
    status, answer = _told(web, wrong.method, wrong.path, wrong.body)

    assert (status, answer["code"]) == (wrong.status, wrong.code)
    assert wrong.told in answer["error"]
    assert _is_a_japanese_sentence(answer["error"].split("使えるもの")[0] + "。")


def test_a_special_case_of_a_refusal_is_told_like_the_refusal(
    web: FlaskClient, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> NoReturn:
        raise VariantError(f"{name} の変種はありません。")

    monkeypatch.setattr(stub.people, "add_ready", refuse)

    status, answer = _told(web, "POST", "people", {"persona": "sakura"})

    assert (status, answer["code"]) == (404, "persona-unknown")
    assert answer["error"] == "sakura の変種はありません。"


def test_who_has_no_token_is_told_how_to_send_it(web: FlaskClient) -> None:
    answer = web.get("/control/ledger")

    assert answer.get_json()["code"] == "token-invalid"
    assert "Authorization: Bearer" in answer.get_json()["error"]


def test_the_sentence_can_be_read_as_it_comes(web: FlaskClient) -> None:
    answer = web.get("/control/people/nobody", headers=TOKEN)

    assert "登録されていません" in answer.get_data(as_text=True)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["clcok", "people/sakura/wings", "faults/one", "a/b/"])
def test_an_address_that_is_none_is_answered_as_every_other_refusal(
    web: FlaskClient, method: str, path: str
) -> None:
    status, answer = _told(web, method, path, None)

    assert (status, answer["code"]) == (404, "address-unknown")
    assert f"/control/{path}" in answer["error"]
    assert "care, clock, consents, disasters" in answer["error"]
    assert _is_a_japanese_sentence(answer["error"])


def test_another_method_is_refused_with_those_that_there_are(web: FlaskClient) -> None:
    answer = web.patch("/control/clock", json={}, headers=TOKEN)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, PUT, DELETE"
    assert answer.get_json()["code"] == "method-not-allowed"
    assert "GET, PUT, DELETE で送って" in answer.get_json()["error"]


def test_an_address_that_is_none_is_not_told_to_strangers(web: FlaskClient) -> None:
    answer = web.get("/control/clcok")

    assert (answer.status_code, answer.get_json()["code"]) == (401, "token-invalid")


def test_a_body_that_is_too_large_is_refused_in_json(web: FlaskClient) -> None:
    body = {"now": "1" * 300_000}

    status, answer = _told(web, "PUT", "clock", body)

    assert (status, answer["code"]) == (413, "body-too-large")
    assert "256 KiB以内" in answer["error"]


def test_an_error_of_our_own_is_told_in_json_and_logged(
    web: FlaskClient,
    stub: Stub,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> NoReturn:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(stub.faults, "all", fail)

    status, answer = _told(web, "GET", "faults", None)

    assert (status, answer["code"]) == (500, "server-error")
    assert _is_a_japanese_sentence(answer["error"])
    assert "broken on purpose" in caplog.text
