"""What is said where no vpcd answers: why, and what to do about it there."""

from __future__ import annotations

from typing import Final

from card_profiles.machine_words import system_reason
from emulator.reader.vpcd_wire import VPCDUnavailable

from ..ports import BenchUnavailable

_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_START_IT: Final = (
    "Debianパッケージ pcscd と vsmartcard-vpcd を入れて（scripts/system-packages）、"
    "pcscd を起動してください（sudo systemctl restart pcscd、または sudo pcscd -f）。"
)
_LOOK_THERE: Final = (
    "--host と --port、その機械でvpcdが動いているか、途中のファイアウォールを"
    "確かめてください。"
)


def no_vpcd(host: str, port: int, error: VPCDUnavailable) -> BenchUnavailable:
    """Return what to raise instead of *error*, in the user's words."""
    reason = error.__cause__
    why = f"{system_reason(reason)}。" if isinstance(reason, OSError) else ""
    advice = _START_IT if host in _HERE else _LOOK_THERE
    return BenchUnavailable(f"vpcd（{host}:{port}）につながりません。{why}{advice}")
