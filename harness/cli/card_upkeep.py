"""What the commands that mend a stored card share: taking hold, and saying why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from card_profiles.machine_words import system_reason

from . import options

if TYPE_CHECKING:
    from card_profiles.model import Persona

    from ..card_shelf import CardShelf
    from ..ports import BenchUnavailable


def is_in_a_reader(error: BenchUnavailable) -> bool:
    """Tell whether a card could not be taken because a reader has it."""
    from emulator.drawer.store import CardInUse

    return isinstance(error.__cause__, CardInUse)


@contextmanager
def upkeep(
    persona: str, state: Path, now: datetime
) -> Iterator[tuple[CardShelf, Persona]]:
    """Give the cards under *state* and the persona; turn errors into exit statuses.

    1 the office would refuse, 2 a bad argument, 3 the card cannot be had now.
    """
    from card_profiles.renewal import RenewalError
    from emulator.drawer.snapshot import SnapshotError
    from emulator.drawer.store import CardInUse, ForeignCard
    from emulator.memory.counters import CountersDamaged
    from emulator.memory.image import ImageError

    from ..card_shelf import CardShelf
    from ..people import People
    from ..ports import BenchUnavailable

    patient = options.persona_or_usage_error(People(now=now), persona)
    with options.unavailable_is_exit_3():
        shelf = CardShelf(options.writable(state), now=now)
        try:
            yield shelf, patient
        except RenewalError as error:
            click.echo(f"更新できません: {error}", err=True)
            raise click.exceptions.Exit(options.EXIT_REFUSED) from error
        except SnapshotError as error:
            raise click.BadParameter(str(error), param_hint="FILE") from error
        except (CardInUse, ForeignCard, ImageError, CountersDamaged) as error:
            raise BenchUnavailable(str(error)) from error
        except OSError as error:
            raise click.BadParameter(
                f"{error.filename or state}: {system_reason(error)}",
                param_hint="FILE",
            ) from error
