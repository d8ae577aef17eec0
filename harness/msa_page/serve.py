"""Serving the phone's page on loopback until somebody asks it to stop."""

from __future__ import annotations

import socket
import threading
from datetime import datetime

import click
import waitress  # type: ignore[import-untyped]  # Waitress ships no types.
from waitress import wasyncore

from card_profiles import loader
from card_profiles.machine_words import system_reason

from ..msa_phone import MSAPhone
from ..people import People
from ..ports import BenchUnavailable
from ..until_stopped import stopped_by_signal, until_stopped
from . import create_page

HOST = "127.0.0.1"
STOP_SECONDS = 10.0


def serve_page(phone: MSAPhone, *, port: int, now: datetime) -> None:
    """Serve until SIGINT or SIGTERM. Raises `BenchUnavailable` if the port is taken."""
    people = People(now=now)
    cards = {
        name: f"{people.get(name).person.name}（{name}）" for name in loader.names()
    }
    try:
        bound = socket.create_server((HOST, port))
    except OSError as error:
        raise BenchUnavailable(
            f"{HOST}:{port} で待ち受けられません（{system_reason(error)}）。"
            "別のポートを --port で指定してください。"
        ) from error
    phone.app.open()
    server = waitress.create_server(
        create_page(phone, cards=cards), sockets=[bound], threads=2, ident=None
    )
    thread = threading.Thread(target=server.run, name="msa page", daemon=True)
    thread.start()
    try:
        with stopped_by_signal() as stop:
            url = f"http://{HOST}:{bound.getsockname()[1]}/"
            click.echo(f"マイナ資格確認アプリの画面  {url}")
            click.echo("Ctrl-C で終了します。")
            until_stopped(stop)
    finally:
        server.task_dispatcher.shutdown(timeout=STOP_SECONDS)
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(timeout=STOP_SECONDS)
