"""The HTTP of a run is left behind as HAR 1.2."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from harness.journal import HTTPExchange
from harness.trace.har import to_har

JST = timezone(timedelta(hours=9), "JST")
BEGUN = datetime(2026, 11, 21, 10, 0, tzinfo=JST)


def exchange(started_at: float, **changes: Any) -> HTTPExchange:  # noqa: ANN401 - any field of the record.
    fields: dict[str, Any] = {
        "step": 4,
        "method": "POST",
        "url": "http://127.0.0.1:1/x?a=1&b=%E5%90%8C",
        "status": 303,
        "request_headers": (("Content-Type", "application/json"),),
        "request_body": '{"session": "s"}',
        "response_headers": (
            ("content-type", "text/html; charset=utf-8"),
            ("location", "mynabench-app://authenticate"),
        ),
        "response_body": "同意",
        "started_at": started_at,
        "ms": 12.3456,
    }
    return HTTPExchange(**{**fields, **changes})


def test_an_exchange_becomes_an_entry() -> None:
    har: Any = to_har([exchange(100.0)], begun=BEGUN, version="1.0")

    entry = har["log"]["entries"][0]

    assert har["log"]["version"] == "1.2"
    assert har["log"]["creator"] == {"name": "mynabench", "version": "1.0"}
    assert entry["time"] == 12.346
    assert entry["request"]["method"] == "POST"
    assert entry["request"]["queryString"] == [
        {"name": "a", "value": "1"},
        {"name": "b", "value": "同"},
    ]
    assert entry["request"]["postData"] == {
        "mimeType": "application/json",
        "text": '{"session": "s"}',
    }
    assert entry["response"]["status"] == 303
    assert entry["response"]["redirectURL"] == "mynabench-app://authenticate"
    assert entry["response"]["content"] == {
        "size": 6,
        "mimeType": "text/html; charset=utf-8",
        "text": "同意",
    }


def test_times_are_the_benchs_calendar_with_real_distances() -> None:
    har: Any = to_har([exchange(100.0), exchange(101.5)], begun=BEGUN, version="1.0")

    started = [entry["startedDateTime"] for entry in har["log"]["entries"]]

    assert started == [
        "2026-11-21T10:00:00.000+09:00",
        "2026-11-21T10:00:01.500+09:00",
    ]


def test_a_request_without_a_body_has_no_post_data() -> None:
    har: Any = to_har([exchange(1, request_body="")], begun=BEGUN, version="1.0")

    assert "postData" not in har["log"]["entries"][0]["request"]


def test_a_run_without_traffic_is_an_empty_log_that_json_can_hold() -> None:
    har: Any = json.loads(json.dumps(to_har([], begun=BEGUN, version="1.0")))

    assert har["log"]["entries"] == []
