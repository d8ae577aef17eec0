"""The institutions: who they are, their 環境設定情報, and their own URLs."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from ..database import Database, metadata
from ..database.known import Known
from ..database.statements import Statement
from ..records import Institution, InstitutionKind, Settings, TreatmentCategory
from ..rules.functions import may_enable
from .changes import InstitutionChanges
from .file import read_institutions

_settings = Table(
    "institution_settings",
    metadata,
    Column("institution_code", String(10), primary_key=True),
    Column("in_force", Text, nullable=False),
    Column("pending", Text),
)
_urls = Table(
    "institution_urls",
    metadata,
    Column("institution_code", String(10), primary_key=True),
    Column("category", String(1), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("token", String(40), nullable=False, unique=True),
)

_SETTINGS = TypeAdapter(Settings)
_IN_FORCE = Statement(
    select(_settings.c.in_force).where(
        _settings.c.institution_code == bindparam("code")
    )
)
_TOKEN_BYTES = 15  # 24 characters of base32, no padding.

URL_CATEGORIES = (TreatmentCategory.HOME_VISIT, TreatmentCategory.ONLINE)
"""The two kinds of URL an institution has, OQSCD033."""


class InstitutionUnknownError(LookupError):
    """No institution of that code takes part."""

    def __init__(self, code: str) -> None:
        super().__init__(f"医療機関コード {code} は登録されていません。")
        self.code = code


class SettingsRefusedError(ValueError):
    """These settings are not for this institution; the message is for its staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessURL:
    """What the token of a 医療機関別URL stands for."""

    institution: Institution
    category: TreatmentCategory


class Institutions:
    """The configured institutions of one stub, with what the database adds to them.

    Tokens derive from *seed*, so that two runs with the same seed have the same URLs.
    """

    def __init__(
        self, database: Database, path: Path | None = None, *, seed: int = 0
    ) -> None:
        self._database = database
        self._configured = read_institutions(path)
        self._seed = seed
        self._changes = InstitutionChanges(database)
        self._settings = Known(database, self._load_settings)
        self._issue_first_urls()

    def all(self) -> tuple[Institution, ...]:
        """Every institution, in the order of the file."""
        return tuple(
            self._changes.applied(institution)
            for institution, _ in self._configured.values()
        )

    def find(self, code: str) -> Institution | None:
        """The institution of that 医療機関コード, or None."""
        configured = self._configured.get(code)
        return None if configured is None else self._changes.applied(configured[0])

    def get(self, code: str) -> Institution:
        """The institution of that code. Raises `InstitutionUnknownError`."""
        institution = self.find(code)
        if institution is None:
            raise InstitutionUnknownError(code)
        return institution

    def change(self, institution: Institution) -> None:
        """Let what can change of the one of that code be as given here.

        Raises `InstitutionUnknownError`.
        """
        self.get(institution.code)
        self._changes.store(institution)

    def settings(self, code: str) -> Settings:
        """The settings in force. Raises `InstitutionUnknownError`."""
        self.get(code)
        return self._settings.get(code)

    def _load_settings(self, code: str) -> Settings:
        with self._database.read() as connection:
            stored = _IN_FORCE.rows(connection, {"code": code})
        if not stored:
            return self._configured[code][1]
        return _SETTINGS.validate_json(stored[0].in_force)

    def pending(self, code: str) -> Settings | None:
        """Changed settings that wait for the next login, or None."""
        with self._database.read() as connection:
            stored = connection.execute(
                select(_settings.c.pending).where(_settings.c.institution_code == code)
            ).scalar_one_or_none()
        return None if stored is None else _SETTINGS.validate_json(stored)

    def change_settings(self, code: str, settings: Settings) -> None:
        """Keep *settings* until the next login puts them in force.

        Raises `InstitutionUnknownError`, and `SettingsRefusedError` where a function
        is switched on that this institution may not use.
        """
        institution = self.get(code)
        if (settings.home_visit or settings.online) and (not may_enable(institution)):
            raise SettingsRefusedError(
                "この医療機関は運用中ではないため、訪問診療等機能・オンライン診療等機能を"
                "「利用する」にできません。"
            )
        with self._database.begin():
            self._store(code, in_force=self.settings(code), pending=settings)

    def apply_pending(self, code: str) -> None:
        """Put waiting settings in force, as a login at the terminal does."""
        with self._database.begin():
            pending = self.pending(code)
            if pending is not None:
                self._store(code, in_force=pending, pending=None)

    def url_token(self, code: str, category: TreatmentCategory) -> str:
        """The opaque part of the institution's URL of that kind.

        Raises `InstitutionUnknownError`.
        """
        self.get(code)
        with self._database.read() as connection:
            return str(
                connection.execute(
                    select(_urls.c.token).where(*_url_of(code, category))
                ).scalar_one()
            )

    def reissue_url(self, code: str, category: TreatmentCategory) -> str:
        """Replace the token; the old URL is dead at once (OQSCD035 変更する)."""
        self.get(code)
        with self._database.begin() as connection:
            version = connection.execute(
                select(_urls.c.version).where(*_url_of(code, category))
            ).scalar_one()
            token = self._token(code, category, version=version + 1)
            connection.execute(
                update(_urls)
                .where(*_url_of(code, category))
                .values(version=version + 1, token=token)
            )
        return token

    def by_token(self, token: str) -> AccessURL | None:
        """Whose URL carries *token*, and of which kind; None if nobody's."""
        with self._database.read() as connection:
            row = connection.execute(
                select(_urls).where(_urls.c.token == token)
            ).one_or_none()
        if row is None or row.institution_code not in self._configured:
            return None
        return AccessURL(
            institution=self.get(row.institution_code),
            category=TreatmentCategory(row.category),
        )

    def _issue_first_urls(self) -> None:
        with self._database.begin() as connection:
            known = {
                (row.institution_code, row.category)
                for row in connection.execute(select(_urls))
            }
            rows = [
                {
                    "institution_code": code,
                    "category": category.value,
                    "version": 1,
                    "token": self._token(code, category, version=1),
                }
                for code in self._configured
                for category in URL_CATEGORIES
                if (code, category.value) not in known
            ]
            if rows:
                connection.execute(insert(_urls), rows)

    def _token(self, code: str, category: TreatmentCategory, *, version: int) -> str:
        message = f"{code} {category.value} {version}".encode()
        digest = hmac.digest(f"url {self._seed}".encode(), message, hashlib.sha256)
        return base64.b32encode(digest[:_TOKEN_BYTES]).decode().lower()

    def _store(
        self, code: str, *, in_force: Settings, pending: Settings | None
    ) -> None:
        with self._database.begin() as connection:
            connection.execute(
                delete(_settings).where(_settings.c.institution_code == code)
            )
            connection.execute(
                insert(_settings).values(
                    institution_code=code,
                    in_force=_SETTINGS.dump_json(in_force).decode(),
                    pending=(
                        None
                        if pending is None
                        else _SETTINGS.dump_json(pending).decode()
                    ),
                )
            )


def _url_of(code: str, category: TreatmentCategory) -> tuple[ColumnElement[bool], ...]:
    return (_urls.c.institution_code == code, _urls.c.category == category.value)


def asks_prescription(institution: Institution, settings: Settings) -> bool:
    """Whether 処方箋の発行形態 is asked on the page.

    Not asked of pharmacies and visiting nurses, where 電子処方箋利用区分 (OQSCD038)
    leaves no choice, or where it is asked elsewhere (OQSCD039 = 1).
    """
    return (
        institution.kind in (InstitutionKind.MEDICAL, InstitutionKind.DENTAL)
        and settings.electronic_prescription == "2"
        and settings.prescription_timing == "2"
    )
