"""The switch: a bench file becomes an open bench; nowhere else is a driver chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from card_profiles.model import Persona
from card_profiles.pki import PKI, PKIError
from emulator.drawer.store import CardDrawer
from emulator.faults import FaultEvent
from oqs_stub.clock import SettableClock

from .bench_spec import BenchSpec
from .card_conditions import ConditionsInForce
from .clinic import FolderClinic
from .drivers.html_phone import HTMLPhone
from .drivers.stub_server import StubServerDriver
from .drivers.terminal_pages import TerminalClient
from .drivers.virtual_card import VirtualCardHolder
from .journal import CardFault, Journal, Step
from .msa.gate import MSAGate
from .msa.keeping import KeptEnrolment
from .msa.stand_in import StandInMSA
from .people import People
from .ports import (
    BenchUnavailable,
    Capability,
    CardHolder,
    ClinicSystem,
    Clock,
    DeviceKind,
    Phone,
    Server,
)
from .trace.recording_holder import RecordingHolder
from .trace.recording_http import recording_client

INSTITUTION = "9930000014"
"""歯科診療所, the default institution of every bench."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """An open bench: every layer ready, whatever stands behind it."""

    spec: BenchSpec
    seed: int
    started_at: datetime
    clock: Clock
    people: People
    cards: CardHolder
    phone: Phone
    msa: StandInMSA  # マイナ資格確認アプリ, on the same phone.
    server: Server
    terminal: TerminalClient
    clinic: ClinicSystem
    journal: Journal
    capabilities: frozenset[Capability]
    open_device: Callable[[DeviceKind], Phone]
    """Take another device along; it is closed with the bench."""
    institution_code: str = INSTITUTION

    @property
    def layers(self) -> Mapping[str, str]:
        """The driver of each layer, for the report."""
        return self.spec.layers


@contextmanager
def open_bench(
    spec: BenchSpec,
    *,
    people: People,
    patients: Sequence[Persona] = (),
    state_dir: Path,
    seed: int,
    now: datetime,
    observer: Callable[[Step], None] | None = None,
) -> Iterator[Bench]:
    """Open the layers in order and close them in reverse.

    *patients* are registered at the server beside the ready personas. Raises
    `BenchUnavailable` when a layer cannot run here, with what to install or do.
    """
    journal = Journal(observers=[observer] if observer else [])
    clock = SettableClock(now)
    with ExitStack() as stack:
        pki = _pki(state_dir, now=now)
        server = StubServerDriver(
            state_dir,
            clock=clock,
            seed=seed,
            patients=patients,
            conditions=spec.server_conditions,
        )
        stack.callback(server.close)
        drawer = CardDrawer(state_dir / "cards")
        conditions = ConditionsInForce(
            spec.conditions, seed=seed, record=lambda event: _enter(event, journal)
        )
        holder = _holder(spec, drawer, people, pki, conditions)
        stack.callback(holder.close)
        fictitious = spec.fictitious_cards
        cards = RecordingHolder(holder, journal, fictitious=fictitious)

        def open_device(kind: DeviceKind) -> Phone:
            device = HTMLPhone.with_journal(
                journal,
                trusted_origins={server.base_url},
                fictitious=fictitious,
                kind=kind,
            )
            stack.callback(device.close)
            return device

        msa = StandInMSA(
            MSAGate(recording_client(journal, fictitious=fictitious), server.base_url),
            KeptEnrolment(state_dir / "msa"),
        )
        stack.callback(msa.close)
        terminal = TerminalClient.with_journal(
            journal, server.base_url, institution_code=INSTITUTION
        )
        stack.callback(terminal.close)
        clinic = FolderClinic(
            Path(server.folder),
            institution_code=INSTITUTION,
            clock=clock,
            journal=journal,
            numbers=state_dir / "clinic-numbers",
        )
        stack.callback(clinic.close)
        yield Bench(
            spec=spec,
            seed=seed,
            started_at=now,
            clock=clock,
            people=people,
            cards=cards,
            phone=open_device(DeviceKind.PHONE),
            open_device=open_device,
            msa=msa,
            server=server,
            terminal=terminal,
            clinic=clinic,
            journal=journal,
            capabilities=holder.capabilities | server.capabilities,
        )


def _enter(event: FaultEvent, journal: Journal) -> None:
    """Enter a fault of the card; the command it hit will be the next exchange."""
    journal.faults.append(
        CardFault(
            step=journal.current,
            apdu=len(journal.apdus) + 1 if event.apdu else 0,
            kind=event.kind,
            fault=event.fault,
            sentence=event.sentence,
        )
    )


def _pki(state_dir: Path, *, now: datetime) -> PKI:
    try:
        return PKI.open(state_dir / "pki", now=now)
    except PKIError as error:
        raise BenchUnavailable(str(error)) from error


def _holder(
    spec: BenchSpec,
    drawer: CardDrawer,
    people: People,
    pki: PKI,
    conditions: ConditionsInForce,
) -> CardHolder:
    match spec.layers["card"]:
        case "virtual":
            return VirtualCardHolder(
                drawer, people=people.get, pki=pki, conditions=conditions
            )
        case "vpcd":
            from .drivers.vpcd_card import VPCDCardHolder  # Needs pyscard and pcscd.

            return VPCDCardHolder(drawer, pki, find=people.get, conditions=conditions)
        case _:
            from .drivers.real_card import ByHandCardHolder

            return ByHandCardHolder(
                reader=spec.option("reader", "name"),
                certificate_serial=spec.option("card", "certificate_serial"),
                expendable=spec.flag("card", "expendable"),
                owner=spec.option("card", "persona"),
            )
