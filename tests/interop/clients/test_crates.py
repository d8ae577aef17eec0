"""Where the clients cannot be built, the toolchain that is missing is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from .. import packages
from . import crates


@pytest.fixture
def only_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that is all of the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def _cargo(directory: Path, version: str) -> None:
    program = directory / "cargo"
    program.write_text(f"#!/bin/sh\necho 'cargo {version} (0123456 2022-01-01)'\n")
    program.chmod(0o755)


def test_no_cargo_is_named(only_programs: Path) -> None:
    assert crates.missing_toolchain() == "cargo 1.85 or newer"


@pytest.mark.parametrize(
    ("version", "said"),
    [
        pytest.param(
            "1.63.0", "cargo 1.85 or newer (this one is 1.63)", id="Debian 12"
        ),
        pytest.param("1.84.1", "cargo 1.85 or newer (this one is 1.84)", id="too old"),
        pytest.param("1.85.0", None, id="just new enough"),
        pytest.param("1.100.0", None, id="newer"),
        pytest.param("2.0.0", None, id="of the future"),
    ],
)
def test_an_old_cargo_is_told_from_a_new_one(
    only_programs: Path, version: str, said: str | None
) -> None:
    _cargo(only_programs, version)

    assert crates.missing_toolchain() == said


def test_building_all_without_a_toolchain_says_so_and_is_no_failure(
    only_programs: Path,
) -> None:
    told: list[str] = []

    status = crates.main(told.append)

    assert status == 0
    assert "cargo 1.85 or newer" in told[0]
    assert "Debian package pkg-config" in told[0]


def test_a_client_is_skipped_where_there_is_no_toolchain(
    only_programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "require", lambda *names: None)

    with pytest.raises(pytest.skip.Exception, match="missing: cargo"):
        crates.require(crates.JPKI_CLI)


@pytest.fixture
def cut_off(
    only_programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A cargo that reaches nobody, and notes in a file that it was asked to build."""
    asked = tmp_path / "asked"
    program = only_programs / "cargo"
    program.write_text(
        "#!/bin/sh\n"
        'case $1 in --version) echo "cargo 1.90.0 (0 2025-01-01)"; exit;; esac\n'
        f"echo asked >> {asked}\n"
        "echo 'warning: spurious network error (2 tries remaining)' >&2\n"
        "echo 'error: failed to download from https://index.crates.io/' >&2\n"
        "exit 101\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("MYNABENCH_CLIENTS", str(tmp_path / "clients"))
    monkeypatch.setattr(packages, "require", lambda *names: None)
    monkeypatch.setattr(packages, "missing", lambda *names: [])
    return asked


def test_without_a_way_to_the_registry_that_is_said_once_and_is_no_failure(
    cut_off: Path,
) -> None:
    told: list[str] = []

    status = crates.main(told.append)
    with pytest.raises(pytest.skip.Exception, match=r"crates\.io cannot be reached"):
        crates.require(crates.MYNA_LIBRARY)

    assert status == 0
    assert "crates.io/jpki-cli and what follows is not tested" in told[0]
    assert cut_off.read_text() == "asked\n"


def test_a_crate_that_does_not_compile_is_a_failure(
    cut_off: Path, only_programs: Path
) -> None:
    program = only_programs / "cargo"
    said = program.read_text()
    program.write_text(said.replace("error: failed to download", "error: expected `;`"))

    with pytest.raises(RuntimeError, match="expected `;`"):
        crates.build(crates.JPKI_CLI)


@pytest.mark.parametrize("crate", crates.CRATES, ids=lambda crate: crate.programs[0])
def test_every_version_is_pinned_to_one(crate: crates.Crate) -> None:
    assert len(crate.version.split(".")) == 3
    if crate in (crates.MYNA_CARD_LIBRARY, crates.MYNA_LIBRARY):
        manifest = (crates.LIBRARIES / "Cargo.toml").read_text("utf-8")
        assert f'"={crate.version}"' in manifest
