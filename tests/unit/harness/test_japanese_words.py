"""Wrong input is answered in Japanese, whoever noticed it: we, click or the system."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from click import core, decorators, exceptions, formatting, parser, termui, types
from click.testing import CliRunner

from card_profiles.machine_words import in_japanese
from harness.cli import main
from harness.cli.endings import status_of
from harness.cli.japanese import SENTENCES

_MODULES = (core, decorators, exceptions, formatting, parser, termui, types)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("visit --seed -1", "-1 は範囲の外です。0以上の値を指定してください。"),
        ("oqs serve --port 99999", "範囲の外です。0から65535までの値を指定して"),
        ("visit --server-fault none.toml", "none.toml）"),
        ("visit --seed x", "「x」は数として読めません。"),
        ("visit --seed", "--seed には値が要ります。"),
        ("visit --json=3", "--json に値は付けられません。"),
        ("visit --sead 3", "「--sead」というオプションはありません。"),
        ("visit extra", "余分な引数があります（extra）。"),
        ("visit --out file", "「file」はファイルです。ディレクトリー"),
        ("visit --bench bad.toml", "1バイト目がUTF-8の文字ではありません"),
        ("visit --bench none.toml", "ファイルがありません"),
        ("visit --bench vpdc", "用意されているベンチ: vpcd, pcsc, "),
        ("card replay none.txt", "ファイルがありません（探した場所: /"),
        ("visit --card-timing none.toml", "ファイルがありません"),
        ("visit --card-fault pulle", "「pulle」という障害はありません"),
        ("oqs serve --control-token-file none.txt", "none.txt）"),
        ("run --out file/x", "file/x に書けません: 途中にディレクトリー"),
        ("run --tags not", "タグの式「not」を読めません"),
        ("run none.feature", "「none.feature」はありません。"),
        ("card replay", "引数が足りません"),
        ("vist", "「vist」というコマンドはありません。"),
    ],
)
def test_wrong_input_is_answered_in_japanese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "bad.toml").write_bytes(b"\x80")

    result = CliRunner().invoke(main, arguments.split())

    assert result.exit_code == 2
    assert said in result.stderr
    for english in (
        "Usage",
        "Try ",
        "Error",
        "ERROR",
        "Invalid",
        "Errno",
        "codec",
        "No such",
    ):
        assert english not in result.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["visit", "--help"], ["oqs"], []])
def test_help_has_japanese_headings(arguments: list[str]) -> None:
    said = CliRunner().invoke(main, arguments).output

    assert "使い方:" in said
    assert "オプション:" in said
    assert "この説明を表示して終わります。" in said
    for english in ("Usage:", "Options:", "Commands:", "Show this"):
        assert english not in said


def test_click_still_has_every_sentence_that_we_translate() -> None:
    source = "\n".join(
        Path(str(module.__file__)).read_text(encoding="utf-8") for module in _MODULES
    )

    assert [text for text in SENTENCES if text not in source] == []


def test_what_the_system_says_is_put_in_japanese() -> None:
    error = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "a.txt")

    assert in_japanese(str(error)) == "ファイルがありません: 'a.txt'"


def test_a_file_error_nobody_foresaw_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "a.txt")

    assert status_of(fail) == 2
    assert capsys.readouterr().err == "エラー: 権限がありません: 'a.txt'。\n"
