"""The whole story `mynabench visit` tells: a first visit, then 再照会 and 薬剤情報."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from card_profiles.model import Persona

from .bench import Bench
from .drivers.html_document import PageError
from .drivers.terminal_pages import TerminalRefused
from .evidence.result import ArmedFault, ServerFault, VisitResult
from .journal import Journal, Layer
from .ports import ControlPort, Lost, TransportError
from .results import ClinicError, Eligibility, Medication, Reason
from .visit import HomeVisit, VisitRefused

_Rows = Sequence[Mapping[str, object]]


@dataclass(slots=True)
class _Told:
    """What has been learned so far; a refusal keeps what came before it."""

    reason: Reason | None = None
    lost: Lost = Lost.UNKNOWN
    registered: bool = False
    eligibility: tuple[Eligibility, ...] = ()
    reinquiry: Eligibility | None = None
    medication: Medication | None = None
    notes: list[str] = field(default_factory=list)


def run_visit(bench: Bench, persona: Persona, *, pin: str) -> VisitResult:
    """Run the story to its end, or to the point where somebody says no.

    A refusal is a result (`outcome` "refused" with its reason), not an exception.
    """
    told = _Told()
    visit = HomeVisit(bench, persona.name)
    try:
        _first_visit(visit, told, pin)
        _at_the_clinic(visit, told, persona)
    except VisitRefused as refusal:
        told.reason, told.lost = refusal.reason, refusal.lost
        told.notes.append(refusal.message)
    except TransportError as error:
        told.reason, told.lost = _broken_link(bench.journal), error.lost
        told.notes.append(str(error))
    except (PageError, TerminalRefused) as error:
        told.reason = Reason.SERVER_ERROR
        told.notes.append(str(error))
    except ClinicError as error:
        told.notes.append(f"レセコン: {error}")
    armed, server = _armed(bench), _server_faults(bench)
    return VisitResult(
        outcome="registered" if told.registered else "refused",
        reason=None if told.registered else (told.reason or Reason.SERVER_ERROR).value,
        persona=persona.name,
        story=persona.story,
        bench_name=bench.spec.name,
        layers=bench.layers,
        seed=bench.seed,
        now=bench.started_at,
        journal=bench.journal,
        eligibility=told.eligibility,
        reinquiry=told.reinquiry,
        medication=told.medication,
        prescription=told.eligibility[0].prescription if told.eligibility else "",
        signature_verified=bench.phone.app.signature_verified,
        notes=(
            *(f"カードの障害: {fault.sentence}" for fault in bench.journal.faults),
            *(
                f"カードの障害: 起きませんでした（{fault.fault}）"
                for fault in armed
                if not fault.happened
            ),
            *(f"国側の障害: {fault.text}" for fault in server),
            *told.notes,
        ),
        armed_faults=armed,
        server_faults=server,
        armed_server_faults=_armed_at_server(bench),
        lost=_lost(told, bench.journal),
    )


def _armed(bench: Bench) -> tuple[ArmedFault, ...]:
    """Return the faults that the card was given, each with how often it happened."""
    happened = Counter(fault.fault for fault in bench.journal.faults)
    kinds = {fault.text: fault.kind.name for fault in bench.spec.conditions.faults}
    return tuple(
        ArmedFault(fault=text, kind=kind, happened=happened[text])
        for text, kind in kinds.items()
    )


def _server_faults(bench: Bench) -> tuple[ServerFault, ...]:
    """Return what went wrong on the national side because it was asked to."""
    return tuple(
        ServerFault(
            kind=str(entry["action"]),
            institution=str(entry["institution_code"]),
            person=str(entry["person_id"]),
            text=str(entry["detail"]),
        )
        for entry in _told(bench, lambda control: control.ledger())
        if entry["face"] == "fault"
    )


def _armed_at_server(bench: Bench) -> tuple[ArmedFault, ...]:
    """Return the faults that the national side was given."""
    return tuple(
        ArmedFault(
            fault=str(row["fault"]),
            kind=str(row["kind"]),
            happened=int(str(row["happened"])),
        )
        for row in _told(bench, lambda control: control.faults())
    )


def _told(bench: Bench, ask: Callable[[ControlPort], _Rows]) -> _Rows:
    """Ask the server's control; nothing, where it has none or is gone."""
    control = bench.server.control
    try:
        return () if control is None else ask(control)
    except TransportError:
        return ()


def _broken_link(journal: Journal) -> Reason:
    """Return what was lost: the card, if it was being held, else the server."""
    at_card = bool(journal.steps) and journal.steps[-1].layer is Layer.CARD
    return Reason.CARD_LOST if at_card else Reason.SERVER_ERROR


def _lost(told: _Told, journal: Journal) -> Lost:
    """Return how the card was lost: as its reader saw it, or as the faults have it.

    Behind a virtual reader every lost card looks pulled out; then a fault knows.
    """
    if told.reason is not Reason.CARD_LOST:
        return Lost.UNKNOWN
    kinds = [f.kind for f in journal.faults if f.kind in Lost.__members__.values()]
    return Lost(kinds[-1]) if kinds else told.lost


def _first_visit(visit: HomeVisit, told: _Told, pin: str) -> None:
    visit.prepare_terminal()
    url = visit.institution_url()
    visit.open_reception(url)
    visit.start_registration()
    visit.choose()
    launch = visit.register()
    app = visit.authenticate(launch, pin)
    visit.back_to_browser(app)
    visit.confirm_done()
    told.registered = True


def _of_patient(collected: Sequence[Eligibility], name: str) -> list[Eligibility]:
    """The patient's results; else the only one that names nobody (該当資格なし).

    Raises `ClinicError` of level "person" if nothing can be the patient's.
    """
    named = [one for one in collected if one.name == name]
    nameless = [one for one in collected if not one.name]
    if named:
        return named
    if len(nameless) == 1:
        return nameless
    raise ClinicError("person", "", f"{name} の同意済資格情報がありません。")


def _at_the_clinic(visit: HomeVisit, told: _Told, persona: Persona) -> None:
    found = _of_patient(visit.collect(), persona.person.name)
    told.eligibility = tuple(found)
    for eligibility in found:
        visit.show(eligibility)
    if not found[0].name:
        told.notes.append("資格情報が返らなかったため、再照会と薬剤情報は行いません。")
        return
    answer = visit.reinquire(found[0])
    told.reinquiry = answer
    consent = answer.consents.get("YZK")
    if consent is not None and consent.flag == "1":
        told.medication = visit.medication(answer)
    else:
        told.notes.append("薬剤情報: 同意がないため要求しません。")
