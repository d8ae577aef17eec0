"""The real browser of these tests: Debian's headless Chromium, driven by Playwright."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

# The program itself: Debian's /usr/bin wrapper would outlive its browser.
PROGRAMS = (
    Path("/usr/lib/chromium/chromium-headless-shell"),
    Path("/usr/lib/chromium/chromium"),
)
_FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


def program() -> Path | None:
    """Where the browser is, or None."""
    return next((path for path in PROGRAMS if path.exists()), None)


def missing() -> list[str]:
    """What has to be installed before these tests can run."""
    wanted = []
    if program() is None:
        wanted.append("Debian package chromium-headless-shell")
    if not any(f for d in _FONTS for f in d.rglob("NotoSansCJK*")):
        wanted.append("Debian package fonts-noto-cjk")
    wanted += [
        f"{package} (pip)"
        for module, package in (
            ("playwright", "playwright"),
            ("axe_playwright_python", "axe-playwright-python"),
        )
        if importlib.util.find_spec(module) is None
    ]
    return wanted


def require() -> Path:
    """The browser; skips, or fails where nothing may be skipped, for want of a part."""
    wanted = missing()
    found = program()
    if found is None or wanted:
        reason = f"missing: {', '.join(wanted)}; see scripts/system-packages"
        if os.environ.get("MYNABENCH_REQUIRE_SYSTEM") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
