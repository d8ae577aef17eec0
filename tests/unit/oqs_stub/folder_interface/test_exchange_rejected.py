"""Bad request files: one clear `.err` each, and nothing else disturbed."""

from __future__ import annotations

import errno
import os
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from oqs_stub.exchange import EventKind, ExchangeEvent

from .folders_seen import ANSWER, ERR, NAME, SETTLE, FoldersSeen
from .world import World

RequestBytes = Callable[..., bytes]
NO_WINDOWS = pytest.mark.skipif(
    os.name == "nt", reason="no file can have that name on Windows"
)


BAD = {
    "empty": b"",
    "truncated": b'<?xml version="1.0" encoding="UTF-8"?><XmlMsg><MessageHeader>',
    "malformed": b"<XmlMsg></Wrong>",
    "no XML at all": b"PK\x03\x04 something",
    "entity bomb": (
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b"<XmlMsg>&b;</XmlMsg>"
    ),
    "enormous": b"<XmlMsg>" + b" " * (5 * 1024 * 1024) + b"</XmlMsg>",
    "another root": b"<Message><A>1</A></Message>",
    "another encoding": b'<?xml version="1.0" encoding="EUC-JP"?><XmlMsg/>',
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_a_bad_request_gets_one_err_and_nothing_else_is_disturbed(
    folders: FoldersSeen, request_bytes: RequestBytes, data: bytes
) -> None:
    folders.put(data)
    folders.put(request_bytes(), "OQSsiquc01req_2.xml")

    folders.look()
    assert folders.answers() == {"OQSsiquc01res_2.xml"}
    folders.look(after=SETTLE - 0.1)
    assert folders.answers() == {"OQSsiquc01res_2.xml"}
    folders.look(after=0.2)

    assert folders.answers() == {"OQSsiquc01res_2.xml", NAME, ERR}
    assert folders.requests() == set()
    assert folders.at_work() == set()
    assert (folders.res / NAME).read_bytes() == data
    line = folders.text(ERR)
    assert line.startswith("STUB0101,")
    assert line.count("\n") == 1
    assert len(line) < 300


def test_the_err_is_there_before_the_echoed_request(
    folders: FoldersSeen, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.put(b"<broken")
    folders.look()
    seen: list[set[str]] = []
    rename = os.rename

    def spy(source: Path, target: Path) -> None:
        seen.append(folders.answers())
        rename(source, target)

    monkeypatch.setattr(os, "rename", spy)
    folders.look(after=SETTLE)

    assert seen == [{ERR}]


def test_a_bad_request_is_read_once_and_not_at_every_look(
    folders: FoldersSeen, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.put(b"<broken")
    folders.look()
    opened: list[object] = []
    monkeypatch.setattr(os, "open", lambda *args: opened.append(args))

    for _ in range(10):
        folders.look(after=0.1)

    assert opened == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("EPSsiPIR01req_1.xml", "STUB0102"),
        ("OQSsiidc01req_1.xml", "STUB0102"),
    ],
)
def test_a_message_the_stub_does_not_speak_is_rejected_at_once(
    folders: FoldersSeen, request_bytes: RequestBytes, name: str, code: str
) -> None:
    folders.put(request_bytes(), name)

    folders.look()

    assert folders.answers() == {name, name.replace(".xml", ".err")}
    assert folders.text(name.replace(".xml", ".err")).startswith(code)


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("EPSsiPIR01req_1.xml", "電子処方箋管理サービス"),
        ("CIPsiquc01req_1.xml", "電子カルテ情報共有サービス"),
        ("PMHsimsm01req_1.xml", "PMH"),
    ],
)
def test_a_request_to_another_system_is_told_so_and_no_nearest_kind(
    folders: FoldersSeen, request_bytes: RequestBytes, name: str, system: str
) -> None:
    folders.put(request_bytes(), name)

    folders.look()

    line = folders.text(name.replace(".xml", ".err"))
    assert system in line
    assert "の電文は扱いません。" in line
    assert "近いのは" not in line


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("OQSsiquc02req_1.xml", "OQSsiquc01"),
        ("XXSsiquc01req_1.xml", "OQSsiquc01"),
        ("oqssihvq01req_1.xml", "OQSsihvq01"),
        ("OQSsihvqreq_1.xml", "OQSsihvq01"),
        ("YZKsiquc1req_1.xml", "YZKsiquc01"),
        ("~OQSsiquc01req_1.xml", "OQSsiquc01"),
    ],
)
def test_an_unknown_kind_of_request_is_told_the_nearest_known_one(
    folders: FoldersSeen, request_bytes: RequestBytes, name: str, near: str
) -> None:
    folders.put(request_bytes(), name)

    folders.look()
    folders.look(after=SETTLE)

    line = folders.text(name.replace(".xml", ".err"))
    assert folders.answers() == {name, name.replace(".xml", ".err")}
    assert line.startswith(f"STUB0102,{name.split('req_')[0]} という種別の要求には")
    assert f"近いのは {near} です。" in line


@pytest.mark.parametrize(
    "name",
    [
        "OQSsiquc01req_.xml",
        pytest.param("OQSsiquc01req_花子\\1.XML", marks=NO_WINDOWS),
    ],
)
def test_a_suffix_that_no_request_can_have_is_rejected_once_the_file_is_left_alone(
    folders: FoldersSeen, request_bytes: RequestBytes, name: str
) -> None:
    folders.put(request_bytes(), name)

    folders.look()
    folders.look(after=SETTLE - 0.1)
    assert folders.answers() == set()
    folders.look(after=0.2)

    err = f"{name[:-4]}.err"
    assert folders.answers() == {name, err}
    assert folders.requests() == set()
    assert folders.text(err).startswith(f"STUB0104,要求のファイル名 {name} の")


def test_a_request_of_no_kind_at_all_is_told_the_known_ones(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    folders.put(request_bytes(), "req_1.xml")

    folders.look()
    folders.look(after=SETTLE)

    assert folders.answers() == {"req_1.xml", "req_1.err"}
    line = folders.text("req_1.err")
    assert line.startswith("STUB0102,（空） という種別の要求には")
    assert "OQSsiquc01" in line


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("OQSsiquc01req_1.txt", ".xml で終わらせて"),
        ("OQSsiquc01req_1", ".xml で終わらせて"),
        ("OQSsiquc01req_\x07.xml", "表示できない文字"),
        ("OQSsiquc01req_1\n.xml", "表示できない文字"),
        ("OQSsiquc01req_1\u2028.xml", "表示できない文字"),
        pytest.param(
            os.fsdecode("OQSsiquc01req_花子.xml".encode("cp932")),
            "UTF-8でない文字",
            marks=NO_WINDOWS,
            id="name-in-CP932",
        ),
        ("OQSsiquc01res_1.xml", "req_ にして"),
        ("OQSsiquc01res_req_1.xml", "req_ にして"),
        ("memo.xml", "<種別>req_<任意の文字>.xml"),
        ("OQSsiquc01req_1.err", ".err は回答"),
    ],
)
def test_what_is_left_alone_is_told_what_about_its_name_is_wrong(
    world: World,
    exchange_folder: Path,
    request_bytes: RequestBytes,
    name: str,
    advice: str,
) -> None:
    told: list[ExchangeEvent] = []
    folders = FoldersSeen(world, exchange_folder, on_event=told.append)
    folders.put(request_bytes(), name)

    folders.look()
    folders.look(after=SETTLE)

    assert folders.requests() == {name}
    assert [one.kind for one in told] == [EventKind.IGNORED]
    assert advice in told[0].detail
    folders.exchange.stop()


def test_a_writer_that_renames_in_time_is_not_disturbed(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    path = folders.put(request_bytes(), "writing-req_1.xml")
    folders.look()

    path.rename(folders.req / NAME)
    folders.look(after=SETTLE)

    assert folders.answers() == {ANSWER}


def test_a_misspelt_request_is_found_again_after_a_restart(
    folders: FoldersSeen, request_bytes: RequestBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "花子req_1.xml"

    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), source)

    folders.put(request_bytes(), name)
    folders.look()
    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", refuse)
        folders.look(after=SETTLE)
    assert folders.requests() == {name}

    folders.exchange.stop()
    folders.exchange.open()
    folders.look()

    assert folders.answers() == {name, "花子req_1.err"}


def test_a_zipped_request_is_rejected(folders: FoldersSeen) -> None:
    folders.put(b"PK\x03\x04", "OQSsiquc01req_1.zip")

    folders.look()
    folders.look(after=SETTLE)

    assert folders.text("OQSsiquc01req_1.err").startswith("STUB0103")


def test_a_request_off_its_layout_is_answered_with_nine_and_its_echoes(
    folders: FoldersSeen, request_bytes: RequestBytes
) -> None:
    folders.put(request_bytes(birthdate="19800231"))

    folders.look()

    header = ET.fromstring(folders.text(ANSWER)).find("MessageHeader")  # noqa: S314 - our own answer.
    assert header is not None
    assert header.findtext("SegmentOfResult") == "9"
    assert header.findtext("ErrorCode") == "STUB0201"
    assert "Birthdate" in header.findtext("ErrorMessage", "")
    assert header.findtext("MedicalInstitutionCode") == "9930000014"
    assert header.findtext("ArbitraryFileIdentifier") == "Kai-2026_04/10 #1"
