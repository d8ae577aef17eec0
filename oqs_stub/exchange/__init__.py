"""The folders `req`, `res` and `face`: a request file goes in, an answer comes out."""

from .events import EventKind, ExchangeEvent, Observer
from .folder_exchange import FolderExchange
from .folders import FolderError

__all__ = [
    "EventKind",
    "ExchangeEvent",
    "FolderError",
    "FolderExchange",
    "Observer",
]
