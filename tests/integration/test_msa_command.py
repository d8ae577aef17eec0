"""`mynabench msa` before a stub that is served, and without one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from card_profiles.dates import JST
from harness.cli import main
from oqs_stub.clock import SettableClock
from oqs_stub.records import ConsentKind, Settings
from oqs_stub.server import StubServer
from oqs_stub.stub import Stub, StubConfig

NOW = datetime(2026, 4, 10, 10, 0, tzinfo=JST)
DENTAL = "9930000014"


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[StubServer, Path]]:
    """A stub with the ready personas, and the directory it shares with the phone."""
    directory = tmp_path_factory.mktemp("clinic")
    stub = Stub(StubConfig(state_dir=directory, clock=SettableClock(NOW)))
    settings = Settings(home_visit=True, consent_kinds=frozenset(ConsentKind))
    stub.institutions.change_settings(DENTAL, settings)
    stub.institutions.apply_pending(DENTAL)
    with StubServer(stub) as server:
        yield server, directory
    stub.close()


def msa(served: tuple[StubServer, Path], *arguments: str) -> Result:
    server, directory = served
    where = ["--data", str(directory), "--url", server.base_url, "--now", "2026-04-10"]
    return CliRunner().invoke(main, ["msa", *arguments, *where])


@pytest.fixture
def enrolled(served: tuple[StubServer, Path]) -> tuple[StubServer, Path]:
    assert msa(served, "enrol").exit_code == 0
    return served


def test_a_phone_is_enrolled_and_a_patient_received(
    enrolled: tuple[StubServer, Path],
) -> None:
    result = msa(enrolled, "visit", "--same-person", "--consents", "YZK")

    assert result.exit_code == 0, result.output
    assert "氏名  顔認　静" in result.stdout
    consent = enrolled[0].stub.consents.everything()[-1]
    assert (consent.channel, consent.kinds) == ("msa-visual", {"YZK"})


def test_the_staff_are_asked_what_they_see(enrolled: tuple[StubServer, Path]) -> None:
    server, directory = enrolled
    result = CliRunner().invoke(
        main,
        ["msa", "visit", "--data", str(directory), "--url", server.base_url],
        input="n\n",
    )

    assert result.exit_code == 1
    assert "identity_mismatch" in result.stderr


def test_a_pin_visit_asks_for_the_pin(enrolled: tuple[StubServer, Path]) -> None:
    result = msa(
        enrolled,
        *("visit", "--check", "暗証番号", "--persona", "hanako", "--pin", "1234"),
    )

    assert result.exit_code == 0, result.output
    assert enrolled[0].stub.consents.everything()[-1].channel == "msa-pin"


def test_a_wrong_code_is_refused(served: tuple[StubServer, Path]) -> None:
    result = msa(served, "enrol", "--code", "AAAA-AAAA-AAAA-AAAA")

    assert result.exit_code == 1
    assert "enrolment_refused" in result.stderr


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param(None, "oqs serve", id="no-stub"),
        pytest.param("http://192.0.2.1/", "この機械のアドレスではありません", id="far"),
        pytest.param("nonsense", "この機械のアドレスではありません", id="nonsense"),
    ],
)
def test_without_a_stub_of_this_machine_nothing_is_done(
    served: tuple[StubServer, Path], url: str | None, told: str
) -> None:
    arguments = ["msa", "visit", "--data", str(served[1])]

    result = CliRunner().invoke(main, arguments + (["--url", url] if url else []))

    assert result.exit_code == 3
    assert told in result.stderr


def test_an_institution_that_is_not_there_is_one_clear_sentence(
    served: tuple[StubServer, Path],
) -> None:
    result = msa(served, "enrol", "--institution", "9910000099")

    assert result.exit_code == 2
    *_, line = result.stderr.strip().splitlines()
    assert line.startswith("エラー: 資格確認端末でコードを発行できません")
    assert "機関コード 9910000099" in line
    assert "いずれかが違います。" in line
    assert "コールセンター" not in result.stderr
