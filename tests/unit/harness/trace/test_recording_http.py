"""HTTP is recorded as it went, without secrets."""

from __future__ import annotations

import httpx
import pytest

from harness.journal import Journal
from harness.trace.recording_http import RecordingTransport

URL = "http://127.0.0.1:9/login"


def client_of(
    journal: Journal,
    response: httpx.Response | None = None,
    *,
    fictitious: bool = False,
) -> httpx.Client:
    answer = response or httpx.Response(200, html="<p>ようこそ</p>")
    inner = httpx.MockTransport(lambda request: answer)
    return httpx.Client(
        transport=RecordingTransport(inner, journal, fictitious=fictitious)
    )


def test_both_sides_are_recorded_under_the_running_step() -> None:
    journal = Journal()
    journal._current = 5

    with client_of(journal) as client:
        client.get(URL, params={"a": "同"})

    only = journal.http[0]
    assert (only.step, only.method, only.status) == (5, "GET", 200)
    assert only.url == URL + "?a=%E5%90%8C"
    assert only.response_body == "<p>ようこそ</p>"


def test_the_answer_reaches_the_caller_unchanged() -> None:
    journal = Journal()

    with client_of(journal, httpx.Response(200, content=b"\x00\x01")) as client:
        assert client.get(URL).content == b"\x00\x01"


def test_a_byte_order_mark_before_an_answer_is_recorded() -> None:
    journal = Journal()
    marked = httpx.Response(
        200,
        content=b'\xef\xbb\xbf{"a":1}',
        headers={"Content-Type": "application/json"},
    )

    with client_of(journal, marked) as client:
        client.get(URL)

    assert journal.http[0].response_body == '\ufeff{"a": 1}'


@pytest.mark.parametrize(
    "field",
    [
        "password",
        "new_password",
        "pin",
        "auth-pin",
        "csrf_token",
        "passcode",
        "activation_code",
        "暗証番号",
    ],
)
def test_secrets_of_a_form_are_hidden(field: str) -> None:
    journal = Journal()

    with client_of(journal) as client:
        client.post(URL, data={"user": "admin", field: "hush-hush"})

    assert journal.http[0].request_body.startswith("user=admin&")
    assert "hush" not in repr(journal.http[0])


def test_a_field_that_only_contains_the_letters_pin_is_shown() -> None:
    journal = Journal()

    with client_of(journal) as client:
        client.post(URL, data={"mapping": "visible"})

    assert journal.http[0].request_body == "mapping=visible"


def test_secret_headers_are_hidden() -> None:
    journal = Journal()
    answer = httpx.Response(200, headers={"Set-Cookie": "id=hush-hush; Path=/"})

    with client_of(journal, answer) as client:
        client.get(
            URL, headers={"Authorization": "Bearer hush-hush", "Cookie": "a=hush-hush"}
        )

    assert "hush" not in repr(journal.http[0])


def test_a_real_persons_certificate_is_hidden_a_fictitious_ones_is_not() -> None:
    real, fictitious = Journal(), Journal()
    body = {"session": "s1", "certificate": "MIIF", "signature": "AAAA"}

    with client_of(real) as client:
        client.post(URL, json=body)
    with client_of(fictitious, fictitious=True) as client:
        client.post(URL, json=body)

    assert "MIIF" not in real.http[0].request_body
    assert "s1" in real.http[0].request_body
    assert "MIIF" in fictitious.http[0].request_body


def test_json_inside_json_is_searched_too() -> None:
    journal = Journal()

    with client_of(journal) as client:
        client.post(URL, json={"people": [{"pin": "hush-hush", "name": "花子"}]})

    assert "hush" not in journal.http[0].request_body
    assert "花子" in journal.http[0].request_body


def test_bytes_are_told_by_type_and_size() -> None:
    journal = Journal()
    picture = httpx.Response(
        200, content=bytes(70), headers={"Content-Type": "image/png"}
    )

    with client_of(journal, picture) as client:
        client.get(URL)

    assert journal.http[0].response_body == "<image/png, 70 bytes>"


def test_a_request_without_an_answer_is_recorded_too() -> None:
    journal = Journal()

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    transport = RecordingTransport(httpx.MockTransport(refuse), journal)
    with httpx.Client(transport=transport) as client, pytest.raises(httpx.ConnectError):
        client.get(URL)

    assert (journal.http[0].status, journal.http[0].response_body) == (0, "")


def test_secrets_in_a_json_answer_are_hidden() -> None:
    journal = Journal()
    answer = httpx.Response(
        201, json={"token": "hush-hush", "result": {"idToken": "hush"}, "name": "歯科"}
    )

    with client_of(journal, answer) as client:
        assert client.get(URL).json()["token"] == "hush-hush"

    assert "hush" not in journal.http[0].response_body
    assert "歯科" in journal.http[0].response_body
