"""`mynabench oqs serve` in a process of its own, and `mynabench app` beside it."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from click.testing import CliRunner

from card_profiles.dates import JST
from card_profiles.pki import PKI
from harness.cli import main
from harness.drivers.html_page import HTMLPage
from harness.drivers.terminal_pages import TerminalClient
from harness.journal import Journal
from harness.trace.recording_http import recording_client

from .served_stub import Served

REQUEST = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<XmlMsg><MessageHeader>
<QualificationConfirmationDate>20261121</QualificationConfirmationDate>
<MedicalInstitutionCode>{institution}</MedicalInstitutionCode>
<ArbitraryFileIdentifier>hand-written</ArbitraryFileIdentifier>
</MessageHeader><MessageBody><QualificationConfirmSearchInfo>
<InsurerNumber>{insurer}</InsurerNumber>
<InsuredCardSymbol>{symbol}</InsuredCardSymbol>
<InsuredIdentificationNumber>{number}</InsuredIdentificationNumber>
<InsuredBranchNumber>{branch}</InsuredBranchNumber>
<Birthdate>{birthdate}</Birthdate>
<LimitApplicationCertificateRelatedConsFlg>0</LimitApplicationCertificateRelatedConsFlg>
</QualificationConfirmSearchInfo></MessageBody></XmlMsg>
"""


def personas() -> dict[str, dict[str, object]]:
    """Return what `mynabench personas --json` tells a vendor, by name."""
    result = CliRunner().invoke(main, ["personas", "--json"])
    assert result.exit_code == 0
    return {row["name"]: row for row in json.loads(result.stdout)}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path, "--port", "0")
    yield running
    if running.process.poll() is None:
        running.stop()


_END = b"</XmlMsg>"


def answer(folder: Path, name: str, *, seconds: float = 60.0) -> Path:
    """Wait for a whole answer in res; it is there before its content is."""
    deadline = time.monotonic() + seconds
    path = folder / "res" / name
    while not (path.exists() and path.read_bytes().rstrip().endswith(_END)):
        assert time.monotonic() < deadline, f"{name} did not come"
        time.sleep(0.01)
    return path


def write_request(folder: Path, suffix: str, *, institution: str) -> None:
    """Write hanako's request as another program would: elsewhere, then rename."""
    row = personas()["hanako"]
    coverage = row["coverages"][0]  # type: ignore[index]  # Parsed JSON.
    text = REQUEST.format(
        institution=institution,
        insurer=coverage["insurer_number"],
        symbol=coverage["symbol"],
        number=coverage["number"],
        branch=coverage["branch"],
        birthdate=row["person"]["birthdate"].replace("-", ""),  # type: ignore[index]  # Parsed JSON.
    )
    draft = folder / "req" / "draft.tmp"
    draft.write_text(text, encoding="utf-8")
    draft.rename(folder / "req" / f"OQSsiquc01req_{suffix}.xml")


def test_oqs_serve_answers_a_file_written_by_hand_within_a_second(
    served: Served,
) -> None:
    served.until("Ctrl-C")
    taken: list[float] = []

    while len(taken) < 20 and min(taken, default=1.0) >= 1.0:  # A busy machine's wait.
        began = time.monotonic()
        suffix = f"byhand{len(taken)}"
        write_request(served.folder, suffix, institution="9930000014")
        path = answer(served.folder, f"OQSsiquc01res_{suffix}.xml")
        taken.append(time.monotonic() - began)

    assert min(taken) < 1.0, taken
    text = path.read_text(encoding="utf-8")
    assert "<QualificationValidity>1</QualificationValidity>" in text
    assert "<ArbitraryFileIdentifier>hand-written</ArbitraryFileIdentifier>" in text
    assert served.stop() == 0
    assert "保存されています" in served.said[-1]


def test_another_institution_is_answered_with_a_clear_error(served: Served) -> None:
    served.until("Ctrl-C")

    write_request(served.folder, "other", institution="1310000011")
    text = answer(served.folder, "OQSsiquc01res_other.xml").read_text(encoding="utf-8")

    assert "<SegmentOfResult>9</SegmentOfResult>" in text
    assert "1310000011" in text
    assert "<ErrorCode>STUB" in text


def test_oqs_serve_shows_the_terminal_in_a_browser(served: Served) -> None:
    line = served.until("資格確認端末")
    address = line.split()[-1]

    page = httpx.get(address, follow_redirects=True, trust_env=False, timeout=180)

    assert page.status_code == 200
    assert "システムの利用を始める" in page.text


def test_where_phones_reach_it_is_told_as_long_as_it_answers(tmp_path: Path) -> None:
    public = "http://192.0.2.10:8085"
    served = Served(tmp_path, "--port", "0", "--public-url", public)

    line = served.until("ほかの機械から")
    served.until("Ctrl-C")
    told = tmp_path / "mynabench-state" / "oqs" / "public-address"

    assert line.split()[-1] == f"{public}/"
    assert told.read_text(encoding="utf-8") == f"{public}\n"
    served.stop()
    assert not told.exists()


def hand_over(address: str) -> tuple[HTMLPage, str]:
    """Walk staff and patient up to the hand-over; return the browser and the link."""
    journal = Journal()
    base = address.removesuffix("/terminal/")
    terminal = TerminalClient.with_journal(journal, base, institution_code="9930000014")
    terminal.enable_home_visit()
    browser = HTMLPage(recording_client(journal), journal=journal)
    browser.open(terminal.url("訪問診療等"))
    browser.press("同意登録をする")
    for legend, choices in browser.screen().groups.items():
        browser.choose(legend, choices[0])
    browser.press("登録内容を確認する")
    browser.press("同意内容を登録する")
    launch = browser.launched()
    assert launch is not None
    terminal.close()
    return browser, launch


@pytest.mark.parametrize(
    ("pin", "status", "said", "heading"),
    [
        ("1234", 0, "登録状況を確認する", "登録完了"),
        ("0000", 1, "あと2回", "まだ登録されていません"),
    ],
    ids=["right-pin", "wrong-pin"],
)
def test_the_app_command_plays_the_app_for_a_page_in_a_browser(
    served: Served, tmp_path: Path, pin: str, status: int, said: str, heading: str
) -> None:
    browser, launch = hand_over(served.until("資格確認端末").split()[-1])
    state = str(tmp_path / "mynabench-state")

    result = CliRunner().invoke(main, ["app", launch, "--state", state], input=pin)

    assert result.exit_code == status, result.output
    assert said in result.output
    assert pin not in result.output
    assert heading in browser.press("登録状況を確認する").heading
    browser.close()


def test_the_app_command_makes_no_cas_of_its_own(tmp_path: Path) -> None:
    state = tmp_path / "elsewhere"
    here = quote("http://127.0.0.1:9/gate", safe="")
    launch = (
        f"mynabench-app://authenticate?session=s&nonce={'A' * 43}&mode=register"
        f"&gate={here}&return={here}"
    )

    result = CliRunner().invoke(main, ["app", launch, "--state", str(state)])

    assert result.exit_code == 3
    assert str(state) in result.output
    assert "oqs serve の --data" in result.output
    assert not state.exists()


def test_the_app_command_signs_for_no_page_of_another_machine(tmp_path: Path) -> None:
    PKI.open(tmp_path / "pki", now=datetime.now(JST))
    elsewhere = quote("https://clinic.example/gate", safe="")
    launch = (
        f"mynabench-app://authenticate?session=s&nonce={'A' * 43}&mode=register"
        f"&gate={elsewhere}&return={elsewhere}"
    )

    result = CliRunner().invoke(
        main, ["app", launch, "--state", str(tmp_path), "--pin", "1234"]
    )

    assert result.exit_code == 1
    assert "clinic.example" in result.output


def test_port_in_use_is_told_with_status_3(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = Served(tmp_path, "--port", str(port))
        line = refused.until("使っています")
        status = refused.process.wait(timeout=180)
        assert refused.process.stdout is not None
        refused.process.stdout.close()

    assert status == 3
    assert str(port) in line


def test_folder_that_cannot_be_made_is_told_with_status_3(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    refused = Served(tmp_path, "--port", "0", "--folder", "file/folder")
    refused.until("folder")
    status = refused.process.wait(timeout=180)
    assert refused.process.stdout is not None
    refused.process.stdout.close()

    assert status == 3
