"""`mynabench visit` as a user types it: results, exit statuses, evidence, bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from card_profiles.loader import load, names
from harness import bench
from harness.cli import main
from harness.ports import BenchUnavailable

NOW = "2026-11-21T09:30:00+09:00"

Visit = Callable[..., Result]


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Run the command in a directory of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["visit", "--now", NOW, *arguments])

    return run


def document(result: Result) -> dict[str, Any]:
    """Return the JSON that was all of stdout."""
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


def test_default_visit_ends_registered_with_everything_the_clinic_came_for(
    visit: Visit,
) -> None:
    result = visit("--json", "--out", "out")

    found = document(result)
    assert result.exit_code == 0
    assert found["outcome"] == "registered"
    assert found["reason"] is None
    assert found["signature_verified"] is True
    assert found["eligibility"]["validity"] == "1"
    assert found["eligibility"]["insurer_number"].strip() == "01990019"
    assert found["eligibility"]["ratio"] == 30
    assert {code: c["flag"] for code, c in found["consents"].items()}["YZK"] == "1"
    assert found["reinquiry"]["validity"] == "1"
    assert found["medication"]["drugs"]
    assert all(step["ok"] for step in found["steps"])


def test_evidence_lies_where_it_was_asked_for(visit: Visit, tmp_path: Path) -> None:
    visit("--json", "--out", "out")

    out = tmp_path / "out"
    written = {path.name for path in out.iterdir()}
    assert {"report.html", "visit.json", "apdu.txt", "http.har", "files"} <= written
    exchanged = [path.name for path in (out / "files").rglob("*.xml")]
    for prefix in ("OQSmuhvq01req", "OQSmuhvq02res", "OQSsihvq01res", "YZKsiquc01res"):
        assert any(name.startswith(prefix) for name in exchanged), prefix


def test_evidence_is_of_one_visit_even_where_an_earlier_one_lay(
    visit: Visit, tmp_path: Path
) -> None:
    visit("--json", "--out", "out")
    (tmp_path / "out" / "note.txt").write_text("mine", encoding="utf-8")

    refused = document(visit("--json", "--out", "out", "--pin", "0000"))

    assert refused["outcome"] == "refused"
    assert not list((tmp_path / "out" / "files").rglob("*.xml"))
    assert (tmp_path / "out" / "note.txt").read_text(encoding="utf-8") == "mine"
    assert "\nATR " in (tmp_path / "out" / "apdu.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("hindrance", ["no-bench", "no-state"])
def test_a_visit_that_cannot_begin_leaves_the_evidence_of_the_one_before(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hindrance: str
) -> None:
    visit("--json", "--out", "out")
    out = tmp_path / "out"
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    state = "fresh"
    if hindrance == "no-state":
        state = "out/visit.json/state"
    else:
        monkeypatch.setattr(bench, "StubServerDriver", unavailable)

    refused = visit("--json", "--out", "out", "--state", state)

    assert refused.exit_code == (2 if hindrance == "no-state" else 3), refused.output
    left = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert left == before


def unavailable(*_: object, **__: object) -> None:
    raise BenchUnavailable("ポートがありません")


def test_pin_is_nowhere_in_the_evidence(visit: Visit, tmp_path: Path) -> None:
    visit("--json", "--out", "out", "--pin", "7391")

    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"7391" not in content, path
            assert b"37333931" not in content, path
            assert b"37 33 39 31" not in content, path


@pytest.mark.parametrize("name", names())
def test_every_persona_comes_to_what_its_file_expects(
    visit: Visit, tmp_path: Path, name: str
) -> None:
    from harness.cli.options import Moment

    expected = load(name, now=Moment().convert(NOW, None, None)).expect

    result = visit("--json", "--persona", name, "--out", "out")

    found = document(result)
    assert (found["outcome"], found["reason"]) == (expected.outcome, expected.reason)
    assert result.exit_code == (0 if expected.outcome == "registered" else 1)
    if expected.validity is not None:
        assert found["eligibility"]["validity"] == expected.validity


def test_same_seed_and_clock_give_the_same_json_but_for_what_it_calls_volatile(
    visit: Visit,
) -> None:
    first = document(visit("--json", "--seed", "7", "--out", "a"))
    second = document(visit("--json", "--seed", "7", "--out", "b"))

    assert without_volatile(first) == without_volatile(second)


def without_volatile(found: dict[str, Any]) -> dict[str, Any]:
    """Blank the fields that the document itself lists as volatile."""
    copy: dict[str, Any] = json.loads(json.dumps(found))
    for path in found["volatile"]:
        _blank(copy, path.replace("[]", ".*").split("."))
    return copy


def _blank(node: Any, keys: list[str]) -> None:  # noqa: ANN401 - any JSON value.
    key, rest = keys[0], keys[1:]
    children = (
        list(node if isinstance(node, list) else node.values())
        if key == "*"
        else [node[key]]
        if isinstance(node, dict) and key in node
        else []
    )
    if not rest and isinstance(node, dict) and key in node:
        node[key] = None
    for child in children if rest else []:
        _blank(child, rest)


def test_wrong_pin_three_times_spends_the_counter_across_processes(
    visit: Visit, tmp_path: Path
) -> None:
    answers, reasons = [], []
    for number in range(4):
        result = visit(
            "--json", "--pin", "0000", "--state", "state", "--out", f"out{number}"
        )
        assert result.exit_code == 1
        reasons.append(document(result)["reason"])
        answers.append((tmp_path / f"out{number}" / "apdu.txt").read_text("utf-8"))

    for text, status in zip(answers, ("63C2", "63C1", "63C0"), strict=False):
        assert status in text.replace(" ", "").upper()
    assert reasons == ["pin_wrong", "pin_wrong", "pin_blocked", "pin_blocked"]
    right = visit("--json", "--state", "state", "--out", "right")
    assert document(right)["reason"] == "pin_blocked"


def test_card_is_unchanged_after_a_visit_except_for_its_counters(
    visit: Visit, tmp_path: Path
) -> None:
    visit("--json", "--state", "state", "--out", "a")
    card = tmp_path / "state" / "cards" / "hanako"
    before = {p.name: p.read_bytes() for p in card.iterdir() if "lock" not in p.name}

    visit("--json", "--state", "state", "--out", "b")

    after = {p.name: p.read_bytes() for p in card.iterdir() if "lock" not in p.name}
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"counters"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--persona", "hanakoo"), "hanako"),
        (("--persona", "missing.toml"), "missing.toml"),
        (("--pin", "12a4"), "4桁"),
        (("--pin", "123"), "4桁"),
        (("--bench", "nowhere"), "virtual"),
        (("--now", "yesterday"), "2026-11-21"),
        (("--seed", "-1"), "-1"),
    ],
    ids=lambda value: value[0].lstrip("-") if isinstance(value, tuple) else "",
)
def test_bad_arguments_are_refused_with_status_2_and_advice(
    visit: Visit, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = visit(*arguments)

    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "mynabench-out").exists()


def test_unreadable_persona_file_names_the_place(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("story = \n", encoding="utf-8")

    result = visit("--persona", "broken.toml")

    assert result.exit_code == 2
    assert "broken.toml" in result.output


def test_output_that_cannot_be_written_is_a_bad_argument(
    visit: Visit, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    result = visit("--out", "file/below")

    assert result.exit_code == 2
    assert "書けません" in result.output


def test_killed_half_way_the_state_serves_the_next_visit(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "harness.cli",
        "visit",
        "--now",
        NOW,
        "--state",
        "state",
        "--out",
        "killed",
    ]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    killed = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, env=environment
    )
    assert killed.stdout is not None
    for line in killed.stdout:
        if "マイナ在宅受付Web" in line.decode():
            break
    killed.kill()
    killed.stdout.close()
    killed.wait(timeout=180)

    again = subprocess.run(
        [*command[:-1], "again", "--json"],
        cwd=tmp_path,
        capture_output=True,
        timeout=180,
        check=False,
    )

    assert again.returncode == 0, again.stderr.decode()
    assert json.loads(again.stdout)["outcome"] == "registered"


def test_told_to_end_the_visit_puts_its_keys_away(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harness.cli", "visit", "--out", "out"]
    slow = ("--card-fault", "late:on=SIGN,seconds=60")  # It does not end before.
    process = subprocess.Popen(
        [*command, *slow],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "マイナ在宅受付Web" in line.decode():
            break

    process.terminate()

    assert process.wait(timeout=180) == 130
    process.stdout.close()
    assert not list((tmp_path / "out").glob("state-*"))
