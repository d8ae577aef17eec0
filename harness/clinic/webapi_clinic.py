"""A receipt computer that asks by the JSON WebAPI, not by its folders."""

from __future__ import annotations

import json
from typing import Any

import httpx

from card_profiles.dates import today
from card_profiles.machine_words import in_japanese

from ..journal import Journal
from ..ports import Clock
from ..results import ClinicError, Eligibility
from ..trace.recording_http import recording_client
from . import json_form, requests
from .answers import expect_for, read_single
from .errors import AnswerError
from .requests import InsuredNumbers, Sender

ACCOUNT, PASSWORD = "admin", "mynabench"
_OK = 200


class WebAPIClinic:
    """資格確認 by HTTP; the same elements as in the folders, and the same answers.

    Every wait ends after the client's time-out; failures are `ClinicError`s.
    """

    def __init__(
        self,
        base_url: str,
        *,
        institution_code: str,
        clock: Clock,
        journal: Journal,
    ) -> None:
        self._base_url = f"{base_url.rstrip('/')}/webapi"
        self._institution_code = institution_code
        self._clock = clock
        self._client = recording_client(journal)
        self._asked = 0
        self._token = ""

    def check(self, person: InsuredNumbers) -> Eligibility:
        """資格確認, `OQSsiquc01`."""
        self._asked += 1
        sender = Sender(
            institution_code=self._institution_code,
            file_identifier=f"web{self._asked:07d}",
        )
        day = today(self._clock.now())
        message = requests.eligibility_check(sender, person, on=day)
        answer = self._post(
            "search", json_form.build(message), {"Authorization": self.let_in()}
        )
        root = json_form.parse(answer.content)
        expect_for(root, sender)
        return read_single(root, on=day)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def let_in(self) -> str:
        """The token of an authentication, asked for once."""
        if not self._token:
            asked = {
                "medicalInstitutionCode": self._institution_code,
                "userId": ACCOUNT,
                "password": PASSWORD,
            }
            granted = self._post("auth", json.dumps(asked).encode()).json()
            self._token = str(granted["result"]["idToken"])
        return self._token

    def _post(
        self, path: str, content: bytes, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        try:
            answer = self._client.post(
                f"{self._base_url}/{path}",
                content=content,
                headers={"Content-Type": "application/json", **(headers or {})},
            )
        except httpx.TimeoutException as error:
            raise ClinicError("timeout", "", "WebAPIの応答なし（時間切れ）") from error
        except httpx.TransportError as error:
            raise ClinicError(
                "file", "", f"WebAPIと通信できません（{_reason(error)}）。"
            ) from error
        if answer.status_code != _OK:
            raise _refusal(answer)
        return answer


def _reason(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.RemoteProtocolError):
        return "応答の途中で接続が切れました"
    words = in_japanese(str(error))
    if words == str(error):  # Of TLS, or nothing at all.
        return f"通信が途中で終わりました: {type(error).__name__}"
    return words


def _refusal(answer: httpx.Response) -> ClinicError:
    try:
        told: Any = answer.json()  # What a JSON object holds.
        return ClinicError("file", str(told["code"]), str(told["msg"]))
    except (ValueError, KeyError, TypeError):
        return AnswerError(f"WebAPIがHTTP {answer.status_code} を返しました。")
