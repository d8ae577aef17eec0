"""The stub by itself, for any browser and any receipt computer, until Ctrl-C."""

from __future__ import annotations

import click

from card_profiles.pki import PKIError
from oqs_stub.config import StubConfig
from oqs_stub.database import DatabaseError
from oqs_stub.error_codes import ErrorCodesError
from oqs_stub.exchange import FolderError
from oqs_stub.institution_file import InstitutionFileError
from oqs_stub.messages.conventions import ConventionsError
from oqs_stub.server import ServerError, StubServer
from oqs_stub.stub import Stub

from .ports import BenchUnavailable
from .until_stopped import until_stopped

_UNUSABLE = (
    ConventionsError,
    DatabaseError,
    ErrorCodesError,
    FolderError,
    InstitutionFileError,
    PKIError,
)


def serve_oqs(config: StubConfig, *, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; everything acknowledged is on disk by then.

    Raises `BenchUnavailable` when the port, the folder or what lies in the state
    directory cannot be used; the message says which and what to do.
    """
    try:
        stub = Stub(config)
    except _UNUSABLE as error:
        raise BenchUnavailable(str(error)) from error
    try:
        with StubServer(stub, host=host, port=port) as server:
            _announce(server, config)
            until_stopped()
    except (ServerError, FolderError) as error:
        raise BenchUnavailable(str(error)) from error
    finally:
        stub.close()
    click.echo("終了しました。受け取った要求と同意はすべて保存されています。")


def _announce(server: StubServer, config: StubConfig) -> None:
    folder = config.exchange_folder
    click.echo(f"オンライン資格確認等システムのスタブ  {server.base_url}/")
    click.echo(f"  資格確認端末        {server.base_url}/terminal/")
    click.echo("    （訪問診療等のURLは端末の「医療機関別URL取得・変更」で取得します）")
    for name in ("req", "res", "face"):
        click.echo(f"  {name:<18}  {folder / name}")
    click.echo(f"  データ              {config.state_dir}")
    click.echo(f"  制御APIのトークン   {config.control_token}")
    click.echo("Ctrl-C で終了します。")
