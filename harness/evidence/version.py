"""Which Mynabench made a piece of evidence."""

from __future__ import annotations

from importlib import metadata

TOOL = "mynabench"


def version() -> str:
    """Return the installed version, or "uninstalled" when run from a source tree."""
    try:
        return metadata.version(TOOL)
    except metadata.PackageNotFoundError:
        return "uninstalled"
