"""What an application and its server agree on about requests that are quick.

The server asks for many of them in one look at the database, and sends no answer
before what they appended is on disk. What it says stands in the environ under `QUICK`;
without that a request has a thread of its own.
"""

from __future__ import annotations

QUICK = "mynabench.quick"
"""None; or the error for which nothing of the request came to disk, to be told."""


class NotQuickError(Exception):
    """The request needs a thread of its own. Raised before anything is done for it."""
