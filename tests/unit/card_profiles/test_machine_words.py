"""What the system, codecs, TOML and XML say in English is said in Japanese."""

from __future__ import annotations

import errno
import os
import socket
import tomllib
from pathlib import Path
from xml.parsers import expat

import pytest

from card_profiles.machine_words import (
    file_reason,
    in_japanese,
    system_reason,
)
from card_profiles.syntax_words import toml_reason, xml_reason


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "権限がありません"),
        (errno.ENOSPC, "空き容量がありません"),
        (errno.EROFS, "読み取り専用の場所です"),
        (errno.ENAMETOOLONG, "名前が長すぎます"),
        (errno.EIO, "ディスクか共有フォルダーが応答しません"),
    ],
    ids=lambda value: errno.errorcode.get(value, "") if isinstance(value, int) else "",
)
def test_the_system_says_why_in_japanese(code: int, words: str) -> None:
    error = OSError(code, os.strerror(code), "a.xml")

    assert system_reason(error) == words
    assert in_japanese(str(error)) == f"{words}: 'a.xml'"


def test_a_host_that_nobody_knows_is_told_in_japanese() -> None:
    error = socket.gaierror(socket.EAI_NONAME, "Name or service not known (while …)")

    assert system_reason(error) == "その名前の機械は見つかりません"


def test_what_is_unknown_stays_as_the_system_said_it() -> None:
    assert system_reason(OSError(errno.EDOM, "Domain trouble")) == "Domain trouble"
    assert system_reason(OSError()) == "OSError"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("= 1", "1行目の1文字目: 「キー = 値」でも [表] でもありません"),
        ("a", "ファイルの終わり: キーのあとに = がありません"),
        (
            "\na = ふね",
            "2行目の5文字目: 値として読めません（文字列は引用符で囲みます）",
        ),
        ("a = 1 2", "1行目の7文字目: 値のあとに余分なものがあります"),
        ('a = "x', "ファイルの終わり: 文字列が閉じていません"),
        ("a = 1\na = 2\nb = 3", "2行目の6文字目: 同じキーが2回あります"),
        ("[a]\n[a]", "2行目の3文字目: 表 'a' が2回あります"),
        ("[a\n", "1行目の3文字目: [表] が ] で閉じていません"),
        ("a = {b = 1", "ファイルの終わり: 表が } で閉じていません"),
    ],
)
def test_a_slip_in_toml_is_told_by_line_and_column(text: str, said: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)

    assert toml_reason(caught.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a>", "終わりまで書かれていません"),
        ("<a></b>", "開始タグと終了タグの名前が違います"),
        ("<a>&</a>", "ここに書けない文字です（< や & など）"),
        ("<a>&x;</a>", "定義のない実体参照（&名前;）です"),
        ("<a/><b/>", "最後の終了タグのあとに余分なものがあります"),
        ("a", "XMLの書き方ではありません"),
    ],
)
def test_a_slip_in_xml_is_told_in_japanese(text: str, said: str) -> None:
    with pytest.raises(expat.ExpatError) as caught:
        expat.ParserCreate().Parse(text, True)  # noqa: FBT003 - expat's own signature.

    assert xml_reason(caught.value.code) == said


def test_a_file_that_is_not_there_is_named_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    error = FileNotFoundError(errno.ENOENT, "No such file or directory")

    said = file_reason(error, Path("none.toml"))

    assert said == f"ファイルがありません（探した場所: {tmp_path / 'none.toml'}）"


def test_the_place_of_a_byte_that_is_no_utf_8_is_told() -> None:
    with pytest.raises(UnicodeDecodeError) as caught:
        "a = 1\nb = '花'\n".encode("cp932").decode("utf-8")

    assert file_reason(caught.value, Path("a.toml")) == (
        "2行目の6バイト目がUTF-8の文字ではありません。UTF-8で保存し直してください"
    )
