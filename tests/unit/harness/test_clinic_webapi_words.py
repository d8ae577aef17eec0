"""What a receipt computer's staff are told where the WebAPI cannot be reached."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from card_profiles.dates import JST
from harness.clinic import json_form
from harness.clinic.errors import AnswerError
from harness.clinic.webapi_clinic import WebAPIClinic
from harness.journal import Journal
from harness.results import ClinicError

WAIT = 60.0
ENGLISH = re.compile("[A-Za-z]{3,}")


class _Standing:
    def now(self) -> datetime:
        return datetime(2026, 11, 30, 12, tzinfo=JST)


Clinics = Callable[[int], WebAPIClinic]


@pytest.fixture
def clinic_at() -> Iterator[Clinics]:
    made: list[WebAPIClinic] = []

    def clinic(port: int) -> WebAPIClinic:
        made.append(
            WebAPIClinic(
                f"http://127.0.0.1:{port}",
                institution_code="9930000014",
                clock=_Standing(),
                journal=Journal(),
            )
        )
        return made[-1]

    yield clinic
    for one in made:
        one.close()


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def told(clinic: WebAPIClinic) -> str:
    with pytest.raises(ClinicError) as caught:
        clinic.let_in()
    return caught.value.message.replace("WebAPI", "").replace("HTTP", "")


def test_a_port_that_nobody_serves_is_told_in_japanese(clinic_at: Clinics) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    words = told(clinic_at(port))

    assert "接続を断られました" in words
    assert ENGLISH.search(words) is None


def test_a_server_that_hangs_up_is_told_in_japanese(
    clinic_at: Clinics, listening: socket.socket
) -> None:
    def hang_up() -> None:
        connection, _ = listening.accept()
        connection.recv(65_536)
        connection.close()

    other = threading.Thread(target=hang_up)
    other.start()

    words = told(clinic_at(listening.getsockname()[1]))

    other.join(WAIT)
    assert "通信できません" in words
    assert ENGLISH.search(words) is None


def test_a_server_that_says_nothing_is_told_in_japanese(
    clinic_at: Clinics, listening: socket.socket
) -> None:
    clinic = clinic_at(listening.getsockname()[1])
    clinic._client.timeout = 0.2

    words = told(clinic)

    assert "時間切れ" in words
    assert ENGLISH.search(words) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "1行目の1文字目: 値がありません"),
        (b'{"XmlMsg":\n nothing}', "2行目の2文字目: 値がありません"),
        (b"{1: 2}", "1行目の2文字目"),
        (b'{"a" 1}', "名前のあとに : がありません"),
        (b'{"a": "1', "閉じていません"),
        (b'{"a": "\\x"}', "使い方が違います"),
        (b"{} {}", "余分なもの"),
        (b'{"a": "\x83"}', "8バイト目がUTF-8の文字ではありません"),
        (b"[" * 200_000, "入れ子が深すぎます"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "数字が長すぎます"),
    ],
    ids=lambda value: str(value)[:12] if isinstance(value, str) else "",
)
def test_what_is_no_json_is_told_with_its_place_in_japanese(
    content: bytes, words: str
) -> None:
    with pytest.raises(AnswerError) as caught:
        json_form.parse(content)

    said = caught.value.message
    assert words in said
    assert ENGLISH.search(said.replace("JSON", "").replace("UTF", "")) is None
