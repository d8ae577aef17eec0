"""`mynabench personas`, `doctor` and `run` as a user types them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from card_profiles.loader import names
from harness import doctor
from harness.cli import main


def personas() -> dict[str, dict[str, object]]:
    """Return what `mynabench personas --json` tells a vendor, by name."""
    result = CliRunner().invoke(main, ["personas", "--json"])
    assert result.exit_code == 0
    return {row["name"]: row for row in json.loads(result.stdout)}


def test_personas_tell_what_a_first_request_needs() -> None:
    told = personas()

    assert set(told) == set(names())
    for row in told.values():
        assert row["story"]
        assert row["auth_pin"]
        assert row["institution_code"] == "9930000014"
        assert row["person"]["birthdate"]  # type: ignore[index]  # Parsed JSON.
        for coverage in row["coverages"]:  # type: ignore[attr-defined]  # Parsed JSON.
            assert coverage["insurer_number"]
            assert coverage["number"]


def test_personas_are_readable_for_a_person() -> None:
    result = CliRunner().invoke(main, ["personas"])

    assert result.exit_code == 0
    assert "hanako" in result.stdout
    assert "暗証番号 1234" in result.stdout
    assert "01990019" in result.stdout


def test_a_terminal_that_lacks_a_character_is_no_error() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", "personas"],
        capture_output=True,
        timeout=180,
        check=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )

    assert b"hanako" in done.stdout


def test_doctor_names_the_packages_that_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "missing_packages", lambda: ("vsmartcard-vpcd",))
    monkeypatch.setattr(doctor, "_physical_readers", tuple)  # Asks the system's pcscd.

    result = CliRunner().invoke(main, ["doctor"])

    assert result.exit_code == 0
    assert "× pcscd・vpcd" in result.stdout
    assert "apt-get install --no-install-recommends vsmartcard-vpcd" in result.stdout


def test_doctor_ends_well_on_this_machine_whatever_it_has() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", "doctor", "--json"],
        capture_output=True,
        timeout=180,
        check=True,
    )

    found = {row["name"]: row for row in json.loads(done.stdout)}
    assert found["Python"]["ok"]
    assert all(row["ok"] or row["mend"] for row in found.values())


def test_doctor_finds_a_listener_on_the_vpcd_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setattr(doctor, "VPCD_PORTS", (port,))
        monkeypatch.setattr(doctor, "_physical_readers", tuple)
        found = {finding.name: finding.found for finding in doctor.examine()}

    assert found[f"ポート {port}"] == "待ち受けています"


def test_run_says_so_when_the_tags_choose_nothing(tmp_path: Path) -> None:
    (tmp_path / "own.feature").write_text(FEATURE.format(patient="花子"), "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", "run", "own.feature", "--tags=@nothing"],
        cwd=tmp_path,
        capture_output=True,
        timeout=180,
        check=False,
        text=True,
    )

    assert done.returncode == 2
    assert "実行するシナリオがありません" in done.stderr


def test_run_refuses_a_file_that_is_no_feature(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text(FEATURE.format(patient="花子"), "utf-8")

    result = CliRunner().invoke(main, ["run", str(tmp_path / "own.txt")])

    assert result.exit_code == 2
    assert "own.txt」は機能ファイルではありません" in result.stderr


FEATURE = """# language: ja
機能: 自分の機能
  シナリオ: 自分のシナリオ
    前提 医療機関は訪問診療等機能を利用している
    かつ 患者は「{patient}」である
    もし 職員が訪問診療等の受付を始める
    かつ 患者がすべてに同意して登録を済ませる
    ならば 登録完了の画面が表示される
"""


@pytest.mark.parametrize(
    ("patient", "status", "count"),
    [("花子", 0, "passed"), ("{いない人}", 1, "failed")],
    ids=["passes", "fails"],
)
def test_run_runs_a_feature_of_ones_own(
    tmp_path: Path, patient: str, status: int, count: str
) -> None:
    (tmp_path / "own.feature").write_text(FEATURE.format(patient=patient), "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", "run", "own.feature", "--out", "out"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
        text=True,
    )

    assert done.returncode == status, done.stdout + done.stderr
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert [one["status"] for one in run["scenarios"]] == [count]
    assert (tmp_path / "out" / "report.html").exists()


def test_generated_people_are_listed_like_the_ready_ones() -> None:
    result = CliRunner().invoke(
        main, ["personas", "--json", "--synthetic", "3", "--seed", "7"]
    )

    rows = json.loads(result.output)
    assert [row["name"] for row in rows] == [
        "synth-7-0001",
        "synth-7-0002",
        "synth-7-0003",
    ]
    assert all(row["coverages"] for row in rows)
