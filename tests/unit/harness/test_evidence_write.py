"""What lies in the output directory after a visit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence import VisitResult, write_evidence
from harness.evidence.paths import exchanged_path, screen_path
from harness.journal import FileRecord, ScreenShot

VisitMaker = Callable[..., VisitResult]


def test_every_piece_of_evidence_is_written(
    make_visit: VisitMaker, tmp_path: Path
) -> None:
    write_evidence(make_visit(), tmp_path / "out")

    written = {
        path.relative_to(tmp_path / "out").as_posix()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert written == {
        "visit.json",
        "apdu.txt",
        "http.har",
        "report.html",
        "files/req/OQSmuhvq01req_202511210001.xml",
        "files/res/OQSmuhvq01res_202511210001.xml",
        "screens/01-step01.html",
    }


def test_document_is_returned_as_it_was_written(
    make_visit: VisitMaker, tmp_path: Path
) -> None:
    document = write_evidence(make_visit(), tmp_path)

    text = (tmp_path / "visit.json").read_bytes().decode("utf-8")
    assert json.loads(text) == document
    assert "架空" in text
    assert "\r" not in text


def test_every_path_in_visit_json_exists(
    make_visit: VisitMaker, tmp_path: Path
) -> None:
    document = write_evidence(make_visit(), tmp_path)

    for file in document["files"]:
        assert (tmp_path / file["path"]).stat().st_size == file["bytes"]


def test_exchanged_files_are_kept_byte_for_byte(
    make_visit: VisitMaker, tmp_path: Path
) -> None:
    visit = make_visit()

    write_evidence(visit, tmp_path)

    for record in visit.journal.files:
        assert (tmp_path / exchanged_path(record)).read_bytes() == record.content


def test_transcript_is_told_step_by_step(
    make_visit: VisitMaker, tmp_path: Path
) -> None:
    write_evidence(make_visit(), tmp_path)

    text = (tmp_path / "apdu.txt").read_text(encoding="utf-8")
    assert "3. カードをかざす" in text
    assert "00200080" in text


def test_http_is_a_har_document(make_visit: VisitMaker, tmp_path: Path) -> None:
    write_evidence(make_visit(), tmp_path)

    har = json.loads((tmp_path / "http.har").read_text(encoding="utf-8"))
    assert [entry["response"]["status"] for entry in har["log"]["entries"]] == [
        303,
        200,
    ]


def test_second_visit_overwrites_the_first_and_leaves_other_files_alone(
    make_visit: VisitMaker, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_evidence(make_visit(persona="taro"), tmp_path)

    write_evidence(make_visit(), tmp_path)

    visit = json.loads((tmp_path / "visit.json").read_text(encoding="utf-8"))
    assert visit["persona"] == "hanako"
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name",
    ["../../escaped.xml", "..", "a/b.xml", "C:\\x.xml", ".hidden", "nul\0.xml"],
)
def test_name_from_outside_never_leads_out_of_the_directory(name: str) -> None:
    record = FileRecord(step=1, folder="res", name=name, content=b"")

    folder, below, file = exchanged_path(record).split("/")

    assert (folder, below) == ("files", "res")
    assert not file.startswith(".")
    assert set(file) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    )


def test_screen_with_an_image_leaves_the_image_too(
    make_visit: VisitMaker, tmp_path: Path
) -> None:
    visit = make_visit()
    shot = ScreenShot(step=2, title="絵", image=b"\x89PNG", media_type="image/png")
    visit.journal.screens[:] = [replace(shot, html="<p>x</p>"), shot]

    write_evidence(visit, tmp_path)

    assert screen_path(shot, 2) == "screens/02-step02.png"
    assert {path.name for path in (tmp_path / "screens").iterdir()} == {
        "01-step02.html",
        "01-step02.png",
        "02-step02.png",
    }
