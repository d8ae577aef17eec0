"""`python -m harness.cli`: the same as `mynabench`."""

from __future__ import annotations

from . import program

program()
