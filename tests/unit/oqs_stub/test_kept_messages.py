"""What was received and answered is kept byte for byte, where somebody asked for it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.clock import SettableClock
from oqs_stub.kept_messages import KeptMessages
from oqs_stub.records import ConsentForm
from oqs_stub.stub import Stub
from oqs_stub.webapi.asked import LARGEST_BODY

from .webapi.asking import (
    DENTAL,
    authorization,
    credentials,
    refused,
    request_of_sakura,
)

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


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the messages of the stub `keeping` are kept."""
    return tmp_path / "kept"


@pytest.fixture
def keeping(stub: Stub, pki: PKI, kept: Path) -> Iterator[Stub]:
    """The stub of the tests, started once more to keep its messages."""
    stub.close()
    again = Stub(replace(stub.config, keep_messages=kept), pki=pki)
    again.exchange.open()
    yield again
    again.exchange.stop()
    again.close()


def _files(kept: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(kept)): path.read_bytes()
        for path in sorted(kept.rglob("*"))
        if path.is_file()
    }


def _put(stub: Stub, name: str, data: bytes) -> None:
    (stub.config.exchange_folder / "req" / name).write_bytes(data)
    stub.exchange.run_once()


def test_a_request_and_its_answer_lie_side_by_side_as_they_were(
    keeping: Stub, kept: Path
) -> None:
    _put(keeping, "OQSsiquc01req_1.xml", REQUEST)
    answer = keeping.config.exchange_folder / "res" / "OQSsiquc01res_1.xml"

    assert _files(kept) == {
        "20260410/100000-00001/OQSsiquc01req_1.xml": REQUEST,
        "20260410/100000-00001/OQSsiquc01res_1.xml": answer.read_bytes(),
    }


def test_what_the_client_takes_away_stays_kept(keeping: Stub, kept: Path) -> None:
    for number in ("1", "2"):
        _put(keeping, f"OQSsiquc01req_{number}.xml", REQUEST)
        answer = keeping.config.exchange_folder / "res" / f"OQSsiquc01res_{number}.xml"
        answer.unlink()

    assert len(_files(kept)) == 4


def test_a_rejection_is_kept_with_what_was_rejected(keeping: Stub, kept: Path) -> None:
    name = "OQSsiabc01req_1.xml"

    _put(keeping, name, REQUEST)

    rejected = _files(kept)
    assert rejected[f"20260410/100000-00001/{name}"] == REQUEST
    line = rejected["20260410/100000-00001/OQSsiabc01req_1.err"]
    assert line.startswith(b"STUB0102,")


def test_a_request_that_is_not_answered_is_kept_alone(
    keeping: Stub, kept: Path
) -> None:
    keeping.faults.arm("never")

    _put(keeping, "OQSsiquc01req_1.xml", REQUEST)

    assert list(_files(kept)) == ["20260410/100000-00001/OQSsiquc01req_1.xml"]


def test_a_face_result_is_kept(keeping: Stub, kept: Path) -> None:
    keeping.face_reader.receive("sakura", DENTAL, ConsentForm())

    keeping.exchange.run_once()

    (name,) = _files(kept)
    assert name.startswith("20260410/100000-00001/OQSsiquc01res_face_")


def test_json_is_kept_but_no_password_and_no_token(keeping: Stub, kept: Path) -> None:
    web = create_app(keeping).test_client()
    header = authorization(web)

    answer = web.post("/webapi/search", json=request_of_sakura(), headers=header)
    web.post("/webapi/search", json=request_of_sakura())

    files = _files(kept)
    assert files["20260410/100000-00001/OQSsiquc01res.json"] == answer.data
    assert list(files)[-1] == "20260410/100000-00002/OQSsiquc01res_401.json"
    everything = b"".join(files.values())
    assert credentials()["password"].encode() not in everything
    assert header["Authorization"].encode() not in everything


def _sent_as(stub: Stub, body: IO[bytes], **environ: object) -> TestResponse:
    """Send *body* as a server hands it on that says this of it."""
    web = create_app(stub).test_client()
    return web.post(
        "/webapi/search",
        content_type="application/json",
        headers=authorization(web),
        environ_overrides={"wsgi.input": body} | environ,
    )


def _in_chunks(stub: Stub, data: bytes) -> TestResponse:
    """Send *data* without its length."""
    ended: dict[str, object] = {"wsgi.input_terminated": True}
    return _sent_as(
        stub,
        BytesIO(data),
        CONTENT_LENGTH="",
        HTTP_TRANSFER_ENCODING="chunked",
        **ended,
    )


def test_json_that_came_without_a_length_is_kept_and_answered(
    keeping: Stub, kept: Path
) -> None:
    sent = json.dumps(request_of_sakura()).encode()

    answer = _in_chunks(keeping, sent)

    assert answer.status_code == 200, answer.text
    assert _files(kept) == {
        "20260410/100000-00001/OQSsiquc01req.json": sent,
        "20260410/100000-00001/OQSsiquc01res.json": answer.data,
    }


def test_json_too_large_that_came_without_a_length_is_refused_and_not_kept(
    keeping: Stub, kept: Path
) -> None:
    answer = _in_chunks(keeping, b" " * (2 * LARGEST_BODY))

    assert refused(answer) == (413, "STUB0504")
    assert not _files(kept)


def test_the_largest_json_without_a_length_is_kept(keeping: Stub, kept: Path) -> None:
    sent = json.dumps(request_of_sakura()).encode().ljust(LARGEST_BODY)

    answer = _in_chunks(keeping, sent)

    assert answer.status_code == 200, answer.text
    assert _files(kept)["20260410/100000-00001/OQSsiquc01req.json"] == sent


class _Unread(BytesIO):
    """A body of which nobody reads a byte."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError(f"{size} bytes were to be read")


@pytest.mark.parametrize(
    ("length", "told"),
    [
        pytest.param(str(LARGEST_BODY + 1), (413, "STUB0504"), id="one-too-many"),
        pytest.param("1" + "0" * 12, (413, "STUB0504"), id="a-terabyte"),
        pytest.param("9" * 5000, (400, "STUB0505"), id="no-number-of-this-world"),
    ],
)
def test_json_that_says_it_is_too_large_is_refused_unread_and_not_kept(
    keeping: Stub, kept: Path, length: str, told: tuple[int, str]
) -> None:
    answer = _sent_as(keeping, _Unread(), CONTENT_LENGTH=length)

    assert refused(answer) == told
    assert not _files(kept)


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
        run.join(5)
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
    run.join(5)
    assert not run.is_alive()

    target.mkdir()
    kept.keep({"b.xml": b"<b/>"})

    assert list(_files(target)) == ["20260410/100000-00001/b.xml"]


def test_the_answer_of_a_request_from_before_a_restart_is_kept_by_itself(
    tmp_path: Path, clock: SettableClock
) -> None:
    KeptMessages(tmp_path, clock).received("token", "OQSsiquc01req_1.xml", b"<a/>")

    KeptMessages(tmp_path, clock).answered("token", "OQSsiquc01res_1.xml", b"<b/>")

    assert sorted(_files(tmp_path)) == [
        "20260410/100000-00001/OQSsiquc01req_1.xml",
        "20260410/100000-00002/OQSsiquc01res_1.xml",
    ]
