"""Looking at a bench from outside: its control, and all that was recorded."""

from __future__ import annotations

from harness.ports import Capability, ControlPort

from .encounter import Encounter


def control_of(encounter: Encounter) -> ControlPort:
    """Return the means to change the server from outside; not every bench has it."""
    control = encounter.bench.server.control
    assert control is not None, (
        "このベンチのサーバーは外から変えられません。"
        f"シナリオに @needs:{Capability.CONTROL.value} のタグを付けてください。"
    )
    return control


def webapi_answers(encounter: Encounter) -> list[str]:
    """What the WebAPI answered to each 資格確認 so far, as it was recorded."""
    return [
        one.response_body
        for one in encounter.bench.journal.http
        if one.url.endswith("/webapi/search")
    ]


def everything_said(encounter: Encounter) -> list[tuple[str, str]]:
    """Return all that was recorded so far: where, and its text.

    Numbers are ASCII in every encoding that the files come in.
    """
    journal = encounter.bench.journal
    return [
        *((f"手順 {one.name}", one.detail) for one in journal.steps),
        *(
            (
                f"通信 {one.url}",
                "\n".join([one.url, one.request_body, one.response_body]),
            )
            for one in journal.http
        ),
        *((f"画面 {one.title}", one.html) for one in journal.screens),
        *(
            (f"ファイル {one.name}", one.content.decode("latin-1"))
            for one in journal.files
        ),
    ]
