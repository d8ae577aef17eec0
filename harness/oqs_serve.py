"""The stub by itself, for any browser and any receipt computer, until Ctrl-C."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

import click

from card_profiles.pki import PKIError
from oqs_stub.clock import SettableClock, SystemClock
from oqs_stub.config import StubConfig
from oqs_stub.database import DatabaseError
from oqs_stub.exchange import FolderError
from oqs_stub.institution_file import InstitutionFileError
from oqs_stub.server import ServerError, StubServer
from oqs_stub.stub import Stub

from .ports import BenchUnavailable
from .until_stopped import until_stopped


def serve_oqs(
    *,
    host: str,
    port: int,
    folder: Path | None,
    data: Path,
    institutions: Path | None,
    now: datetime | None,
) -> None:
    """Serve until SIGINT or SIGTERM; everything acknowledged is on disk by then.

    Raises `BenchUnavailable` when the port, the folder or what lies in *data*
    cannot be used; the message says which and what to do.
    """
    token = secrets.token_urlsafe(24)
    config = StubConfig(
        state_dir=data,
        folder=folder,
        institutions=institutions,
        clock=SystemClock() if now is None else SettableClock(now),
        control_token=token,
    )
    try:
        stub = Stub(config)
    except (DatabaseError, InstitutionFileError, PKIError, FolderError) as error:
        raise BenchUnavailable(str(error)) from error
    try:
        with StubServer(stub, host=host, port=port) as server:
            _announce(server, config, token)
            until_stopped()
    except (ServerError, FolderError) as error:
        raise BenchUnavailable(str(error)) from error
    finally:
        stub.close()
    click.echo("終了しました。受け取った要求と同意はすべて保存されています。")


def _announce(server: StubServer, config: StubConfig, token: str) -> None:
    folder = config.exchange_folder
    click.echo(f"オンライン資格確認等システムのスタブ  {server.base_url}/")
    click.echo(f"  資格確認端末        {server.base_url}/terminal/")
    click.echo("    （訪問診療等のURLは端末の「医療機関別URL取得・変更」で取得します）")
    for name in ("req", "res", "face"):
        click.echo(f"  {name:<18}  {folder / name}")
    click.echo(f"  データ              {config.state_dir}")
    click.echo(f"  制御APIのトークン   {token}")
    click.echo("Ctrl-C で終了します。")
