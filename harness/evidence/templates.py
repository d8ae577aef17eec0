"""The templates of the reports, and the words they use to write values."""

from __future__ import annotations

import base64
import functools
import hashlib
from datetime import date, datetime
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from card_profiles.dates import JST

_SCRIPT = "page.js"


@functools.cache
def environment() -> Environment:
    """Return the environment: everything is escaped, an unknown name is an error."""
    templates = Environment(
        loader=PackageLoader("harness.evidence", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["day"] = day
    templates.filters["moment"] = moment
    templates.filters["ms"] = milliseconds
    script = (resources.files("harness.evidence") / "pages" / _SCRIPT).read_text(
        encoding="utf-8"
    )
    templates.globals["script"] = script
    templates.globals["script_hash"] = script_hash(script)
    return templates


def script_hash(script: str) -> str:
    """Return the hash by which a content security policy lets one script run."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def day(value: date | None) -> str:
    """Write a day in Japanese; an absent one as a dash."""
    return "—" if value is None else f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """Write a moment in Japanese time; an absent one as a dash."""
    if value is None:
        return "—"
    local = value.astimezone(JST)
    return f"{day(local)} {local:%H:%M}"


def milliseconds(value: float) -> str:
    """Write a duration so that its length can be seen at a glance."""
    if value >= 1000:
        return f"{value / 1000:.2f} s"
    if value < 0.05:
        return "<0.1 ms"
    return f"{value:.1f} ms" if value < 10 else f"{value:.0f} ms"
