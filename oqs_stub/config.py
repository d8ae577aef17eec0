"""How one stub is set up; everything has a default that works on one machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from card_profiles.model import Persona

from .clock import Clock, SystemClock
from .database.access import Opening

if TYPE_CHECKING:
    from .exchange import Observer

DEFAULT_TERMINAL_PASSWORD = "mynabench"  # noqa: S105 - public on purpose; the login page prints it.
"""Password of the three terminal accounts where the configuration names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StubConfig:
    """One stub: where it keeps things, who takes part, what time it is.

    `state_dir` holds the test PKI and, unless `database` says otherwise, the database;
    `folder` (default inside it) holds `req`, `res` and `face`.
    """

    state_dir: Path
    folder: Path | None = None
    institutions: Path | None = None  # Another list in place of the ready one.
    codes: Path | None = None  # Official codes in place of the STUB ones.
    rules: Path | None = None  # What is not public of the rules, see rules.toml.
    conventions: Path | None = None  # Official element names, likewise.
    seed: int = 0
    clock: Clock = field(default_factory=SystemClock)
    database: str | None = None  # A URL; None: a file of SQLite in `state_dir`.
    database_silence_seconds: float = 30.0  # Then the server is away; 0: never.
    workers: int = 1  # Processes that answer the pages; more need PostgreSQL.
    people: Sequence[Persona] | None = None  # None: every ready persona.
    terminal_password: str = DEFAULT_TERMINAL_PASSWORD
    terminal_login_tries: int = 5  # Wrong passwords until a lock; 0: never.
    terminal_lock_minutes: int = 30
    terminal_needs_reboot: bool = False  # A new login does not apply settings.
    control_token: str | None = None  # None: there is no control face.
    public_url: str | None = None  # How phones reach it, where that differs.
    responder_url: str | None = None  # CRL and OCSP; None: the stub's own.
    settle_seconds: float = 5.0  # A request unchanged for so long is complete.
    delivery: str = "write"  # How answers come into `res`; or "grow", or "move".
    response_stay_minutes: int = 1440  # Then deleted if nobody fetches; 0: never.
    bulk_most_rows: int = 10_000  # People in one 一括 request.
    settings_at_once: bool = False  # OQSsiupd does not wait for a login.
    bulk_delay_polls: int = 0  # How often `…02res` says 処理中 first.
    bulk_zip: bool = False  # A finished `…02res` comes as a ZIP around its XML.
    webapi_public_paths: bool = False  # Also those a public client is known to ask.
    face_encoding: str = "UTF-8"  # Of the files in `face`; or "Shift_JIS".
    keep_messages: Path | None = None  # Where every message is kept; None: nowhere.
    on_exchange_event: Observer | None = None  # Hears what happens in the folders.

    @property
    def database_place(self) -> str | Path:
        """Where the database is: the URL, or the SQLite file of this stub."""
        return self.database or self.state_dir / "oqs" / "oqs.sqlite3"

    @property
    def opening(self) -> Opening:
        """How the database is opened."""
        return Opening(longest_silence=self.database_silence_seconds or None)

    @property
    def exchange_folder(self) -> Path:
        """The directory that holds `req`, `res` and `face`."""
        return self.folder or self.state_dir / "oqs" / "folder"

    @property
    def secret_file(self) -> Path:
        """Where this stub keeps what it signs with."""
        return self.state_dir / "oqs" / "secret"
