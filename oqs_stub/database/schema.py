"""The tables of the stub's database: made where there are none, brought up to date.

Each table stands beside the code that uses it, and registers on `metadata` when its
module is imported.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    insert,
    inspect,
    select,
)

from .errors import DatabaseEmptyError, DatabaseError
from .migrations import SCHEMA_VERSION, can_migrate, migrate

metadata = MetaData()

_schema = Table("schema_version", metadata, Column("version", Integer, nullable=False))


def bring_up_to_date(connection: Connection, *, shown: str, may_make: bool) -> bool:
    """Create what is missing, bring an old one up to date; was it empty?

    Without *may_make* an empty one stays so. Raises `DatabaseError`, which calls the
    database *shown*.
    """
    names = set(inspect(connection).get_table_names())
    fresh = not names
    if fresh and not may_make:
        raise DatabaseEmptyError(f"{shown} は空です。")
    if not fresh and _schema.name not in names:
        raise DatabaseError(
            f"{shown} には表がありますが、スキーマの版がありません。"
            "ほかのプログラムのものです。別の場所を指定してください。"
        )
    if not fresh:
        version = _version(connection, shown)
        if version < SCHEMA_VERSION:
            migrate(connection, since=version)
    metadata.create_all(connection)
    if fresh:
        connection.execute(insert(_schema).values(version=SCHEMA_VERSION))
    return fresh


def _version(connection: Connection, shown: str) -> int:
    versions = connection.execute(select(_schema.c.version)).scalars().all()
    if len(versions) != 1 or not isinstance(versions[0], int):
        raise DatabaseError(
            f"{shown} のスキーマの版は1つのはずですが、{list(versions)} です。"
            "ファイルを移せば、新しいものが作られます。"
        )
    version = versions[0]
    if version > SCHEMA_VERSION:
        raise DatabaseError(
            f"{shown} のスキーマの版 {version} は、新しいmynabenchのものです"
            f"（この版が扱えるのは {SCHEMA_VERSION}）。mynabenchを更新するか、"
            "別の場所を指定してください。"
        )
    if version < SCHEMA_VERSION and not can_migrate(version):
        raise DatabaseError(
            f"{shown} のスキーマの版 {version} は古く、{SCHEMA_VERSION} へ"
            "移行できません。ファイルを移せば、新しいものが作られます。"
        )
    return version
