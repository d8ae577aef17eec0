"""A PIN that cannot be asked for unseen is not asked for at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

_ASK = (
    "from harness.cli import asking, options, endings; import click, sys;"
    "ask = click.command()(lambda: asking.ask_hidden('暗証番号', kind=options.Pin()));"
    "sys.exit(endings.status_of(lambda: ask.main([], standalone_mode=False)))"
)


def run(program: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run Python with a pipe for its input and without any terminal."""
    return subprocess.run(
        [sys.executable, "-X", "utf8", *program],
        input="1234\n",
        capture_output=True,
        encoding="utf-8",
        start_new_session=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a console is asked there")
def test_without_a_terminal_the_option_and_the_variable_are_named() -> None:
    done = run(["-c", _ASK])

    assert done.returncode == 2
    assert "「暗証番号」を尋ねられません" in done.stderr
    assert "--pin か環境変数 MYNABENCH_PIN で渡すか" in done.stderr
    assert "Warning" not in done.stderr
    assert "Traceback" not in done.stderr
