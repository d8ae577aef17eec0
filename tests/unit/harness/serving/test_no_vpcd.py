"""What is said where no vpcd answers: why, and what to do about it there."""

from __future__ import annotations

import errno

import pytest

from emulator.reader.vpcd_wire import VPCDUnavailable, connect
from harness.serving.no_vpcd import no_vpcd


def refusal(reason: OSError) -> VPCDUnavailable:
    error = VPCDUnavailable("expected vpcd to listen")
    error.__cause__ = reason
    return error


def test_on_this_machine_it_is_to_be_started() -> None:
    with pytest.raises(VPCDUnavailable) as nobody:
        connect("127.0.0.1", 1)

    said = str(no_vpcd("127.0.0.1", 1, nobody.value))

    assert said.startswith("vpcd（127.0.0.1:1）につながりません。接続を断られました。")
    assert "vsmartcard-vpcd を入れて" in said


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (OSError(-2, "Name or service not known"), "その名前の機械は見つかりません"),
        (OSError(errno.ETIMEDOUT, "no answer"), "時間内に応答がありません"),
    ],
    ids=["name", "silence"],
)
def test_on_another_machine_nothing_is_installed_here(
    reason: OSError, words: str
) -> None:
    said = str(no_vpcd("readers.example", 35963, refusal(reason)))

    assert f"vpcd（readers.example:35963）につながりません。{words}。" in said
    assert "--host" in said
    assert "scripts/system-packages" not in said
