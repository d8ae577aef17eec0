"""`mynabench card serve` and `replay`: arguments, and what happens without a vpcd."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.cli import main

NOBODY_LISTENS = "1"  # A port that no program of a user has.


def serve(tmp_path: Path, *arguments: str, orders: str = "") -> Result:
    words = ["card", "serve", "--state", str(tmp_path / "state"), *arguments]
    return CliRunner().invoke(main, words, input=orders)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(
            ["--slot", "35963"], "例: 35963=hanako", id="slot-without-persona"
        ),
        pytest.param(["--slot", "x=hanako"], "ポートではありません", id="slot-port"),
        pytest.param(
            ["--slot", "1=nobody"], "--slot: ペルソナ「nobody」", id="slot-persona"
        ),
        pytest.param(
            ["--persona", "nobody"], "--persona: ペルソナ「nobody」", id="persona"
        ),
        pytest.param(
            ["--variant", "interface=contact,atr=contactless-41"],
            "--variant: atr=contactless-41",
            id="variant",
        ),
        pytest.param(
            ["--slot", "1=hanako", "--persona", "taro"], "代わりに使います", id="both"
        ),
        pytest.param(
            ["--stdin", "--script", "s"], "同時には使えません", id="two-drivers"
        ),
        pytest.param(
            ["--record-files"], "--record と一緒に", id="files-without-record"
        ),
        pytest.param(
            ["--slot", "1=hanako", "--slot", "1=taro"],
            "ポート 1 に、カードは1枚だけです",
            id="port-twice",
        ),
        pytest.param(
            ["--slot", "1=hanako", "--slot", "2=hanako"],
            "hanako のカードは1枚だけです",
            id="persona-twice",
        ),
        pytest.param(["--fault", "gremlins"], "gremlins", id="fault"),
        pytest.param(["--script", "absent.txt"], "読めません", id="no-script"),
    ],
)
def test_bad_arguments_end_before_anything_is_done(
    tmp_path: Path, arguments: list[str], problem: str
) -> None:
    result = serve(tmp_path, *arguments)

    assert result.exit_code == 2
    assert problem in " ".join(result.stderr.split())
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("status\n+1 fly\n", "2行目: 「fly」は知らない命令", id="word"),
        pytest.param("# nothing\n", "命令がありません", id="empty"),
    ],
)
def test_a_script_with_a_mistake_is_never_begun(
    tmp_path: Path, text: str, problem: str
) -> None:
    script = tmp_path / "script.txt"
    script.write_text(text, "utf-8")

    result = serve(tmp_path, "--script", str(script))

    assert result.exit_code == 2
    assert problem in result.stderr


def test_without_a_vpcd_it_says_what_to_install(tmp_path: Path) -> None:
    result = serve(tmp_path, "--slot", f"{NOBODY_LISTENS}=hanako")

    assert result.exit_code == 3
    assert "pcscd と vsmartcard-vpcd" in result.stderr


def test_orders_are_answered_line_by_line_and_an_end_is_quit(tmp_path: Path) -> None:
    result = serve(
        tmp_path,
        "--stdin",
        orders=f"# a remark\n\nstatus\nfly\ninsert {NOBODY_LISTENS} hanako\n"
        "insert 2 nobody\nwait 0.01\n",
    )

    answers = [line for line in result.stdout.splitlines() if not line.startswith("#")]
    assert result.exit_code == 0
    assert answers[0] == "ok status"
    assert answers[1].startswith("error 「fly」は知らない命令です。")
    assert answers[2].startswith("error insert 1 hanako: vpcd（127.0.0.1:1）に")
    assert answers[3].startswith("error insert 2 nobody: ペルソナ「nobody」")
    assert answers[4:] == ["ok wait", "ok quit"]


def test_a_script_that_fails_ends_with_1(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text(f"status\npull {NOBODY_LISTENS}\nstatus\n", "utf-8")

    result = serve(tmp_path, "--script", str(script))

    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == [
        "ok status",
        f"error pull {NOBODY_LISTENS}: ポート 1 にカードはありません。"
        f"insert {NOBODY_LISTENS} 患者名 で挿してください。",
    ]
    assert "スクリプトの2行目" in result.stderr


@pytest.mark.parametrize("option", ["--trace", "--record"])
def test_a_file_that_cannot_be_written_is_a_bad_argument(
    tmp_path: Path, option: str
) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    result = serve(tmp_path, "--stdin", option, str(tmp_path / "file" / "talk.txt"))

    assert result.exit_code == 2
    assert "書けません" in result.stderr


def test_a_script_ends_with_quit(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("status\n+0.01 quit\nstatus\n", "utf-8")

    result = serve(tmp_path, "--script", str(script))

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "ok status",
        "ok quit",
        "# カードをしまいました。",
    ]


def test_a_replay_without_a_vpcd_says_what_to_install(tmp_path: Path) -> None:
    recording = tmp_path / "r.txt"
    recording.write_text("A>> 00840000 08\nA<< 6D00\n", "utf-8")

    result = CliRunner().invoke(
        main, ["card", "replay", str(recording), "--port", NOBODY_LISTENS]
    )

    assert result.exit_code == 3
    assert "pcscd と vsmartcard-vpcd" in result.stderr
