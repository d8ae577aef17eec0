"""A stage without a bench: what the steps look at, set up by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

from harness.bench import Bench
from harness.journal import (
    APDUExchange,
    FileRecord,
    HTTPExchange,
    Journal,
    Layer,
    ScreenShot,
    Step,
)
from harness.ports import AppScreen, AppState, Screen
from harness.results import ConsentView, DrugLine, Eligibility, Medication
from scenarios.encounter import Encounter

NAME = "保険　花子"
INDIVIDUAL_NUMBER = "999999900019"
INSTITUTION = "9930000014"
NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)


def screen(heading: str, **shown: Any) -> Screen:  # noqa: ANN401 - any field of a screen.
    blank = Screen(url="", status=200, title="", heading=heading, text=heading)
    return replace(blank, **shown)


def app(state: AppState, message: str = "", **shown: Any) -> AppScreen:  # noqa: ANN401 - any field of a screen.
    return AppScreen(state=state, message=message, **shown)


def record(validity: str = "1", *, name: str = NAME, **known: Any) -> Eligibility:  # noqa: ANN401 - any field of a record.
    return Eligibility(validity=validity, name=name, **known)


def consents(**flags: str) -> Mapping[str, ConsentView]:
    return {
        code: ConsentView(flag=flag, consented_at=None, available_until=None)
        for code, flag in flags.items()
    }


def medication(drugs: int) -> Medication:
    line = DrugLine(
        dispensed_on=date(2026, 11, 1),
        name="ミホン錠",
        quantity="1",
        unit="錠",
        times="1",
        usage="",
        pharmacy="",
    )
    return Medication(name=NAME, drugs=(line,) * drugs)


def encounter(
    *,
    shows: Screen | None = None,
    fill: Callable[[str, str], None] = lambda _label, _value: None,
    signature_verified: bool | None = None,
    urls: Mapping[str, str] | None = None,
    known_urls: Mapping[str, str] | None = None,
    fetched: Sequence[Eligibility] = (),
    pdf: bytes = b"",
    png: bytes = b"",
    ledger: Sequence[Mapping[str, object]] | None = None,
    completion: Screen | None = None,
    **state: Any,  # noqa: ANN401 - any field of an encounter.
) -> Encounter:
    """Return an encounter whose bench shows what it is told to show."""
    persona = SimpleNamespace(
        name="hanako",
        person=SimpleNamespace(
            name=NAME,
            birthdate=date(1981, 2, 17),
            individual_number=INDIVIDUAL_NUMBER,
            address="架空県架空市",
        ),
        card=SimpleNamespace(auth_pin="1234"),
        coverages=(
            SimpleNamespace(
                insurer_number="01990019", insurer_name="架空支部", number="990101"
            ),
        ),
    )
    addresses = dict(urls or {})
    bench = SimpleNamespace(
        people=SimpleNamespace(get=lambda _: persona),
        phone=SimpleNamespace(
            web=SimpleNamespace(screen=lambda: shows or screen(""), fill=fill),
            app=SimpleNamespace(signature_verified=signature_verified),
        ),
        terminal=SimpleNamespace(
            url=addresses.__getitem__,
            url_pdf=lambda _: pdf,
            qr_png=lambda _: png,
            completion=completion,
        ),
        clinic=SimpleNamespace(fetch_consented=lambda **_: fetched),
        clock=SimpleNamespace(now=lambda: NOW),
        journal=Journal(),
        capabilities=frozenset(),
        server=SimpleNamespace(
            control=None if ledger is None else SimpleNamespace(ledger=lambda: ledger)
        ),
        institution_code=INSTITUTION,
        seed=0,
    )
    return Encounter(
        cast("Bench", bench), patient="hanako", urls=dict(known_urls or {}), **state
    )


def said(
    *,
    http: str | None = None,
    html: str | None = None,
    file: str | None = None,
    detail: str | None = None,
    apdu: str | None = None,
    **state: Any,  # noqa: ANN401 - any field of an encounter.
) -> Encounter:
    """Return an encounter in whose journal such things were recorded."""
    one = encounter(**state)
    journal = one.bench.journal
    if http is not None:
        journal.http.append(
            HTTPExchange(
                step=1,
                method="POST",
                url="http://localhost/",
                status=200,
                request_headers=(),
                request_body=http,
                response_headers=(),
                response_body="",
                started_at=0,
                ms=0,
            )
        )
    if html is not None:
        journal.screens.append(ScreenShot(step=1, title="", html=html))
    if file is not None:
        journal.files.append(
            FileRecord(step=1, folder="res", name="x.xml", content=file.encode("cp932"))
        )
    if detail is not None:
        journal.steps.append(
            Step(index=1, name="", layer=Layer.PHONE, actor="", detail=detail)
        )
    if apdu is not None:
        journal.apdus.append(
            APDUExchange(
                step=1,
                command=bytes.fromhex(apdu),
                response=b"\x90\x00",
                meaning="VERIFY",
                ms=0,
            )
        )
    return one


def refused(doing: str, reason: str, message: str = "", **state: Any) -> Encounter:  # noqa: ANN401 - any field of an encounter.
    """Return an encounter whose latest act was refused."""
    one = encounter(**state)
    one.refuse(doing, reason, message)
    return one
