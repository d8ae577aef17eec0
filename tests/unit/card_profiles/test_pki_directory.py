"""The PKI on disk: made once, shared by processes, refused clearly when unusable."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from card_profiles.pki import PKI, CertificateKind, PKIError
from card_profiles.pki.issuing import create_authority

FILE = "pki.sqlite3"

OPEN = """
import sys
from datetime import datetime
from pathlib import Path
from card_profiles.pki import PKI
pki = PKI.open(Path(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]))
print(pki.auth.certificate.fingerprint(pki.auth.certificate.signature_hash_algorithm).hex())
"""


def test_opening_again_gives_the_same_authorities(
    pki: PKI, pki_directory: Path, now: datetime
) -> None:
    again = PKI.open(pki_directory, now=now + timedelta(days=365))

    assert again.auth.certificate == pki.auth.certificate
    assert again.sign.certificate == pki.sign.certificate


def test_what_was_issued_and_revoked_outlives_the_process(
    pki: PKI,
    pki_directory: Path,
    issued: dict[CertificateKind, x509.Certificate],
    now: datetime,
) -> None:
    certificate = issued[CertificateKind.AUTH]
    pki.auth.revoke(certificate.serial_number, at=now)

    again = PKI.open(pki_directory, now=now)

    assert again.auth.revoked() == {
        certificate.serial_number: now,
    }
    certificate.verify_directly_issued_by(again.auth.certificate)


def test_two_processes_that_open_at_once_share_one_pki(
    tmp_path: Path, now: datetime
) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path / "pki"), now.isoformat()]
    root = Path(__file__).parents[3]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
        for _ in range(2)
    ]

    outputs = [process.communicate(timeout=60)[0].strip() for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    assert outputs[0] == outputs[1] != ""


def test_the_second_of_two_first_openings_keeps_the_first_authorities(
    made_pki: Path, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from card_profiles.pki.register import Register

    directory = tmp_path / "pki"
    directory.mkdir()
    winner = (made_pki / FILE).read_bytes()

    def lose_the_race(_: Register) -> dict[str, object]:
        (directory / FILE).write_bytes(winner)
        return {}

    monkeypatch.setattr(Register, "authorities", lose_the_race)
    loser = PKI.open(directory, now=now)
    monkeypatch.undo()

    assert loser.auth.certificate == PKI.open(made_pki, now=now).auth.certificate


def test_opening_takes_no_certificate_apart(made_pki: Path, now: datetime) -> None:
    script = (
        "import sys\n"
        "from datetime import datetime\n"
        "from pathlib import Path\n"
        "from card_profiles.pki import PKI\n"
        f"now = datetime.fromisoformat({now.isoformat()!r})\n"
        "PKI.open(Path(sys.argv[1]), now=now)\n"
        "sys.exit('cryptography.x509' in sys.modules)\n"
    )
    root = Path(__file__).parents[3]

    run = subprocess.run(
        [sys.executable, "-c", script, str(made_pki)], timeout=60, cwd=root
    )

    assert run.returncode == 0


@pytest.mark.parametrize("kind", list(CertificateKind))
def test_the_life_of_a_ca_is_that_of_its_certificate(
    pki: PKI, kind: CertificateKind
) -> None:
    authority = pki.auth if kind is CertificateKind.AUTH else pki.sign

    assert authority.life == (
        authority.certificate.not_valid_before_utc,
        authority.certificate.not_valid_after_utc,
    )


def test_a_life_beyond_2049_is_written_in_another_form(pki: PKI, now: datetime) -> None:
    made = create_authority(CertificateKind.AUTH, now=now.replace(year=2045))
    longer = create_authority(CertificateKind.AUTH, now=now.replace(year=2052))

    last_of_its_kind = replace(pki.auth, certificate_der=made.certificate).life
    beyond = replace(pki.auth, certificate_der=longer.certificate).life

    assert [moment.year for moment in last_of_its_kind] == [2039, 2049]
    assert [moment.year for moment in beyond] == [2046, 2056]


@pytest.mark.parametrize(
    "years",
    [pytest.param(-7, id="before-its-life"), pytest.param(5, id="after-its-life")],
)
def test_a_pki_out_of_its_life_is_refused(
    pki_directory: Path, now: datetime, years: int
) -> None:
    with pytest.raises(PKIError, match="有効期間"):
        PKI.open(pki_directory, now=now + timedelta(days=365 * years))


def test_a_broken_register_is_refused_clearly(tmp_path: Path, now: datetime) -> None:
    (tmp_path / FILE).write_bytes(b"This is no database." * 100)

    with pytest.raises(PKIError, match="削除"):
        PKI.open(tmp_path, now=now)


def test_a_register_of_a_later_version_is_refused_clearly(
    pki_directory: Path, now: datetime
) -> None:
    with closing(sqlite3.connect(pki_directory / FILE)) as connection:
        connection.execute("PRAGMA user_version = 99")

    with pytest.raises(PKIError, match="版 99"):
        PKI.open(pki_directory, now=now)


def test_a_register_that_lacks_an_authority_is_refused_clearly(
    pki_directory: Path, now: datetime
) -> None:
    with closing(sqlite3.connect(pki_directory / FILE)) as connection, connection:
        connection.execute("DELETE FROM authority WHERE kind = 'sign'")

    with pytest.raises(PKIError, match="sign"):
        PKI.open(pki_directory, now=now)


def test_a_directory_that_cannot_be_made_is_said(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(PKIError, match="file"):
        PKI.open(tmp_path / "file" / "pki", now=now)


def test_the_caller_may_not_pass_a_naive_clock(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(ValueError, match="aware"):
        PKI.open(tmp_path, now=now.replace(tzinfo=None))


def test_a_full_disk_is_told_as_that_and_nothing_is_to_be_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def without_space(path: Path, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 - sqlite3's own.
        connection = connect(path, **options)
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    monkeypatch.setattr(sqlite3, "connect", without_space)

    with pytest.raises(PKIError, match="full。ディスクの空きを増やしてください"):
        PKI.open(tmp_path, now=datetime(2026, 11, 21, tzinfo=UTC))
