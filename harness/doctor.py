"""What this machine can do and cannot do, each with the command that mends it."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from .drivers.pcscd import missing_packages
from .ports import BenchUnavailable, TransportError

APT = "sudo apt-get install --no-install-recommends"
BROWSERS = (
    "/usr/lib/chromium/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
)
JAPANESE_FONTS = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/truetype/vlgothic"),
    Path("/usr/share/fonts/truetype/fonts-japanese-gothic.ttf"),
)
VPCD_PORTS = (35963, 35964)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. `mend` is the command or act that would change it."""

    name: str
    ok: bool
    found: str
    used_for: str
    mend: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything a bench may need; starts nothing and changes nothing."""
    yield _python()
    yield _cryptography()
    yield from _pcsc()
    yield _program("opensc-tool", used_for="OpenSCでの確認", package="opensc")
    yield _browser()
    yield _fonts()
    for port in VPCD_PORTS:
        yield _port(port)


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        name="Python",
        ok=sys.version_info >= (3, 11),
        found=found,
        used_for="すべて",
        mend="Python 3.11以降で仮想環境を作り直してください。",
    )


def _cryptography() -> Finding:
    return Finding(
        name="cryptography",
        ok=True,
        found=metadata.version("cryptography"),
        used_for="鍵・証明書・署名",
    )


def _pcsc() -> Iterator[Finding]:
    missing = missing_packages()
    yield Finding(
        name="pcscd・vpcd",
        ok=not missing,
        found="あり" if not missing else f"{'、'.join(missing)} がありません",
        used_for="ベンチ vpcd・pcsc、card serve",
        mend=f"{APT} {' '.join(missing)}" if missing else "",
    )
    has_pyscard = importlib.util.find_spec("smartcard") is not None
    yield Finding(
        name="pyscard",
        ok=has_pyscard,
        found=metadata.version("pyscard") if has_pyscard else "ありません",
        used_for="ベンチ vpcd・pcsc",
        mend=(
            f"{APT} gcc libpcsclite-dev python3-dev && pip install 'mynabench[pcsc]'"
        ),
    )
    found = _physical_readers() if has_pyscard else ()
    yield Finding(
        name="実カードリーダー",
        ok=bool(found),
        found="、".join(found) or "見つかりません",
        used_for="ベンチ pcsc",
        mend=(
            "リーダーをつなぎ、pcscdを動かしてください"
            "（ベンチ virtual・vpcd には不要）。"
        ),
    )


def _physical_readers() -> tuple[str, ...]:
    """Return the system's readers that are not virtual; none where pcscd is not up."""
    from .drivers.pcsc_card import ReaderKind, list_readers, reader_kind

    try:
        return tuple(
            name
            for name in list_readers()
            if reader_kind(name) is not ReaderKind.VIRTUAL
        )
    except (BenchUnavailable, TransportError):
        return ()


def _program(name: str, *, used_for: str, package: str) -> Finding:
    path = shutil.which(name)
    return Finding(
        name=name,
        ok=path is not None,
        found=path or "ありません",
        used_for=used_for,
        mend=f"{APT} {package}",
    )


def _browser() -> Finding:
    path = next((b for b in BROWSERS if Path(b).exists()), None)
    return Finding(
        name="ブラウザー",
        ok=path is not None,
        found=path or "ありません",
        used_for="画面を実際のブラウザーで見ること（ベンチ virtual には不要）",
        mend=f"{APT} chromium-headless-shell",
    )


def _fonts() -> Finding:
    path = next((f for f in JAPANESE_FONTS if f.exists()), None)
    windows_or_mac = sys.platform in {"win32", "darwin"}
    return Finding(
        name="日本語フォント",
        ok=path is not None or windows_or_mac,
        found=str(path or ("OSのもの" if windows_or_mac else "ありません")),
        used_for="レポートと画面を見ること（QRのPDFは同梱フォントを使います）",
        mend=f"{APT} fonts-noto-cjk",
    )


def _port(port: int) -> Finding:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        taken = probe.connect_ex(("127.0.0.1", port)) == 0
    return Finding(
        name=f"ポート {port}",
        ok=taken,
        found="待ち受けています" if taken else "vpcdが待ち受けていません",
        used_for="card serve が挿す先（ほかのベンチには不要）",
        mend=f"{APT} pcscd vsmartcard-vpcd && sudo systemctl restart pcscd",
    )
