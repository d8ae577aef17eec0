"""Asking for a PIN so that nobody reads it on the screen."""

from __future__ import annotations

import getpass
import warnings

import click

PIN_VARIABLE = "MYNABENCH_PIN"
PIN_INSTEAD = f"--pin か環境変数 {PIN_VARIABLE} で渡すか、"


def ask_hidden(
    question: str,
    *,
    instead: str = PIN_INSTEAD,
    kind: click.ParamType[str] | None = None,
    err: bool = False,
) -> str:
    """Ask at the terminal; without one it is a bad argument, and nothing is read.

    *instead* says how else the answer can be given.
    """
    with warnings.catch_warnings():
        # Python would read on from the pipe, after a warning of its own in English.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            typed: str = click.prompt(question, hide_input=True, type=kind, err=err)
        except getpass.GetPassWarning as error:
            raise click.UsageError(
                f"「{question}」を尋ねられません（端末から実行されていないため、"
                f"入力を隠せません）。{instead}端末から実行してください。"
                "カードには触れていません。"
            ) from error
    return typed
