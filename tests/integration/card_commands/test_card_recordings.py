"""Recordings are made of a card and checked against one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

JPKI = "A>> 00A4040C 0A D392F000260100000001\nA<< 9000\n"

Card = Callable[..., Result]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recording_of_a_card_checks_against_it(card: Card, tmp_path: Path) -> None:
    recording = tmp_path / "reading.txt"

    assert card("record", recording).exit_code == 0
    result = card("check", recording)

    assert result.exit_code == 0, result.output
    assert "違う 0 件" in result.stdout


def test_a_list_with_pins_is_recorded_without_them(card: Card, tmp_path: Path) -> None:
    commands = write(
        tmp_path / "list.txt",
        "00A4040C0AD392F000260100000001\n00200098 04 ********\n802A00970401020304 00\n",
    )
    recording = tmp_path / "signed.txt"

    assert card("record", recording, "--commands", commands).exit_code == 0

    text = recording.read_text("utf-8")
    assert "A>> 00200098 04 ********" in text
    assert "31323334" not in text
    assert "256バイト、正常終了（9000）" in text
    assert card("check", recording).exit_code == 0


def test_a_difference_ends_with_1_and_shows_both(card: Card, tmp_path: Path) -> None:
    recording = write(
        tmp_path / "r.txt",
        JPKI + "A>> 00A4020C 02 0001\nA<< 9000\nA>> 00B00000 04\nA<< 9000\n",
    )

    result = card("check", recording)
    document = card("check", recording, "--json")

    assert (result.exit_code, document.exit_code) == (1, 1)
    assert (
        "✗    5行目 署名用電子証明書（EF 0001）を0バイト目から読み取り" in result.stdout
    )
    assert "期待: 9000" in result.stdout
    assert "実際: 6982" in result.stdout
    assert [row["verdict"] for row in json.loads(document.stdout)] == [
        "same",
        "same",
        "different",
    ]


def test_a_check_can_be_made_under_conditions(card: Card, tmp_path: Path) -> None:
    recording = write(tmp_path / "r.txt", JPKI)

    result = card("check", recording, "--fault", "sw:sw=6F00,on=SELECT")

    assert result.exit_code == 1
    assert "実際: 6F00" in result.stdout


def test_a_card_that_leaves_is_a_difference_and_ends_the_check(
    card: Card, tmp_path: Path
) -> None:
    recording = write(tmp_path / "r.txt", JPKI + JPKI + JPKI)
    fault = ("--fault", "pulled:on=SELECT,nth=2")

    result = card("check", recording, *fault)
    document = card("check", recording, "--json", *fault)

    assert (result.exit_code, document.exit_code) == (1, 1)
    assert "✗    3行目 公的個人認証APを選択（カードが離れた）" in result.stdout
    assert "実際: 応答なし" in result.stdout
    assert "同じ 1 件、規則により許した 0 件、違う 1 件" in result.stdout
    assert result.stderr == "カードが離れたので、残りの 1 件は送っていません。\n"
    rows = json.loads(document.stdout)
    assert [row["verdict"] for row in rows] == ["same", "different"]


def test_a_recording_of_a_card_that_leaves_says_so(card: Card, tmp_path: Path) -> None:
    commands = write(tmp_path / "r.txt", JPKI)

    result = card(
        *("record", tmp_path / "out.txt", "--commands", commands),
        *("--fault", "pulled:on=SELECT"),
    )

    assert result.exit_code == 3
    assert "カードが離れました。" in result.stderr
    assert "card left" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(["--persona", "nobody"], "ペルソナ「nobody」", id="persona"),
        pytest.param(
            ["--reader", "R"],
            "名指しされていないカードには何も送りません",
            id="unnamed",
        ),
        pytest.param(
            ["--reader", "R", "--certificate-serial", "x"],
            "指定された値: x",
            id="serial",
        ),
        pytest.param(
            ["--reader", "R", "--persona", "taro"], "同時には使えません", id="both"
        ),
        pytest.param(
            ["--certificate-serial", "1"], "--reader と使います", id="no-reader"
        ),
        pytest.param(
            ["--reader", "R", "--certificate-serial", "1", "--timing", "worst"],
            "仮想カード（--persona）にだけ",
            id="conditions-for-a-real-card",
        ),
    ],
)
def test_bad_arguments_are_told_in_words(
    card: Card, tmp_path: Path, arguments: list[str], problem: str
) -> None:
    result = card("check", write(tmp_path / "r.txt", JPKI), *arguments)

    assert result.exit_code == 2
    assert problem in re.sub(r"\s+", " ", result.stderr)


@pytest.mark.parametrize("command", ["check", "replay"])
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("hello", "1行目", id="no-recording"),
        pytest.param("# only remarks\n", "コマンド（A>>）がありません", id="empty"),
    ],
)
def test_what_is_no_recording_is_told_with_its_line(
    card: Card, tmp_path: Path, command: str, text: str, problem: str
) -> None:
    result = card(command, write(tmp_path / "r.txt", text))

    assert result.exit_code == 2
    assert problem in result.stderr


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("corrupt-file:ef=0099", "壊せるファイル 0099 はありません"),
        ("other-certificate:whose=nobody", "ペルソナ「nobody」"),
        ("other-certificate:key=sign,whose=mei", "mei のカードには"),
    ],
)
def test_a_fault_that_the_card_cannot_have_is_a_wrong_argument(
    card: Card, tmp_path: Path, fault: str, said: str
) -> None:
    result = card("record", tmp_path / "talk.txt", "--fault", fault)

    assert result.exit_code == 2
    assert f"--fault: {'' if 'ペルソナ' in said else '障害 '}" in result.output
    assert said in result.output


def test_faults_are_listed_with_their_parameters(card: Card) -> None:
    text = card("faults")
    document = json.loads(card("faults", "--json").stdout)

    assert text.exit_code == 0
    assert "pulled  カードが離れる" in text.stdout
    assert {"pulled", "mute", "wrong-key"} <= {f["name"] for f in document["faults"]}
    assert all(f["parameters"] for f in document["faults"])


@pytest.mark.parametrize(
    ("commands", "hint"),
    [
        pytest.param(["renew"], "電子証明書を更新する前", id="renewed"),
        pytest.param([], "別の認証局が発行したカード", id="other-state"),
    ],
)
def test_a_recording_of_another_card_is_said_to_be_one(
    card: Card, tmp_path: Path, commands: list[str], hint: str
) -> None:
    recording = tmp_path / "reading.txt"
    readings = "00A4040C0AD392F000260100000001\n"
    for fid in ("000A", "000B"):
        readings += f"00A4020C02{fid}\n00B0000000\n00B0010000\n"
    wanted = write(tmp_path / "readings.txt", readings)
    assert card("record", recording, "--commands", wanted).exit_code == 0
    for command in commands:
        assert card(command).exit_code == 0

    other = {} if commands else {"where": tmp_path / "another"}
    result = card("check", recording, **other)

    assert result.exit_code == 1
    assert hint in result.stderr
