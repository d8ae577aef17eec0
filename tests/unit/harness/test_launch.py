"""The app follows a hand-over it understands, and says what is wrong with others."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlencode

import pytest

from harness.app.launch import (
    LaunchError,
    gate_request,
    is_launch,
    origin,
    parse_gate_answer,
    parse_launch,
)

NONCE = bytes(range(240, 256)) * 2
GATE = "http://127.0.0.1:8080/appgate/authentications"
RETURN = "http://127.0.0.1:8080/zaitaku/return/s1"
GOOD = {
    "session": "s1",
    "nonce": base64.urlsafe_b64encode(NONCE).rstrip(b"=").decode(),
    "mode": "register",
    "gate": GATE,
    "return": RETURN,
}


def url(**changes: str | None) -> str:
    values = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    return "mynabench-app://authenticate?" + urlencode(values)


def test_a_launch_url_is_read() -> None:
    launch = parse_launch(url())

    assert (launch.session, launch.mode) == ("s1", "register")
    assert launch.nonce == NONCE
    assert (launch.gate, launch.return_url) == (GATE, RETURN)


def test_padding_of_the_nonce_does_not_matter() -> None:
    padded = base64.urlsafe_b64encode(NONCE).decode()

    assert parse_launch(url(nonce=padded)).nonce == NONCE


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        pytest.param(url(session=None), "session", id="no-session"),
        pytest.param(url(nonce=None), "nonce", id="no-nonce"),
        pytest.param(url(nonce="***"), "base64url", id="nonce-not-base64"),
        pytest.param(url(nonce="AAAA"), "3バイト", id="nonce-too-short"),
        pytest.param(url(mode=""), "mode", id="no-mode"),
        pytest.param(url(gate="javascript:x"), "gate", id="gate-not-http"),
        pytest.param(url(**{"return": "/relative"}), "return", id="return-relative"),
        pytest.param(url(gate="http://a:x/"), "ポート", id="gate-bad-port"),
        pytest.param(url() + "&session=s2", "session が2つ以上", id="session-twice"),
        pytest.param("mynaportal://authenticate", "mynaportal", id="other-scheme"),
        pytest.param("mynabench-app://pay?x=1", "pay", id="other-action"),
        pytest.param("", "（なし）", id="empty"),
    ],
)
def test_a_bad_launch_url_is_refused_with_its_fault(bad: str, named: str) -> None:
    with pytest.raises(LaunchError, match=named):
        parse_launch(bad)


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("http://a.invalid/x", "http://a.invalid:80"),
        ("HTTPS://A.invalid:443/", "https://a.invalid:443"),
        ("http://user@a.invalid:81/", "http://a.invalid:81"),
        ("http://a.invalid.evil.invalid/", "http://a.invalid.evil.invalid:80"),
    ],
)
def test_an_origin_is_scheme_host_and_port(address: str, same: str) -> None:
    assert origin(address) == same


@pytest.mark.parametrize(
    ("address", "launches"),
    [
        ("mynabench-app://x", True),
        ("http://x", False),
        ("HTTPS://x", False),
        ("x", False),
    ],
)
def test_an_app_is_launched_by_any_scheme_but_the_webs(
    address: str,
    launches: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    assert is_launch(address) is launches


def test_the_gate_gets_session_certificate_and_signature() -> None:
    body = gate_request(parse_launch(url()), certificate=b"cert", signature=b"sign")

    assert json.loads(body) == {
        "session": "s1",
        "certificate": "Y2VydA==",
        "signature": "c2lnbg==",
    }


def test_the_gates_refusal_is_read() -> None:
    answer = parse_gate_answer(
        json.dumps(
            {"result": "refused", "reason": "certificate_expired", "message": "期限"}
        ).encode()
    )

    assert not answer.accepted
    assert (answer.reason, answer.message) == ("certificate_expired", "期限")
    assert answer.return_url is None


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"result": "maybe"}', b'{"result": 1}']
)
def test_what_no_gate_says_is_refused(body: bytes) -> None:
    with pytest.raises(LaunchError, match="gate"):
        parse_gate_answer(body)
