"""What a running stub serves is deleted, copied or served by a second one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from tests.taken_away import delete

from .served_stub import Served

STATE = Path("mynabench-state")


def _ended(served: Served) -> int:
    assert served.process.stdout is not None
    status = served.process.wait(timeout=180)
    served.said.extend(served.process.stdout)
    served.process.stdout.close()
    return status


def test_a_stub_whose_data_were_deleted_gives_way_to_the_second_one(
    tmp_path: Path,
) -> None:
    first = Served(tmp_path, "--port", "0")
    first.until("Ctrl-C")

    delete(tmp_path / STATE)
    second = Served(tmp_path, "--port", "0")
    second.until("Ctrl-C")

    assert _ended(first) == 3
    said = "".join(first.said)
    assert "動いている間に消されたか" in said
    assert "別の --data で" in said
    address = (tmp_path / STATE / "oqs" / "address").read_text(encoding="utf-8")
    assert httpx.get(
        f"{address.strip()}/healthz", trust_env=False, timeout=180
    ).is_success
    assert second.stop() == 0


def test_a_second_stub_is_refused_before_it_changes_anything(tmp_path: Path) -> None:
    first = Served(tmp_path, "--port", "0", "--fault", "slow")
    first.until("Ctrl-C")

    second = Served(tmp_path, "--port", "0", "--folder", "other")
    second.until("ほかのスタブ")

    assert _ended(second) == 3
    assert not (tmp_path / "other").exists()
    assert first.stop() == 0


def test_a_served_database_is_not_copied(tmp_path: Path) -> None:
    served = Served(tmp_path, "--port", "0")
    served.until("Ctrl-C")
    place = tmp_path / STATE / "oqs" / "oqs.sqlite3"

    done = subprocess.run(
        [
            *(sys.executable, "-m", "harness.cli", "oqs", "copy"),
            *("--from", f"sqlite:///{place}"),
            *("--to", f"sqlite:///{tmp_path / 'there.sqlite3'}"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )

    assert done.returncode == 3
    assert "ほかのスタブか oqs copy が使っています" in done.stderr
    assert not (tmp_path / "there.sqlite3").exists()
    assert served.stop() == 0
