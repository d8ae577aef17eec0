"""What was received and answered is kept byte for byte, where somebody asked for it."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from oqs_stub.clock import SettableClock
from oqs_stub.kept_messages import KeptMessages
from oqs_stub.records import ConsentForm
from oqs_stub.stub import Stub

from ..webapi.asking import (
    DENTAL,
    authorization,
    request_of_sakura,
)
from .kept_files import files_in

REQUEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<XmlMsg><MessageHeader>'
    "<QualificationConfirmationDate>20260410</QualificationConfirmationDate>"
    f"<MedicalInstitutionCode>{DENTAL}</MedicalInstitutionCode></MessageHeader>"
    "<MessageBody><QualificationConfirmSearchInfo>"
    "<InsurerNumber>01990019</InsurerNumber>"
    "<InsuredIdentificationNumber>0000123</InsuredIdentificationNumber>"
    "<Birthdate>19800217</Birthdate><LimitApplicationCertificateRelatedConsFlg>0"
    "</LimitApplicationCertificateRelatedConsFlg></QualificationConfirmSearchInfo>"
    "</MessageBody></XmlMsg>"
).encode()


def _put(stub: Stub, name: str, data: bytes) -> None:
    (stub.config.exchange_folder / "req" / name).write_bytes(data)
    stub.exchange.run_once()


@pytest.mark.parametrize("suffix", ["1", "山田　花子 (1)", "req_1", "訪" * 79])
def test_a_request_and_its_answer_lie_side_by_side_as_they_were(
    keeping: Stub, kept: Path, suffix: str
) -> None:
    _put(keeping, f"OQSsiquc01req_{suffix}.xml", REQUEST)
    answer = keeping.config.exchange_folder / "res" / f"OQSsiquc01res_{suffix}.xml"

    assert files_in(kept) == {
        f"20260410/100000-00001/OQSsiquc01req_{suffix}.xml": REQUEST,
        f"20260410/100000-00001/OQSsiquc01res_{suffix}.xml": answer.read_bytes(),
    }


def test_what_the_client_takes_away_stays_kept(keeping: Stub, kept: Path) -> None:
    for number in ("1", "2"):
        _put(keeping, f"OQSsiquc01req_{number}.xml", REQUEST)
        answer = keeping.config.exchange_folder / "res" / f"OQSsiquc01res_{number}.xml"
        answer.unlink()

    assert len(files_in(kept)) == 4


def test_a_rejection_is_kept_with_what_was_rejected(keeping: Stub, kept: Path) -> None:
    name = "OQSsiabc01req_1.xml"

    _put(keeping, name, REQUEST)

    rejected = files_in(kept)
    assert rejected[f"20260410/100000-00001/{name}"] == REQUEST
    line = rejected["20260410/100000-00001/OQSsiabc01req_1.err"]
    assert line.startswith(b"STUB0102,")


def test_a_request_that_is_not_answered_is_kept_alone(
    keeping: Stub, kept: Path
) -> None:
    keeping.faults.arm("never")

    _put(keeping, "OQSsiquc01req_1.xml", REQUEST)

    assert list(files_in(kept)) == ["20260410/100000-00001/OQSsiquc01req_1.xml"]


def test_a_face_result_is_kept(keeping: Stub, kept: Path) -> None:
    keeping.face_reader.receive("sakura", DENTAL, ConsentForm())

    keeping.exchange.run_once()

    (name,) = files_in(kept)
    assert name.startswith("20260410/100000-00001/OQSsiquc01res_face_")


def test_nothing_is_kept_unless_asked_for(
    stub: Stub, web: FlaskClient, tmp_path: Path
) -> None:
    stub.exchange.open()
    _put(stub, "OQSsiquc01req_1.xml", REQUEST)
    before = set(tmp_path.rglob("*"))

    _put(stub, "OQSsiquc01req_2.xml", REQUEST)
    web.post("/webapi/search", json=request_of_sakura(), headers=authorization(web))

    stub.exchange.run_once()
    assert not {path for path in set(tmp_path.rglob("*")) - before if path.is_dir()}


def test_only_the_owner_can_look(tmp_path: Path, clock: SettableClock) -> None:
    KeptMessages(tmp_path / "kept", clock).keep({"a.xml": b"<a/>"})

    (file,) = (tmp_path / "kept").rglob("a.xml")
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_two_processes_and_a_second_start_share_a_directory(
    tmp_path: Path, clock: SettableClock
) -> None:
    for _ in range(2):
        both = [KeptMessages(tmp_path, clock) for _ in range(2)]
        for number in range(3):
            for one in both:
                one.keep({"a.xml": str(number).encode()})
        clock.set(clock.now() + timedelta(seconds=1))

    assert len(list(tmp_path.rglob("a.xml"))) == 12


def test_an_answer_goes_out_where_nothing_can_be_kept(
    keeping: Stub, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept.write_text("a file where the directory should be")

    for number in ("1", "2"):
        _put(keeping, f"OQSsiquc01req_{number}.xml", REQUEST)

    assert len(list((keeping.config.exchange_folder / "res").iterdir())) == 2
    (record,) = caplog.records
    assert "電文の控えを残せません" in record.getMessage()


def test_what_cannot_be_kept_for_a_link_that_leads_nowhere_is_told_once(
    tmp_path: Path, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    link = tmp_path / "kept"
    link.symlink_to(tmp_path / "unmounted")
    unkept = KeptMessages(link, clock)

    for name in ("a.xml", "b.xml"):
        run = threading.Thread(target=unkept.keep, args=({name: b"<a/>"},), daemon=True)
        run.start()
        run.join(60)
        assert not run.is_alive()

    (record,) = caplog.records
    assert "電文の控えを残せません" in record.getMessage()


def test_messages_are_kept_again_once_the_directory_is_back(
    tmp_path: Path, clock: SettableClock
) -> None:
    link, target = tmp_path / "kept", tmp_path / "unmounted"
    link.symlink_to(target)
    kept = KeptMessages(link, clock)
    run = threading.Thread(target=kept.keep, args=({"a.xml": b""},), daemon=True)
    run.start()
    run.join(60)
    assert not run.is_alive()

    target.mkdir()
    kept.keep({"b.xml": b"<b/>"})

    assert list(files_in(target)) == ["20260410/100000-00001/b.xml"]


def test_the_answer_of_a_request_from_before_a_restart_is_kept_by_itself(
    tmp_path: Path, clock: SettableClock
) -> None:
    KeptMessages(tmp_path, clock).received("token", "OQSsiquc01req_1.xml", b"<a/>")

    KeptMessages(tmp_path, clock).answered("token", "OQSsiquc01res_1.xml", b"<b/>")

    assert sorted(files_in(tmp_path)) == [
        "20260410/100000-00001/OQSsiquc01req_1.xml",
        "20260410/100000-00002/OQSsiquc01res_1.xml",
    ]
