"""Faults and drift of the stub, as shells, bench files and scenarios write them."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from harness.bench_spec import BenchError, load_bench
from harness.card_conditions import ConditionsError
from harness.cli.conditions import server_conditions
from harness.cli.control_token import VARIABLE, control_token
from harness.cli.oqs_faults import command as list_faults
from harness.server_conditions import ServerConditions

_LAYERS = """
[layers]
card = "virtual"
reader = "none"
phone = "html"
app = "stand-in"
server = "stub"
clinic = "reference"
"""


def bench_file(folder: Path, server: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(f"{_LAYERS}\n[server]\n{server}\n", encoding="utf-8")
    return path


def test_names_files_and_profiles_become_plain_faults(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'faults = ["遅い:seconds=1", "never"]', encoding="utf-8"
    )

    read = ServerConditions(
        faults=("mine.toml", "import-waits"), drifts=("順序違い",)
    ).read(beside=tmp_path)

    assert read.faults == ("slow:seconds=1", "never", "outage:how=wait")
    assert read.drifts == ("shuffled",)


@pytest.mark.parametrize(
    ("conditions", "key"),
    [
        pytest.param(ServerConditions(faults=("slwo",)), "fault", id="fault"),
        pytest.param(ServerConditions(faults=("gone.toml",)), "fault", id="file"),
        pytest.param(ServerConditions(drifts=("shuffeld",)), "drift", id="drift"),
    ],
)
def test_what_cannot_be_names_its_key(conditions: ServerConditions, key: str) -> None:
    with pytest.raises(ConditionsError) as caught:
        conditions.read()

    assert caught.value.key == key


def test_a_bench_file_gives_its_server_faults_and_drift(tmp_path: Path) -> None:
    path = bench_file(
        tmp_path, 'fault = ["停止", "slow"]\ndrift = "crlf"\nfault_seed = 7'
    )

    spec = load_bench(str(path)).serving(ServerConditions(faults=("err",), seed=8))

    assert spec.server_conditions == ServerConditions(
        faults=("outage", "slow", "err"), drifts=("crlf",), seed=8
    )


def test_a_bench_file_says_where_generated_people_live(tmp_path: Path) -> None:
    path = bench_file(tmp_path, 'addresses = "invented"')

    assert load_bench(str(path)).addresses == "invented"
    assert load_bench("virtual").addresses == "prefectures"


@pytest.mark.parametrize(
    ("server", "told"),
    [
        pytest.param('fault = "slwo"', "server.fault", id="fault"),
        pytest.param("drift = 3", "server.drift", id="drift"),
        pytest.param("fault_seed = -1", "server.fault_seed", id="seed"),
        pytest.param('addresses = "47"', "server.addresses", id="addresses"),
        pytest.param('fauld = "slow"', "server.fauld: 知らない項目です", id="key"),
    ],
)
def test_a_wrong_bench_file_names_the_key(
    tmp_path: Path, server: str, told: str
) -> None:
    with pytest.raises(BenchError, match=told):
        load_bench(str(bench_file(tmp_path, server)))


def test_options_become_conditions_and_a_wrong_one_is_a_bad_argument() -> None:
    @click.command()
    @server_conditions("server-")
    def command(serving: ServerConditions) -> None:
        click.echo(f"{serving.faults} {serving.drifts} {serving.seed}")

    good = CliRunner().invoke(
        command,
        ["--server-fault=停止", "--server-drift=BOM", "--server-fault-seed=3"],
    )
    bad = CliRunner().invoke(command, ["--server-fault=slwo"])

    assert good.output == "('outage',) ('byte-order-mark',) 3\n"
    assert bad.exit_code == 2
    assert "--server-fault" in bad.output


def test_there_is_no_control_api_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    file = tmp_path / "token"
    file.write_text("token-in-a-file\n", encoding="utf-8")

    assert control_token(wanted=False, file=None) is None
    assert len(control_token(wanted=True, file=None) or "") >= 32
    assert control_token(wanted=False, file=file) == "token-in-a-file"
    monkeypatch.setenv(VARIABLE, "token-of-the-environment")
    assert control_token(wanted=False, file=None) == "token-of-the-environment"


@pytest.mark.parametrize(
    "token", ["", "short", "with a space inside", "日本語のトークン"]
)
def test_a_token_that_protects_nothing_is_refused(tmp_path: Path, token: str) -> None:
    file = tmp_path / "token"
    file.write_text(token, encoding="utf-8")

    with pytest.raises(click.BadParameter):
        control_token(wanted=True, file=file)
    with pytest.raises(click.BadParameter):
        control_token(wanted=True, file=tmp_path / "gone")


def test_faults_and_drifts_are_listed() -> None:
    told = CliRunner().invoke(list_faults).output
    as_json = CliRunner().invoke(list_faults, ["--json"]).output

    assert "outage  停止" in told
    assert "--drift shuffled  順序違い" in told
    assert '"name": "announced-outage"' in as_json
