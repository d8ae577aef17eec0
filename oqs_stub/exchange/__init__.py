"""The folders `req`, `res` and `face`: a request file goes in, an answer comes out."""

from .folder_exchange import FolderExchange
from .folders import FolderError

__all__ = ["FolderError", "FolderExchange"]
