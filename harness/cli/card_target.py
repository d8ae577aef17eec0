"""Options by which a command says which card it speaks to."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import card_options, options
from .asking import ask_hidden
from .conditions import card_conditions, card_variant

if TYPE_CHECKING:
    from ..card_conditions import CardConditions
    from ..recording.card_secrets import Secret


def card_target(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--persona` or `--reader`; it gets them as one `target`."""

    @click.option("--persona", help="この人の仮想カード。既定は hanako。")
    @card_variant
    @card_options.reader
    @click.option(
        "--pin-from-persona",
        metavar="NAME",
        help="--reader のカードがこの架空の人のものであるとき、その暗証番号を使います。"
        "なければ尋ねます。",
    )
    @card_options.state
    @card_options.now
    @card_conditions()
    @functools.wraps(function)
    def command(
        *arguments: Any,  # noqa: ANN401 - the command's own.
        persona: str | None,
        reader: str | None,
        certificate_serial: str | None,
        pin_from_persona: str | None,
        state: Path,
        now: datetime | None,
        conditions: CardConditions,
        **others: Any,  # noqa: ANN401 - the command's own.
    ) -> Any:  # noqa: ANN401 - the command's own.
        from ..card_against import ReaderChoice, VirtualChoice

        moment = now or options.system_now()
        target: VirtualChoice | ReaderChoice
        if reader is None:
            if certificate_serial or pin_from_persona:
                raise click.UsageError(
                    "--certificate-serial と --pin-from-persona は "
                    "--reader と使います。"
                )
            name = persona or options.USUAL_PERSONA
            _known(name, moment, hint="--persona")
            target = VirtualChoice(
                persona=name,
                state_dir=options.writable(state),
                now=moment,
                conditions=conditions,
            )
        else:
            if persona is not None:
                raise click.UsageError(
                    "--persona・--variant と --reader は同時には使えません。"
                )
            if not conditions.usual:
                raise click.UsageError(
                    "--fault などの条件は仮想カード（--persona）にだけ付けられます。"
                )
            if pin_from_persona is not None:
                _known(pin_from_persona, moment, hint="--pin-from-persona")
            target = ReaderChoice(
                reader=reader,
                certificate_serial=_serial(certificate_serial),
                pin_of=pin_from_persona,
                now=moment,
                ask=_ask,
            )
        return function(*arguments, target=target, **others)

    return command


def _known(name: str, now: datetime, *, hint: str) -> None:
    from card_profiles.loader import PersonaError

    from ..people import People

    try:
        People(now=now).get(name)
    except PersonaError as error:
        raise click.BadParameter(str(error), param_hint=hint) from error


def _serial(text: str | None) -> int:
    if text is None or not re.fullmatch("[0-9]+", text):
        raise click.BadParameter(
            "リーダーのカードは、利用者証明用電子証明書のシリアル番号（10進数）で"
            "名指ししてください。名指しされていないカードには何も送りません。"
            f"指定された値: {text or 'なし'}",
            param_hint="--certificate-serial",
        )
    return int(text)


def _ask(secret: Secret) -> str:
    """Ask for a PIN until its form is right; the card is not touched meanwhile."""
    from ..recording.card_secrets import format_error

    while True:
        typed = ask_hidden(
            str(secret),
            instead="架空の人のカードなら --pin-from-persona で名指しするか、",
            err=True,
        )
        wrong = format_error(secret, typed)
        if wrong is None:
            return typed
        click.echo(f"{wrong}カードには触れていません。", err=True)
