"""What holds for every test: no example is too slow, whatever else a machine does."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("any machine", deadline=None, print_blob=True)
settings.load_profile("any machine")
