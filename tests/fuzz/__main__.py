"""Fuzzing by hand: `python -m tests.fuzz replay FILE` does again what was found."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path


def main() -> int:
    """Replay one input; 1 when it still breaks something, with the traceback."""
    parser = ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    orders = parser.add_subparsers(dest="order", required=True)
    replay = orders.add_parser("replay", help="give a target one input again")
    replay.add_argument("file", type=Path, help="what was found, in its directory")
    replay.add_argument("--target", help="by default its directory's name")
    replay.add_argument("--cards", type=Path, help="by default those beside it")
    given = parser.parse_args()

    from .targets import TARGETS

    name = given.target or given.file.resolve().parent.name
    cards = given.cards or given.file.resolve().parents[2] / "cards"
    target = TARGETS[name].make(cards)
    target(given.file.read_bytes())
    said = target.finish()
    sys.stdout.write(f"{given.file} breaks nothing in {name} now: {said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
