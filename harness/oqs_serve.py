"""The stub by itself, for any browser and any receipt computer, until Ctrl-C."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy import make_url

from card_profiles.dates import JST
from card_profiles.pki import PKIError
from card_profiles.synth import Addresses, name_of
from oqs_stub.config import StubConfig
from oqs_stub.database import DatabaseError
from oqs_stub.error_codes import ErrorCodesError
from oqs_stub.exchange import EventKind, ExchangeEvent, FolderError
from oqs_stub.institutions.file import InstitutionFileError
from oqs_stub.messages.conventions import ConventionsError
from oqs_stub.rules_file import RulesFileError
from oqs_stub.server import ServerError, StubServer
from oqs_stub.service.fault_targets import named_in_vain
from oqs_stub.stub import Stub

from .ports import BenchUnavailable
from .server_conditions import ServerConditions
from .until_stopped import stopped_by_signal, until_stopped

ADDRESS = Path("oqs", "address")
"""Inside the state directory: where the stub answers, as long as it does."""
PUBLIC_ADDRESS = Path("oqs", "public-address")
"""Beside it, where phones reach the stub otherwise: what its pages call themselves."""

_RESULTS = {"": "", "ok": "", "working": "、処理中", "fault": "、仕込んだ障害"}
"""What is told of an answer by its result; of a refusal it is its code."""

_UNUSABLE = (
    ConventionsError,
    DatabaseError,
    ErrorCodesError,
    FolderError,
    InstitutionFileError,
    PKIError,
    RulesFileError,
)


def serve_oqs(
    config: StubConfig,
    *,
    host: str,
    port: int,
    population: int = 0,
    addresses: Addresses = Addresses.PREFECTURES,
    serving: ServerConditions | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; everything acknowledged is on disk by then.

    With *population* so many generated people are registered first, those of the
    configured seed and *addresses* that are not there yet. *serving* takes the place
    of the faults that an earlier start was given, and of the drifts, if it names any.

    Raises `BenchUnavailable` when the port, the folder or what lies in the state
    directory cannot be used; the message says which and what to do.
    """

    def show(event: ExchangeEvent) -> None:
        line = event_line(event)
        if line is not None:
            _say(f"{config.clock.now().astimezone(JST):%H:%M:%S}  {line}")

    try:
        stub = Stub(replace(config, on_exchange_event=show))
    except _UNUSABLE as error:
        raise BenchUnavailable(str(error)) from error
    conditions = serving or ServerConditions()
    try:
        with stub.database.starting():
            stub.database.claim()  # Before anything is changed.
            if population:
                _fill(stub, population, seed=config.seed, addresses=addresses)
            stub.faults.begin(conditions.faults, seed=conditions.seed)
            if conditions.drifts:
                stub.drifting.set(conditions.drifts)
        with (
            StubServer(stub, host=host, port=port) as server,
            address_told(server.base_url, config.state_dir),
            _public_address_told(config),
            stopped_by_signal() as stop,
        ):
            _announce(server, config)
            if not until_stopped(stop, lambda: server.alive):
                raise BenchUnavailable(_why_it_ended(server))
    except (DatabaseError, ServerError, FolderError) as error:
        raise BenchUnavailable(str(error)) from error
    finally:
        stub.close()
    click.echo("終了しました。受け取った要求と同意はすべて保存されています。")


def _fill(stub: Stub, count: int, *, seed: int, addresses: Addresses) -> None:
    """Register a population, with a bar where somebody watches."""
    from rich.progress import Progress

    with Progress(transient=True, disable=not sys.stdout.isatty()) as bar:
        task = bar.add_task("架空の人口を登録しています", total=count)
        new = stub.people.fill(
            count,
            seed=seed,
            addresses=addresses,
            told=lambda done: bar.update(task, completed=done),
        )
    first = name_of(1, seed=seed, addresses=addresses)
    _say(f"架空の人口 {count}人（種{seed}、{first} から。新しく{new}人）")


@contextmanager
def address_told(url: str, state_dir: Path, *, at: Path = ADDRESS) -> Iterator[None]:
    """Keep a file with the address while it answers, for scripts beside it."""
    path = state_dir / at
    path.parent.mkdir(parents=True, exist_ok=True)  # Database and folders elsewhere.
    path.write_text(f"{url}\n", encoding="utf-8")
    try:
        yield
    finally:
        if _still_says(path, url):
            path.unlink(missing_ok=True)


def _public_address_told(config: StubConfig) -> AbstractContextManager[None]:
    if config.public_url is not None:
        return address_told(config.public_url, config.state_dir, at=PUBLIC_ADDRESS)
    # One that was killed may have left its own: those pages are nobody's now.
    (config.state_dir / PUBLIC_ADDRESS).unlink(missing_ok=True)
    return nullcontext()


def _still_says(path: Path, url: str) -> bool:
    """Whether the file is ours, and not that of a stub that came after us."""
    try:
        return path.read_text(encoding="utf-8").strip() == url
    except FileNotFoundError:
        return False


def _why_it_ended(server: StubServer) -> str:
    lost = server.lost
    if lost:
        return (
            f"{lost}このスタブは終了しました。動かしたまま消さず、止めてから"
            "消すか、別の --data で始めてください。"
        )
    return (
        "ページのプロセスが終了しました。上の出力に理由があります。"
        "受け取った要求と同意はすべて保存されています。"
    )


def event_line(event: ExchangeEvent) -> str | None:
    """Return what a person is told of an event; None where its end says it all."""
    name, detail = _printable(event.name), _printable(event.detail)
    match event.kind:
        case EventKind.ANSWERED:
            result = _RESULTS.get(event.result, f"、{event.result}")
            return f"{name} → {detail}（{event.ms:.0f} ms{result}）"
        case EventKind.REJECTED:
            return f"{name} → 拒否（.err）: {detail}"
        case EventKind.IGNORED:
            return f"{name}: {detail}"
        case EventKind.WAITING:
            return f"{name}: 待っています。{detail}"
        case EventKind.PAUSED:
            return f"{detail}。要求は req に残り、直りしだい答えます（試し続けます）"
        case EventKind.RESUMED:
            return "また使えるようになりました。待っている要求に答えます"
        case EventKind.FACE:
            return f"face に {name} を置きました"
        case EventKind.RECEIVED:
            return None


def without_password(url: str) -> str:
    """Return the URL of a database as a terminal may show it."""
    whole = make_url(url).difference_update_query(["password", "sslpassword"])
    return whole.render_as_string(hide_password=True)


def _printable(text: str) -> str:
    """Write out what a file name may hold and a terminal should not be sent."""
    return "".join(
        one
        if one.isprintable() or unicodedata.category(one) == "Zs"  # As U+3000.
        else one.encode("unicode_escape").decode("ascii")
        for one in text
    )


def _say(line: str) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(line.encode(encoding, "backslashreplace").decode(encoding))


def _announce_conditions(stub: Stub) -> None:
    """Say what is not as usual: time, faults and drift outlast a restart."""
    ahead = getattr(stub.clock, "ahead", None)
    if ahead:
        now = f"{stub.clock.now():%Y-%m-%d %H:%M:%S}"
        click.echo(f"  時計                {now}（移動中）")
    for armed in stub.faults.all():
        over = "（終わっています）" if armed.over else ""
        click.echo(f"  仕込んだ障害        {armed.fault.text}{over}")
        for why in named_in_vain(
            armed.fault, registry=stub.registry, institutions=stub.institutions
        ):
            click.echo(f"                      {why}")
    for name in stub.drifting.names():
        click.echo(f"  電文の書き方        {name}")


def _announce(server: StubServer, config: StubConfig) -> None:
    folder = config.exchange_folder
    click.echo(f"オンライン資格確認等システムのスタブ  {server.base_url}/")
    click.echo(f"  資格確認端末        {server.base_url}/terminal/")
    click.echo("    （訪問診療等のURLは端末の「医療機関別URL取得・変更」で取得します）")
    click.echo(f"  WebAPI（JSON）      {server.base_url}/webapi/")
    if config.public_url is not None:
        click.echo(f"  ほかの機械から      {config.public_url.rstrip('/')}/")
    for name in ("req", "res", "face"):
        click.echo(f"  {name:<18}  {(folder / name).absolute()}")
    click.echo(f"  データ              {config.state_dir}")
    if config.keep_messages is not None:
        click.echo(f"  電文の控え          {config.keep_messages}")
    if config.database is not None:
        click.echo(f"  データベース        {without_password(config.database)}")
    if config.control_token is not None:
        click.echo(f"  制御ページ          {server.base_url}/control/")
        click.echo(f"  制御APIのトークン   {config.control_token}")
    _announce_conditions(server.stub)
    click.echo("Ctrl-C で終了します。")
