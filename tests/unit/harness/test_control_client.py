"""The control face is asked as it wants to be asked, and its refusals are told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from harness.drivers.control_http import ControlError, HTTPControl
from harness.ports import TransportError

JST = timezone(timedelta(hours=9), "JST")


class ControlFace:
    """A server of one canned answer; remembers requests."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, object]] = []
        self.status, self.answer = 200, b"{}"
        face = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                face.asked.append(
                    (
                        self.command,
                        self.path,
                        self.headers["Authorization"],
                        json.loads(body) if body else None,
                    )
                )
                self.send_response(face.status)
                self.send_header("Content-Length", str(len(face.answer)))
                self.end_headers()
                self.wfile.write(face.answer)

            do_GET = do_POST = do_PUT = _serve  # noqa: N815 - names the library calls.

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def face() -> Iterator[ControlFace]:
    face = ControlFace()
    yield face
    face.stop()


@pytest.fixture
def control(face: ControlFace) -> Iterator[HTTPControl]:
    control = HTTPControl(face.url, token="t0ken")
    yield control
    control.close()


def test_the_clock_is_set_with_its_zone_and_the_token(
    face: ControlFace, control: HTTPControl
) -> None:
    control.set_clock(datetime(2026, 12, 1, 9, 0, tzinfo=JST))

    assert face.asked == [
        ("PUT", "/control/clock", "Bearer t0ken", {"now": "2026-12-01T09:00:00+09:00"})
    ]


def test_a_time_without_a_zone_is_refused(control: HTTPControl) -> None:
    with pytest.raises(ValueError, match="aware"):
        control.set_clock(datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001 - the very mistake.


def test_people_are_generated(face: ControlFace, control: HTTPControl) -> None:
    face.answer = b'{"ids": ["synth-7-0001", "synth-7-0002"]}'

    assert control.register_synthetic(2, seed=7) == ["synth-7-0001", "synth-7-0002"]
    assert face.asked[0][1:] == (
        "/control/people",
        "Bearer t0ken",
        {"synthetic": {"count": 2, "seed": 7, "addresses": "prefectures"}},
    )


def test_a_ready_persona_is_registered(face: ControlFace, control: HTTPControl) -> None:
    face.answer = b'{"ids": ["taro"]}'

    assert control.register("taro") == "taro"
    assert face.asked[0][3] == {"persona": "taro"}


def test_coverage_ends_and_moves_on_a_day(
    face: ControlFace, control: HTTPControl
) -> None:
    control.lose_coverage("taro", on=date(2026, 11, 1), reason="01")
    control.coverage_moves("taro", on=date(2026, 12, 1))

    assert [(path, body) for _, path, _, body in face.asked] == [
        ("/control/people/taro/lose-coverage", {"on": "2026-11-01", "reason": "01"}),
        ("/control/people/taro/move-coverage", {"on": "2026-12-01"}),
    ]


@pytest.mark.parametrize("answer", [b'[{"a": 1}]', b'{"ledger": [{"a": 1}]}'])
def test_the_ledger_is_read(
    face: ControlFace, control: HTTPControl, answer: bytes
) -> None:
    face.answer = answer

    assert control.ledger() == [{"a": 1}]


def test_a_refusal_says_what_the_server_said(
    face: ControlFace, control: HTTPControl
) -> None:
    face.status, face.answer = 404, '{"error": "いません"}'.encode()

    with pytest.raises(ControlError, match=r"404.*いません"):
        control.lose_coverage("nobody", on=date(2026, 11, 1), reason="01")


@pytest.mark.parametrize("answer", [b"{}", b'{"ids": []}', b"[1]"])
def test_an_answer_of_another_shape_is_refused(
    face: ControlFace, control: HTTPControl, answer: bytes
) -> None:
    face.answer = answer

    with pytest.raises(ControlError, match="expected a list"):
        control.ledger() if answer == b"[1]" else control.register("taro")


def test_a_server_that_is_gone_is_a_broken_link(face: ControlFace) -> None:
    control = HTTPControl("http://127.0.0.1:1", token="t")

    with pytest.raises(TransportError, match="/control/ledger"):
        control.ledger()
    control.close()
