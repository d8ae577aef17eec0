"""Fuzzing guided by the code it reaches: one target, in a process of its own.

    python -m tests.fuzz.guided TARGET DIRECTORY --seconds 20 --seed 1

DIRECTORY keeps the cards, the corpus and what was found. The engine is libFuzzer, as
the package atheris brings it; it ends the process itself.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

RSS_LIMIT_MB = 1024
INPUT_SECONDS = 90
NEW_GROUND = {"apdu": ["emulator.iso7816"]}
"""Where reaching new code counts, by target; by default in all of the card."""

_PROGRESS_SECONDS = 0.5


def main() -> None:
    """Fuzz until the time is over or something is found."""
    parser = ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()

    import atheris

    instrumented(atheris, given.target)
    fuzz(
        atheris,
        given.target,
        given.directory,
        seconds=given.seconds,
        seed=given.seed,
    )


def instrumented(atheris: Any, name: str) -> None:  # noqa: ANN401 - it has no types.
    """Import what is fuzzed so that the engine sees which ground is new."""
    with atheris.instrument_imports(
        include=NEW_GROUND.get(name, ["emulator", "harness.trace.meaning"]),
        enable_loader_override=False,
    ):
        from . import targets

    assert targets.TARGETS


def fuzz(
    atheris: Any,  # noqa: ANN401 - it has no types.
    name: str,
    directory: Path,
    *,
    seconds: float,
    seed: int,
) -> None:
    """Fuzz; the process ends with 0 when nothing was found."""
    from .targets import TARGETS

    kind = TARGETS[name]
    corpus, found = directory / "corpus" / name, directory / "found" / name
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, raw in enumerate(kind.seeds(directory / "cards")):
        (corpus / f"seed-{number:03}").write_bytes(raw[: kind.longest])
    target = kind.make(directory / "cards")
    ends = time.monotonic() + seconds
    progress = Progress(directory / f"{name}.progress.json", seconds=seconds, seed=seed)

    def one(raw: bytes) -> None:
        target(raw)
        now = time.monotonic()
        if now > progress.due:
            progress.write(now)
        progress.inputs += 1
        if now > ends and not progress.finished:
            progress.finish(target.finish(), now)

    atheris.Setup(
        [
            sys.argv[0],
            f"-max_total_time={int(seconds) + 1}",
            f"-seed={seed}",
            f"-max_len={kind.longest}",
            f"-timeout={INPUT_SECONDS}",
            f"-rss_limit_mb={RSS_LIMIT_MB}",
            f"-artifact_prefix={found}/",
            "-print_final_stats=1",
            str(corpus),
        ],
        one,
    )
    atheris.Fuzz()


class Progress:
    """How far fuzzing has come, in a file: the engine ends the process abruptly."""

    def __init__(self, path: Path, *, seconds: float, seed: int) -> None:
        self._path = path
        self._began = time.monotonic()
        self._about = {"asked_seconds": seconds, "seed": seed}
        self.inputs = 0
        self.finished = ""
        self.due = 0.0
        path.unlink(missing_ok=True)

    def write(self, now: float) -> None:
        """Note it."""
        self.due = now + _PROGRESS_SECONDS
        document = {
            **self._about,
            "inputs": self.inputs,
            "seconds": round(now - self._began, 1),
            "finished": self.finished,
        }
        self._path.write_text(json.dumps(document))

    def finish(self, said: str, now: float) -> None:
        """Note that all was well to the end."""
        self.finished = said
        self.write(now)


if __name__ == "__main__":
    main()
