"""The reference receipt computer: a レセコン that works on the req and res folders.

Written from the public facts of the file interface alone, with its own codec and
its own element names, so that it and the server check one another.
"""

from __future__ import annotations

from .folder_clinic import FolderClinic
from .xml_form import Encoding

__all__ = ["Encoding", "FolderClinic"]
