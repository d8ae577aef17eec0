"""Where each piece of evidence lies below the output directory."""

from __future__ import annotations

import re

from ..journal import FileRecord, ScreenShot

VISIT_JSON = "visit.json"
TRANSCRIPT = "apdu.txt"
HAR = "http.har"
REPORT = "report.html"
RUN_JSON = "run.json"
JUNIT = "junit.xml"
FAILED = "failed"
FILES = "files"
SCREENS = "screens"

_UNSAFE = re.compile(r"[^A-Za-z0-9._\-]")
_EXTENSIONS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


def exchanged_path(record: FileRecord) -> str:
    """Return the path of an exchanged file, as it is written in visit.json.

    A name from outside never leads out of the directory.
    """
    return f"{FILES}/{_safe(record.folder)}/{_safe(record.name)}"


def screen_path(shot: ScreenShot, number: int) -> str:
    """Return the path of a screen's HTML, or of its image where it has no HTML."""
    extension = ".html" if shot.html else image_extension(shot)
    return f"{SCREENS}/{number:02d}-step{shot.step:02d}{extension}"


def image_extension(shot: ScreenShot) -> str:
    """Return the extension for a screen's image."""
    return _EXTENSIONS.get(shot.media_type, ".bin")


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).lstrip(".") or "_"
