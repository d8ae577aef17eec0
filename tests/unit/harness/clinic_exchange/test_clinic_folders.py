"""The receipt computer at its folders: what it writes, waits for, collects, leaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.clinic import Encoding, FolderClinic
from harness.clinic.errors import AnswerError, RequestError
from harness.clinic.folders import Waiting
from harness.clinic.xml_form import decode
from harness.journal import Journal, Layer
from harness.results import ClinicError

from .national_side import (
    CODE,
    PERSON,
    NationalSide,
    StoppedClock,
    answer,
    answer_bytes,
    check,
    clinic,
    lying,
)


def test_check_writes_a_request_and_collects_its_answer(
    side: NationalSide, journal: Journal
) -> None:
    side.script = [answer(PERSON)]

    found = check(clinic(side, journal))

    assert found.name == "架空　花子"
    assert side.seen == ["OQSsiquc01req_202511210001.xml"]
    assert lying(side) == []


def test_request_and_answer_are_in_the_journal_byte_for_byte(
    side: NationalSide, journal: Journal
) -> None:
    side.script = [answer(PERSON)]

    with journal.step("資格確認", layer=Layer.CLINIC, actor="職員"):
        check(clinic(side, journal))

    assert [(one.step, one.folder, one.name) for one in journal.files] == [
        (1, "req", "OQSsiquc01req_202511210001.xml"),
        (1, "res", "OQSsiquc01res_202511210001.xml"),
    ]
    assert journal.files[1].content == answer_bytes(
        journal.files[0].content, PERSON, "<SegmentOfResult>1</SegmentOfResult>"
    )


def test_answers_stay_where_they_are_if_asked_to(side: NationalSide) -> None:
    side.script = [answer(PERSON)]

    check(clinic(side, keep_answers=True))

    assert lying(side) == ["res/OQSsiquc01res_202511210001.xml"]


def test_name_of_a_leftover_answer_is_not_used_again(side: NationalSide) -> None:
    side.deliver("OQSsiquc01res_202511210001.xml", b"<XmlMsg/>")
    side.script = [answer(PERSON)]

    check(clinic(side))

    assert side.seen == ["OQSsiquc01req_202511210002.xml"]


def test_shift_jis_request_is_code_page_932(
    side: NationalSide, journal: Journal
) -> None:
    side.script = [answer(PERSON)]

    check(clinic(side, journal, encoding=Encoding.SHIFT_JIS))

    request = journal.files[0].content
    assert b'encoding="Shift_JIS"' in request
    assert "１２".encode("cp932") in request
    assert "１２" in decode(request)


def test_half_written_answer_is_read_once_it_is_whole(side: NationalSide) -> None:
    unfinished: list[tuple[str, bytes]] = []

    def half(side: NationalSide, name: str, content: bytes) -> None:
        whole = answer_bytes(content, PERSON, "<SegmentOfResult>1</SegmentOfResult>")
        target = name.replace("req_", "res_")
        side.deliver(target, whole[: len(whole) // 2])
        unfinished.append((target, whole))

    def pause(seconds: float) -> None:
        # The writer goes on only after the clinic has looked at the half of it.
        if unfinished:
            side.deliver(*unfinished.pop())
        side.pause(seconds)

    side.script = [half]
    asking = FolderClinic(
        side.folder,
        institution_code=CODE,
        clock=StoppedClock(),
        waiting=Waiting(seconds=10, poll=0.1, pause=pause, watch=side.watch),
    )

    assert check(asking).name == "架空　花子"


def test_silence_ends_in_time_and_takes_the_request_back(side: NationalSide) -> None:
    with pytest.raises(ClinicError, match="時間内に") as silent:
        check(clinic(side))

    assert silent.value.level == "timeout"
    assert 10 <= side.time < 11
    assert lying(side) == []


def test_answer_that_never_becomes_whole_ends_in_time_too(side: NationalSide) -> None:
    side.script = [lambda s, n, _: s.deliver(n.replace("req_", "res_"), b"<XmlMsg>")]

    with pytest.raises(ClinicError, match="XMLとして読めません"):
        check(clinic(side))


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("STUB0001,XMLとして読めません\n", "STUB0001", "XMLとして読めません"),
        ("何かがおかしい", "", "何かがおかしい"),
    ],
)
def test_rejected_request_is_an_error_of_the_file(
    side: NationalSide, journal: Journal, line: str, code: str, message: str
) -> None:
    def reject(side: NationalSide, name: str, content: bytes) -> None:
        side.deliver(name.replace(".xml", ".err"), line.encode())
        side.deliver(name, content)

    side.script = [reject]

    with pytest.raises(ClinicError) as refused:
        check(clinic(side, journal))

    error = refused.value
    assert (error.level, error.code, error.message) == ("file", code, message)
    assert [one.name for one in journal.files] == [
        "OQSsiquc01req_202511210001.xml",
        "OQSsiquc01req_202511210001.err",
        "OQSsiquc01req_202511210001.xml",
    ]
    assert lying(side) == []


def test_rejection_without_an_echo_is_believed_after_a_moment(
    side: NationalSide,
) -> None:
    side.script = [lambda s, n, _: s.deliver(n.replace(".xml", ".err"), b"STUB1,x")]

    with pytest.raises(ClinicError, match="STUB1"):
        check(clinic(side))

    assert side.time < 3


def test_answer_to_another_request_is_not_taken_for_ours(side: NationalSide) -> None:
    def other(side: NationalSide, name: str, content: bytes) -> None:
        side.deliver(
            name.replace("req_", "res_"), answer_bytes(content, PERSON, "", "another")
        )

    side.script = [other]

    with pytest.raises(AnswerError, match="another"):
        check(clinic(side))


def test_wrong_answer_is_refused_at_once_and_kept_as_evidence(
    side: NationalSide, journal: Journal
) -> None:
    bomb = b'<!DOCTYPE XmlMsg [<!ENTITY a "a">]><XmlMsg>&a;</XmlMsg>'
    side.script = [lambda s, n, _: s.deliver(n.replace("req_", "res_"), bomb)]

    with pytest.raises(AnswerError, match="DOCTYPE"):
        check(clinic(side, journal))

    assert side.time < 1
    assert journal.files[-1].content == bomb


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    side = NationalSide(tmp_path / "nowhere")

    with pytest.raises(RequestError, match="nowhere"):
        check(clinic(side))


def test_request_appears_whole_under_its_name(
    side: NationalSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    rename = os.rename

    def watched(source: Path, target: Path) -> None:
        sizes.append((Path(source).name, Path(source).stat().st_size))
        assert not Path(target).exists()
        rename(source, target)

    monkeypatch.setattr(os, "rename", watched)
    side.script = [answer(PERSON)]

    check(clinic(side))

    (name, size) = sizes[0]
    assert not name.endswith(".xml")
    assert size > 0
