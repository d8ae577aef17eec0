"""`mynabench`: the commands a user types.

Nothing is imported here but what Python has loaded anyway: a Ctrl-C that comes while
the program is still being loaded is to be told like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

    from .group import main as main


_OBJECTS_BETWEEN_LOOKS = 50_000
"""Containers that may come to be before Python looks for garbage; its own is 700."""


def program() -> None:
    """Run the command that was typed; ends with its status, 130 when interrupted."""
    try:
        import gc

        # Hardly anything that is loaded is garbage: Python looks for it a hundred times
        # at every start, which is a tenth of it.
        gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, *gc.get_threshold()[1:])
        from .group import main

        main(prog_name="mynabench")
    except KeyboardInterrupt:
        import sys

        sys.stderr.write("\n中断しました。\n")
        sys.exit(130)


def __getattr__(name: str) -> click.Group:
    """Load the group of commands, `main`, when somebody asks for it."""
    if name != "main":
        raise AttributeError(name)
    from .group import main

    return main
