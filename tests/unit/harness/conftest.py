"""A made-up visit, from which the tests of evidence and reports are fed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from card_profiles.dates import JST
from harness.evidence import VisitResult
from harness.journal import (
    APDUExchange,
    FileRecord,
    HTTPExchange,
    Journal,
    Layer,
    ScreenShot,
)
from harness.results import ConsentView, DrugLine, Eligibility, Medication

NOW = datetime(2025, 11, 21, 14, 5, tzinfo=JST)
LAYERS = {
    "card": "virtual",
    "reader": "none",
    "phone": "html",
    "app": "stand-in",
    "server": "stub",
    "clinic": "reference",
}
REQUEST = "<?xml version='1.0' encoding='Shift_JIS'?><XmlMsg><A>髙橋</A></XmlMsg>"

VisitMaker = Callable[..., VisitResult]


@pytest.fixture
def made_up_journal() -> Journal:
    """Five steps: on the phone, in the app, with the card, at the clinic twice."""
    journal = Journal()
    with journal.step("同意内容を登録する", layer=Layer.PHONE, actor="患者") as step:
        step.detail = "登録内容の確認"
        journal.http.append(http_exchange(step=step.index))
        journal.screens.append(
            ScreenShot(
                step=step.index,
                title="登録内容の確認",
                html='<h1>確認</h1><script>alert("x")</script>',
            )
        )
    with journal.step("アプリが起動する", layer=Layer.APP, actor="システム"):
        pass
    with journal.step("カードをかざす", layer=Layer.CARD, actor="患者") as step:
        for command, response, meaning in (
            ("00200080", "63C3", "残り回数を確認"),
            ("00200080042A2A2A2A", "9000", "照合"),
            ("00B0000000", "AB" * 256 + "9000", "証明書を読み取り"),
        ):
            journal.apdus.append(
                APDUExchange(
                    step=step.index,
                    command=bytes.fromhex(command),
                    response=bytes.fromhex(response),
                    meaning=meaning,
                    ms=0.4,
                )
            )
        journal.http.append(http_exchange(step=step.index, status=200))
    with journal.step("一括取得", layer=Layer.CLINIC, actor="職員") as step:
        for folder in ("req", "res"):
            journal.files.append(
                FileRecord(
                    step=step.index,
                    folder=folder,
                    name=f"OQSmuhvq01{folder}_202511210001.xml",
                    content=REQUEST.encode("cp932"),
                )
            )
    with journal.step("レセコンに表示する", layer=Layer.CLINIC, actor="システム"):
        pass
    return journal


def http_exchange(*, step: int, status: int = 303) -> HTTPExchange:
    """One form sent and answered with a page."""
    return HTTPExchange(
        step=step,
        method="POST",
        url="http://127.0.0.1:40123/zaitaku/confirm?x=1",
        status=status,
        request_headers=(("Content-Type", "application/x-www-form-urlencoded"),),
        request_body="YZK=1&note=%3Cb%3E",
        response_headers=(("Content-Type", "text/html; charset=utf-8"),),
        response_body="<p>long page</p>",
        started_at=1.0,
        ms=3.2,
    )


@pytest.fixture
def eligibility() -> Eligibility:
    """What the receipt computer read of the patient."""
    return Eligibility(
        validity="1",
        classification="01",
        insurer_number="01990019",
        insurer_name="全国健康保険協会 架空支部",
        number="5678901",
        name="架空　花子",
        birthdate=date(1980, 2, 17),
        ratio=30,
        valid_from=date(2023, 4, 1),
        prescription="1",
        consents={
            "YZK": ConsentView(flag="1", consented_at=NOW, available_until=NOW),
            "SHJ": ConsentView(flag="0", consented_at=None, available_until=None),
        },
    )


@pytest.fixture
def make_visit(made_up_journal: Journal, eligibility: Eligibility) -> VisitMaker:
    """Make a registered visit; any field may be given instead."""

    def make(**given: Any) -> VisitResult:  # noqa: ANN401 - fields of every type.
        fields: dict[str, Any] = {
            "outcome": "registered",
            "reason": None,
            "persona": "hanako",
            "story": "会社に勤める45歳。",
            "bench_name": "virtual",
            "layers": LAYERS,
            "seed": 7,
            "now": NOW,
            "journal": made_up_journal,
            "eligibility": (eligibility,),
            "reinquiry": replace(eligibility, changed="0"),
            "medication": Medication(
                name="架空　花子",
                drugs=(
                    DrugLine(
                        dispensed_on=date(2025, 10, 3),
                        name="薬Ａ錠",
                        quantity="3",
                        unit="錠",
                        times="5",
                        usage="毎食後",
                        pharmacy="みほん薬局",
                    ),
                ),
            ),
            "prescription": "1",
            "signature_verified": True,
        }
        return VisitResult(**(fields | given))

    return make


@pytest.fixture
def refused_visit(make_visit: VisitMaker) -> VisitResult:
    """A visit that ended at a locked PIN."""
    return make_visit(
        outcome="refused",
        reason="pin_blocked",
        eligibility=(),
        reinquiry=None,
        medication=None,
        prescription=None,
        signature_verified=None,
        notes=("暗証番号がロックされました。",),
    )
