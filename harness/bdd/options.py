"""The options of a run of features, read once and checked before anything starts."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from card_profiles.dates import JST
from card_profiles.machine_words import system_reason

from ..bench_spec import BenchError, BenchSpec, load_bench
from ..card_conditions import ConditionsError, ConditionTexts
from ..server_conditions import ServerConditions
from .tags import TagExpressionError, mark_expression


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Where, when and on which bench the features run; `out` of None writes nothing."""

    spec: BenchSpec
    seed: int
    now: datetime
    out: Path | None
    tags: str | None


def add_options(parser: pytest.Parser) -> None:
    """Declare the options of the plugin."""
    group = parser.getgroup("mynabench", "訪問診療等の資格確認を試すベンチ")
    group.addoption(
        "--bench",
        default="virtual",
        metavar="NAME|FILE",
        help="ベンチの名前か、ベンチファイル（TOML）。既定は virtual。",
    )
    group.addoption(
        "--tags",
        metavar="EXPR",
        # pytest takes an argument that begins with @ for a file of arguments.
        help='実行するシナリオのタグ。例: --tags="@req:home-visit-19 or @needs:tear"',
    )
    group.addoption(
        "--out",
        metavar="DIR",
        help="run.json、report.html、junit.xml の置き場所。既定では書きません。",
    )
    group.addoption(
        "--seed", default="0", metavar="N", help="乱数の種（0以上の整数）。既定は 0。"
    )
    group.addoption(
        "--card-fault",
        action="append",
        default=[],
        metavar="NAME[:KEY=VALUE,…]",
        help="カードの障害。何度でも書けます。",
    )
    group.addoption(
        "--card-timing",
        metavar="instant|typical|worst|FILE",
        help="カードの速さ。既定は待ち時間なし。",
    )
    group.addoption(
        "--card-behaviour",
        metavar="FILE",
        help="公開されていない動作を選ぶ表（TOML）。",
    )
    group.addoption(
        "--card-fault-seed",
        metavar="N",
        help="障害と速さのゆらぎの乱数の種。既定は --seed。",
    )
    group.addoption(
        "--server-fault",
        action="append",
        default=[],
        metavar="NAME[:KEY=VALUE,…]",
        help="国側の障害。何度でも書けます。",
    )
    group.addoption(
        "--server-drift",
        action="append",
        default=[],
        metavar="NAME",
        help="電文の書き方の違い。何度でも書けます。",
    )
    group.addoption(
        "--server-fault-seed",
        metavar="N",
        help="国側の障害の乱数の種。既定は --seed。",
    )
    group.addoption(
        "--now",
        metavar="ISO-DATE",
        help="この日時に始めたことにします。既定はシステムの時刻。",
    )


def read_options(config: pytest.Config, *, now: datetime) -> RunOptions:
    """Check the options; *now* is the time where none was given.

    Raises `pytest.UsageError` saying which option is wrong and what would be right.
    """
    try:
        spec = load_bench(str(config.getoption("--bench")))
        spec = spec.under(_conditions(config).read())
    except BenchError as error:
        raise pytest.UsageError(f"--bench: {error}") from error
    except ConditionsError as error:
        raise pytest.UsageError(f"--card-{error.key}: {error}") from error
    try:
        spec = spec.serving(_serving(config).read())
    except ConditionsError as error:
        raise pytest.UsageError(f"--server-{error.key}: {error}") from error
    tags: str | None = config.getoption("--tags")
    if tags is not None:
        _check_tags(tags)
    return RunOptions(
        spec=spec,
        seed=_seed(str(config.getoption("--seed"))),
        now=_moment(config.getoption("--now")) or now,
        out=_writable(config.getoption("--out")),
        tags=tags,
    )


def _conditions(config: pytest.Config) -> ConditionTexts:
    seed = config.getoption("--card-fault-seed")
    return ConditionTexts(
        faults=tuple(config.getoption("--card-fault") or ()),
        timing=config.getoption("--card-timing") or "",
        behaviour=config.getoption("--card-behaviour") or "",
        seed=None if seed is None else _seed(str(seed), option="--card-fault-seed"),
    )


def _serving(config: pytest.Config) -> ServerConditions:
    seed = config.getoption("--server-fault-seed")
    return ServerConditions(
        faults=tuple(config.getoption("--server-fault") or ()),
        drifts=tuple(config.getoption("--server-drift") or ()),
        seed=None if seed is None else _seed(str(seed), option="--server-fault-seed"),
    )


def _check_tags(tags: str) -> None:
    try:
        mark_expression(tags)
    except TagExpressionError as error:
        raise pytest.UsageError(f"--tags: {error}") from error


def _seed(text: str, *, option: str = "--seed") -> int:
    if not (text.isascii() and text.isdigit()):
        raise pytest.UsageError(
            f"{option}: 「{text}」ではなく、0以上の整数にしてください。"
        )
    return int(text)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise pytest.UsageError(
            f"--now: 「{text}」は日時として読めません。"
            "2026-11-21 または 2026-11-21T09:30:00 の形で指定してください。"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=JST)


def _writable(text: str | None) -> Path | None:
    if text is None:
        return None
    path = Path(text)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise pytest.UsageError(
            f"--out: {path} に書けません（{system_reason(error)}）。"
        ) from error
