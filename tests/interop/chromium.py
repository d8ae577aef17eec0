"""A Chromium window on a screen that nobody sees, and the hands that work it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .desk import Desk

_SECONDS = 120.0
_LOOK_AGAIN = 0.1
_HANDS_ARE_SLOW = 2.0
"""So long a dialog is given to notice a key before it is pressed once more."""

QUIET = (
    "--no-sandbox",  # Chromium refuses to run as root otherwise, which CI is.
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--password-store=basic",
)

PIN_DIALOG = "Unlock Security Device"


class Chromium:
    """A browser that has been given one address."""

    def __init__(self, desk: Desk, url: str) -> None:
        self._desk = desk
        screen = desk.start(
            *("Xvfb", "-displayfd", "1", "-screen", "0", "1000x700x24"),
            *("-nolisten", "tcp"),
        )
        found = screen.wait_for(r"^(\d+)\n", seconds=_SECONDS)
        self._environment = {"DISPLAY": f":{found[1]}"}
        desk.start(
            *("chromium", *QUIET, f"--user-data-dir={desk.file('profile')}"),
            *("--window-position=0,0", "--window-size=900,600", url),
            environment=self._environment,
        )

    def enter_pin(self, pin: str, *, entered: Callable[[], bool]) -> None:
        """Type *pin* into the dialog that asks for it, until *entered*."""
        self._until(lambda: self._window(PIN_DIALOG) is not None, "ask for the PIN")

        def type_it() -> None:
            window = self._window(PIN_DIALOG)
            if window is not None:  # There is no window manager: click to focus.
                self._do("mousemove", "--window", window, "300", "85", "click", "1")
                self._do("key", "ctrl+a")
                self._do("type", pin)
                self._do("key", "Return")

        self._until(entered, "take the PIN", again=type_it)

    def confirm_until_title(self, title: str) -> None:
        """Accept what the browser proposes until the page called *title* is shown."""

        def accept() -> None:
            self._do("key", "Return")

        self._until(
            lambda: self._window(f"^{title} - ") is not None,
            f"show {title!r}",
            again=accept,
        )

    def _window(self, name: str) -> str | None:
        found = self._do("search", "--onlyvisible", "--name", name, fails=None).split()
        return found[0] if found else None

    def _do(self, *command: str, fails: bool | None = False) -> str:
        return self._desk(
            "xdotool", *command, fails=fails, environment=self._environment
        )

    def _until(
        self,
        reached: Callable[[], bool],
        what: str,
        *,
        again: Callable[[], None] = lambda: None,
    ) -> None:
        deadline = time.monotonic() + _SECONDS
        next_try = 0.0
        while not reached():
            now = time.monotonic()
            if now > deadline:
                windows = self._do("search", "--name", ".", fails=None).split()
                names = [self._do("getwindowname", w, fails=None) for w in windows]
                raise AssertionError(f"Chromium did not {what}; windows: {names}")
            if now > next_try:
                again()
                next_try = now + _HANDS_ARE_SLOW
            time.sleep(_LOOK_AGAIN)
