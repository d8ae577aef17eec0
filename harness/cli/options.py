"""Options that several commands share, and how bad values are refused."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from card_profiles.dates import JST
from card_profiles.machine_words import system_reason

from ..ports import BenchUnavailable, ImpossibleFault
from .japanese import complain

if TYPE_CHECKING:
    from card_profiles.model import Persona

    from ..bench_spec import BenchSpec
    from ..card_conditions import CardConditions
    from ..people import People
    from ..server_conditions import ServerConditions

EXIT_REFUSED = 1
EXIT_USAGE = 2  # click's own status for bad arguments.
EXIT_UNAVAILABLE = 3

DEFAULT_STATE = Path("mynabench-state")
USUAL_PERSONA = "hanako"


class Moment(click.ParamType[datetime]):
    """An ISO date or date-time; without an offset it is Japan time."""

    name = "iso-date"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(
                f"「{value}」は日時として読めません。"
                "2026-11-21 または 2026-11-21T09:30:00 の形で指定してください。",
                param,
                ctx,
            )
        if not 1990 <= moment.year <= 2100:
            self.fail(
                f"「{value}」: 1990年から2100年の間で指定してください。", param, ctx
            )
        return moment if moment.tzinfo else moment.replace(tzinfo=JST)


class Pin(click.ParamType[str]):
    """利用者証明用電子証明書の暗証番号: four ASCII digits."""

    name = "pin"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        pin = str(value)
        if re.fullmatch(r"[0-9]{4}", pin) is None:
            self.fail(
                "利用者証明用電子証明書の暗証番号は半角数字4桁です"
                f"（指定されたものは{len(pin)}文字）。カードには触れていません。",
                param,
                ctx,
            )
        return pin


addresses = click.option(
    "--addresses",
    type=click.Choice(("prefectures", "invented")),
    default="prefectures",
    show_default=True,
    help="架空の人口の住所。prefectures は47都道府県の実在の町（番地は実在しない）、"
    "invented は架空県だけ（名前は synth-種i-番号）。",
)
"""Where generated people live, for every command that generates some."""


def system_now() -> datetime:
    """The system's time, to the second, in Japan."""
    return datetime.now(JST).replace(microsecond=0)


def persona_or_usage_error(
    people: People, name: str, *, hint: str = "--persona"
) -> Persona:
    """Look a persona up; an unknown or unreadable one is a bad argument.

    *hint* is where the name was given.
    """
    from card_profiles.loader import PersonaError  # Loads the profiles only here.
    from card_profiles.variant import VariantError

    try:
        return people.get(name)
    except VariantError as error:
        raise click.BadParameter(str(error), param_hint="--variant") from error
    except PersonaError as error:
        raise click.BadParameter(str(error), param_hint=hint) from error


def bench_or_usage_error(
    name: str,
    conditions: CardConditions | None = None,
    serving: ServerConditions | None = None,
) -> BenchSpec:
    """Read a bench, its card under *conditions*, its server *serving* so.

    What cannot be is a bad argument.
    """
    from ..bench_spec import BenchError, load_bench

    try:
        spec = load_bench(name)
        spec = spec if serving is None else spec.serving(serving)
        return spec if conditions is None else spec.under(conditions)
    except BenchError as error:
        raise click.BadParameter(str(error), param_hint="--bench") from error


def possible_or_usage_error(
    spec: BenchSpec, personas: Sequence[Persona], *, people: People, now: datetime
) -> None:
    """Refuse, as a bad argument, a fault that none of these cards can have."""
    from ..card_conditions import ConditionsError
    from ..possible_faults import require_possible

    try:
        require_possible(spec.conditions, personas, people=people.get, now=now)
    except ConditionsError as error:
        raise click.BadParameter(str(error), param_hint="--card-fault") from error


@contextmanager
def unavailable_is_exit_3(
    saying: str = "ベンチの一部が使えません",
) -> Iterator[None]:
    """Turn a part that cannot run here into one clear message and status 3.

    *saying* stands before the reason. A fault that a card cannot have is a bad
    argument, status 2.
    """
    try:
        yield
    except ImpossibleFault as error:
        raise click.BadParameter(str(error), param_hint="--fault") from error
    except BenchUnavailable as error:
        complain(f"{saying}: {error}")
        raise click.exceptions.Exit(EXIT_UNAVAILABLE) from error


def stamp(moment: datetime) -> str:
    """A folder-name form of a moment, in Japan time."""
    return moment.astimezone(JST).strftime("%Y%m%d-%H%M%S")


def evidence_directory(out: Path | None, name: str) -> Path:
    """Where a result goes: *out*, or else a directory of its own, called *name*."""
    return fresh(Path("mynabench-out") / name) if out is None else writable(out)


def fresh(base: Path) -> Path:
    """Make a directory that nobody else has: *base*, or else *base* with a number."""
    for number in range(1, 1000):
        path = base if number == 1 else base.with_name(f"{base.name}-{number}")
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError:
            pass  # `writable` says why.
        return writable(path)
    raise click.UsageError(
        f"{base.parent} を片付けてください（同じ名前が多すぎます）。"
    )


def writable(path: Path) -> Path:
    """Make a directory and prove that files can be written there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise click.BadParameter(
            f"{path} に書けません: {system_reason(error)}。"
            "書ける場所を指定してください。"
        ) from error
    return path
