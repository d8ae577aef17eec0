"""URLs on the command line: a slip is told, never taken for something else."""

from __future__ import annotations

from urllib.parse import urlsplit

import click


class DatabaseURL(click.ParamType[str]):
    """A URL of a database; a bare word would quietly become a file's name."""

    name = "url"

    def convert(
        self,
        value: str,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        if "://" not in value:
            self.fail(
                f"「{value}」はデータベースのURLではありません。"
                "postgresql+psycopg://利用者@ホスト/名前 の形で指定してください。",
                param,
                ctx,
            )
        return value


class PublicURL(click.ParamType[str]):
    """How others reach the stub; it goes into links and QR codes."""

    name = "url"

    def convert(
        self,
        value: str,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        try:
            parts = urlsplit(value)
            known = parts.scheme in ("http", "https") and parts.hostname
        except ValueError:
            known = None
        if not known:
            self.fail(
                f"「{value}」は http:// か https:// で始まるURLではありません。"
                "例: http://192.0.2.10:8085",
                param,
                ctx,
            )
        return value
