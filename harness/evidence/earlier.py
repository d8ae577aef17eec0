"""What an earlier visit or run left in a directory, put away before the next begins.

A visit or a run that is killed half way then leaves no result, instead of that of the
one before. Only a directory that holds such a result is touched, and nothing else
in it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from . import paths

_OF_A_VISIT = (
    paths.REPORT,
    paths.TRANSCRIPT,
    paths.HAR,
    paths.FILES,
    paths.SCREENS,
)
_OF_A_RUN = (paths.REPORT, paths.JUNIT, paths.FAILED)


def forget_visit(out_dir: Path) -> None:
    """Remove the evidence of an earlier visit from *out_dir*."""
    _forget(out_dir, told_by=paths.VISIT_JSON, rest=_OF_A_VISIT)


def forget_run(out_dir: Path) -> None:
    """Remove the reports of an earlier run from *out_dir*."""
    _forget(out_dir, told_by=paths.RUN_JSON, rest=_OF_A_RUN)


def _forget(out_dir: Path, *, told_by: str, rest: tuple[str, ...]) -> None:
    """Remove *rest*, then what tells that it is ours: killed here, it is done again."""
    if not (out_dir / told_by).exists():
        return
    for name in rest:
        path = out_dir / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    (out_dir / told_by).unlink(missing_ok=True)
