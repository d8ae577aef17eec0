"""What an answer repeats of its request."""

from __future__ import annotations

from ..messages import Message
from ..messages.items import Part


def echo_of(request: Message) -> dict[str, str]:
    """The values of a request that its answer repeats."""
    values: dict[str, str] = {}
    for part in (
        getattr(request, name, None) for name in ("MessageHeader", "MessageBody")
    ):
        if not isinstance(part, Part):
            continue  # Some requests have no body.
        for name, value in vars(part).items():
            if isinstance(value, str):
                values[name] = value
    return values
