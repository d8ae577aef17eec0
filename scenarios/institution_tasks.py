"""Spending the day at another institution: its terminal, URLs and folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from harness.clinic import FolderClinic
from harness.drivers.terminal_pages import TerminalClient

from .encounter import Encounter


def work_at(encounter: Encounter, institution_code: str) -> None:
    """From here on terminal, reception and レセコン are those of that institution.

    Phone, cards and server stay; what was learned elsewhere is not known here.
    """
    bench = encounter.bench
    terminal = TerminalClient.with_journal(
        bench.journal, bench.server.base_url, institution_code=institution_code
    )
    encounter.at_end.append(terminal.close)
    encounter.urls.clear()
    encounter.known = encounter.answer = None
    encounter.bench = replace(
        bench,
        institution_code=institution_code,
        terminal=terminal,
        clinic=FolderClinic(
            Path(bench.server.folder),
            institution_code=institution_code,
            clock=bench.clock,
            journal=bench.journal,
        ),
    )
