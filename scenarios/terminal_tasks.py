"""What the manager does at the 資格確認端末, named once for all steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from harness.drivers.html_document import PageError
from harness.drivers.terminal_pages import (
    DO_NOT_USE,
    ELECTRONIC_PRESCRIPTION,
    HOME_VISIT_FUNCTION,
    KINDS,
    MEDICAL_AID,
    ONLINE_FUNCTION,
    USE,
    USER,
    TerminalClient,
    TerminalRefused,
)

from .encounter import Encounter

ALL_KINDS = frozenset(KINDS)
TERMINAL = "資格確認端末"
BOTH = "電子処方箋と紙の併用"  # 電子処方箋利用区分 2.


def open_institution(
    encounter: Encounter,
    kinds: Iterable[str] = ALL_KINDS,
    *,
    online: bool = False,
    medical_aid: bool = False,
    electronic_prescription: bool = True,
) -> None:
    """Enable 訪問診療等機能 and what else is asked for; it is in force afterwards."""
    wanted = frozenset(kinds)
    encounter.bench.terminal.change_settings(
        {
            HOME_VISIT_FUNCTION: USE,
            ONLINE_FUNCTION: USE if online else DO_NOT_USE,
            MEDICAL_AID: USE if medical_aid else DO_NOT_USE,
            ELECTRONIC_PRESCRIPTION: BOTH if electronic_prescription else DO_NOT_USE,
            **{
                label: USE if code in wanted else DO_NOT_USE
                for code, label in KINDS.items()
            },
        }
    )


def change_without_login(encounter: Encounter) -> None:
    """Enable 訪問診療等機能, but stay logged in: it is not in force yet."""
    encounter.bench.terminal.change_settings(
        {HOME_VISIT_FUNCTION: USE}, log_in_again=False
    )


@contextmanager
def another_terminal(
    encounter: Encounter, *, institution_code: str = "", account: str | None = None
) -> Iterator[TerminalClient]:
    """Work at a terminal that is not the manager's; its no is kept for a 「ならば」.

    It is one of the bench's own institution unless another is named.
    """
    bench = encounter.bench
    terminal = TerminalClient.with_journal(
        bench.journal,
        bench.server.base_url,
        institution_code=institution_code or bench.institution_code,
        account=account,
    )
    encounter.go_on()
    try:
        yield terminal
    except (TerminalRefused, PageError) as error:
        encounter.refuse(TERMINAL, "terminal", str(error))
    finally:
        terminal.close()


def change_as_ordinary_user(encounter: Encounter) -> None:
    """Try to enable 訪問診療等機能 with the account of 一般利用者."""
    with another_terminal(encounter, account=USER) as terminal:
        terminal.enable_home_visit()


def log_in_again(encounter: Encounter) -> None:
    """Log out of the 資格確認端末 and in again: changes come into force."""
    encounter.bench.terminal.logout()
    encounter.bench.terminal.login()


def reissue_url(encounter: Encounter, kind: str) -> None:
    """Change the institution's URL of one kind; the phone keeps the old one."""
    url_of(encounter, kind)
    encounter.bench.terminal.reissue_url(kind)


def url_of(encounter: Encounter, kind: str) -> str:
    """Return the institution's URL of one kind, fetched at the terminal once."""
    if kind not in encounter.urls:
        encounter.urls[kind] = encounter.bench.terminal.url(kind)
    return encounter.urls[kind]
