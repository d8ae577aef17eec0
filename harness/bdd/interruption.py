"""A run that somebody stopped: told in one line, not as a fault of the program."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

INTERRUPTED = pytest.StashKey[bool]()
"""Set once somebody has stopped the run."""

_WORDS = "中断しました（Ctrl-C）"


def say_in_one_line(config: pytest.Config) -> None:
    """Let pytest's terminal show our words in place of its own traceback.

    pytest has no hook for that; where its terminal keeps nothing under this name,
    its own words stay.
    """
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None:
        return
    if getattr(terminal, "_keyboardinterrupt_memo", None) is not None:
        words = SimpleNamespace(reprcrash=SimpleNamespace(message=_WORDS))
        terminal._keyboardinterrupt_memo = words
