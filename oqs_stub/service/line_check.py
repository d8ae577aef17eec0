"""「回線確認」: which of the systems behind the terminal answer at the moment."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ..clock import Clock
from ..database import Database
from ..revocation import HTTPRevocation
from ..rules.hours import Hours

_TIMEOUT_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """One system, and why it does not answer; "" where it does."""

    name: str
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One system and how to ask it; the question raises `LineDownError`."""

    name: str
    ask: Callable[[str], None]  # With the 医療機関コード that asks.


class LineDownError(Exception):
    """A system does not answer; the message says how, and what to do."""


class LineCheck:
    """Asks every system that the terminal needs, now."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = list(lines)

    def add(self, line: Line) -> None:
        """Ask one more system from now on."""
        self._lines.append(line)

    def states(self, institution_code: str) -> list[LineState]:
        """How each of them answers that institution."""
        states = []
        for line in self._lines:
            try:
                line.ask(institution_code)
            except LineDownError as trouble:
                states.append(LineState(name=line.name, trouble=str(trouble)))
            else:
                states.append(LineState(name=line.name))
        return states


def line_check(
    database: Database, revocation: HTTPRevocation, folder: Path
) -> LineCheck:
    """The check of one stub's systems."""
    return LineCheck(
        (_database_line(database), _responder_line(revocation), _folder_line(folder))
    )


def hours_line(hours: Hours, clock: Clock) -> Line:
    """Whether it is time at all: OQS may be closed by night."""

    def ask(_institution: str) -> None:
        if not hours.hold(clock.now()):
            raise LineDownError(f"利用時間外です。利用時間は、{hours.in_words}です。")

    return Line(name="オンライン資格確認等システムの利用時間", ask=ask)


def _database_line(database: Database) -> Line:
    """オンライン資格確認等システム itself: whether its database answers."""

    def ask(_institution: str) -> None:
        try:
            with database.read() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            raise LineDownError(
                "データベースが応答しません。しばらく待って、もう一度確かめてください。"
            ) from error

    return Line(name="オンライン資格確認等システム", ask=ask)


def _responder_line(revocation: HTTPRevocation) -> Line:
    """公的個人認証: whether the responder hands over its revocation list."""

    def ask(_institution: str) -> None:
        import httpx  # A stub starts sooner without.

        try:
            answer = httpx.get(
                f"{revocation.responder}/auth/crl",
                timeout=_TIMEOUT_SECONDS,
                trust_env=False,
            )
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LineDownError(
                "失効情報を取得できません。マイナ在宅受付Webでカードを確認できません。"
            ) from error

    return Line(name="公的個人認証サービス（失効情報）", ask=ask)


def _folder_line(folder: Path) -> Line:
    """連携アプリ: whether `req`, `res` and `face` are there and can be written."""

    def ask(_institution: str) -> None:
        for name in ("req", "res", "face"):
            if not os.access(folder / name, os.R_OK | os.W_OK):
                raise LineDownError(
                    f"{name} フォルダーを読み書きできません（{folder / name}）。"
                )

    return Line(name="連携アプリのフォルダー（req・res・face）", ask=ask)
