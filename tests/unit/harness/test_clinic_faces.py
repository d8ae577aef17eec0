"""What comes unasked into `face`, as the receipt computer reads it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from card_profiles.dates import JST
from harness.clinic.errors import AnswerError
from harness.clinic.faces import read_faces

ON = date(2026, 4, 10)
ANSWER = (
    "<XmlMsg><MessageHeader><ReferenceClassification>1</ReferenceClassification>"
    "<SegmentOfResult>1</SegmentOfResult></MessageHeader><MessageBody>"
    "<ResultList><ResultOfQualificationConfirmation><Name>架空　花子</Name>"
    "<PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg>"
    "<PharmacistsInfoAvailableTime>20260411100000</PharmacistsInfoAvailableTime>"
    "</ResultOfQualificationConfirmation></ResultList>"
    "<ProcessingResultStatus>1</ProcessingResultStatus>"
    "<QualificationValidity>1</QualificationValidity></MessageBody></XmlMsg>"
)


def _put(folder: Path, moment: str, text: str = ANSWER) -> str:
    name = f"OQSsiquc01res_face_9930000014{'0a' * 10}_{moment}.xml"
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_results_are_read_oldest_first_with_their_consents(tmp_path: Path) -> None:
    later = _put(tmp_path, "20260410110000")
    earlier = _put(tmp_path, "20260410100000")

    found = read_faces(tmp_path, on=ON)

    assert [file.name for file in found] == [earlier, later]
    assert found[0].at == datetime(2026, 4, 10, 10, tzinfo=JST)
    assert found[0].eligibility.name == "架空　花子"
    until = found[0].eligibility.consents["YZK"].available_until
    assert until == datetime(2026, 4, 11, 10, tzinfo=JST)


def test_half_written_and_foreign_files_are_left_alone(tmp_path: Path) -> None:
    _put(tmp_path, "20260410100000", ANSWER[:100])
    (tmp_path / "OQSsiquc01res_face_x.xml").write_text(ANSWER)
    (tmp_path / "letter.xml").write_text(ANSWER)

    assert read_faces(tmp_path, on=ON) == ()
    assert len(list(tmp_path.iterdir())) == 3


def test_a_result_that_is_no_cards_is_told(tmp_path: Path) -> None:
    _put(
        tmp_path,
        "20260410100000",
        ANSWER.replace("Classification>1", "Classification>2"),
    )

    with pytest.raises(AnswerError, match="照会区分"):
        read_faces(tmp_path, on=ON)


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read_faces(tmp_path / "face", on=ON) == ()
