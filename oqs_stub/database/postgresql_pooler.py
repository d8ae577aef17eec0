"""A pooler between us and PostgreSQL, and whether it leaves a session whole.

One that gives each transaction any session (PgBouncer with `pool_mode = transaction`)
lets what belongs to a session outlive us, and takes it from us meanwhile: settings,
prepared statements, and the lock that keeps `oqs copy` off.
"""

from __future__ import annotations

from typing import Any

from psycopg import Error

from .access import UnusableError

CONNECT_TIMEOUT_SECONDS = 10
_WHO = "SELECT pg_backend_pid()"


def refuse_torn_sessions(connection: Any, shown: str) -> None:  # noqa: ANN401 - a DB-API connection has no common type.
    """Raise `UnusableError` where somebody else may be given our session meanwhile.

    Of *connection* there may be no transaction under way, and no lock.
    """
    (process,) = connection.execute(_WHO).fetchone()
    if process == connection.info.backend_pid:
        return  # Whom we have called is who answers.
    if process == _who_answers_beside(connection):
        raise UnusableError(
            f"{shown} の手前に、トランザクションごとに接続を使い回すプーラー"
            "（PgBouncer の pool_mode = transaction など）があります。それではロックや"
            "設定がほかの利用者に渡ります。プーラーを session にするか、PostgreSQL に"
            "直接つなぐURLを指定してください。"
        )


def _who_answers_beside(connection: Any) -> int | None:  # noqa: ANN401 - likewise.
    """Who answers a second connection, as the first is idle; None if nobody does."""
    info = connection.info
    try:
        with type(connection).connect(
            info.dsn,
            password=info.password or None,
            autocommit=True,
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
        ) as other:
            other.longest_silence = connection.longest_silence
            return int(other.execute(_WHO).fetchone()[0])
    except Error:  # Too few sessions for two of ours: each is somebody's for good.
        return None
