"""How a command ends: its status, and what is said when it did not end well."""

from __future__ import annotations

from collections.abc import Callable

import click

from .japanese import complain
from .signals import EXIT_INTERRUPTED, say_interrupted

EXIT_FAILED = 1
EXIT_UNREADABLE = 2


def status_of(run: Callable[[], object]) -> int:
    """Run a command of click's and return the status with which the program ends.

    What *run* returns is click's: the status of an `Exit`, or nothing of interest.
    """
    try:
        result = run()
    except click.ClickException as error:
        _say(error)
        return error.exit_code
    except click.Abort as abort:
        if isinstance(abort.__context__, EOFError):
            click.echo("入力が終わってしまったので、やめました。", err=True)
            return EXIT_FAILED
        say_interrupted()
        return EXIT_INTERRUPTED
    except KeyboardInterrupt:
        say_interrupted()
        return EXIT_INTERRUPTED
    except (OSError, UnicodeDecodeError) as error:
        complain(f"エラー: {error}。")
        return EXIT_UNREADABLE
    return result if isinstance(result, int) else 0


def _say(error: click.ClickException) -> None:
    """Say what is wrong, and how to learn what would be right."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        names = error.ctx.help_option_names
        if names:
            click.echo(
                f"使い方は「{error.ctx.command_path} {names[-1]}」で見られます。\n",
                err=True,
            )
    complain(f"エラー: {error.format_message()}")
