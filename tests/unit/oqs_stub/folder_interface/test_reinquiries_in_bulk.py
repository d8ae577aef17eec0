"""The bulk 再照会: every patient by the rules of a single one; its prefix a setting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from card_profiles.model import Coverage, Persona
from oqs_stub.messages import Codec, ConventionsError, Encoding, load_conventions
from oqs_stub.messages.bulk_reinquiry import (
    BulkReinquiryReception,
    BulkReinquiryResult,
    BulkReinquiryUnit,
)
from oqs_stub.messages.reference import render
from oqs_stub.messages.validate import check_values
from oqs_stub.records import Prescription
from oqs_stub.service.inquiry_context import InquiryOptions

from .asking_more import (
    Changes,
    bulk_reinquiry_request,
    bulk_reinquiry_result_request,
    registration_request,
)
from .folders_seen import FoldersSeen
from .world import World


def _accept(world: World, *rows: Changes) -> str:
    reception = world.ask(bulk_reinquiry_request(*rows), BulkReinquiryReception)
    check_values(reception)
    assert reception.MessageBody is not None
    return reception.MessageBody.ReceptionNumber


def _result(world: World, number: str) -> BulkReinquiryResult:
    answer = world.ask(bulk_reinquiry_result_request(number), BulkReinquiryResult)
    check_values(answer)
    return answer


def _units(world: World, *rows: Changes) -> tuple[BulkReinquiryUnit, ...]:
    answer = _result(world, _accept(world, *rows))
    assert answer.MessageBody is not None
    return answer.MessageBody.BulkConfirmUnit


def test_each_patient_comes_back_with_consents_prescription_and_number(
    world: World,
) -> None:
    world.visit(prescription=Prescription.ELECTRONIC)
    world.service.answer(registration_request("77"), encoding=Encoding.UTF_8)

    (unit,) = _units(world, {"ArbitraryIdentifier": "a"})

    (record,) = unit.ResultOfQualificationConfirmation
    assert unit.QualificationConfirmSearchInfo.ArbitraryIdentifier == "a"
    assert (unit.ProcessingResultStatus, unit.QualificationValidity) == ("1", "1")
    assert unit.ReferenceNumber == ("77",)
    assert record.ReferenceNumber is None
    assert record.PharmacistsInfoConsFlg == "1"
    assert record.PrescriptionIssueSelect == "1"
    assert record.QualificationChange == "0"


REFUSED: dict[str, tuple[Changes, str]] = {
    "online": ({"MedicalTreatmentFlag": "3"}, "STUB0301"),
    "incomplete": ({"Birthdate": None}, "STUB0304"),
    "unknown 照会番号": ({"InsurerNumber": None, "ReferenceNumber": "1"}, "STUB0305"),
}


@pytest.mark.parametrize(("row", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_one_who_cannot_be_asked_for_does_not_hold_up_the_others(
    world: World, row: Changes, error: str
) -> None:
    world.visit()

    refused, good = _units(world, row, {})

    assert refused.ProcessingResultStatus == "2"
    assert refused.ProcessingResultCode == error
    assert refused.ResultOfQualificationConfirmation == ()
    assert good.QualificationValidity == "1"


def test_without_a_card_check_here_each_is_refused(world: World) -> None:
    answer = _result(world, _accept(world, {}, {}))

    assert answer.MessageHeader.NumberOfError == "2"
    assert answer.MessageHeader.NumberOfNormalProcessing == "0"


def test_a_registered_number_is_enough_to_ask_again(world: World) -> None:
    world.visit()
    world.service.answer(registration_request("77"), encoding=Encoding.UTF_8)
    by_number = {
        "InsurerNumber": None,
        "InsuredIdentificationNumber": None,
        "Birthdate": None,
        "ReferenceNumber": "77",
    }

    (unit,) = _units(world, by_number)
    single = world.reinquiry(**by_number)

    assert unit.QualificationValidity == "1"
    assert single.MessageBody is not None
    assert single.MessageBody.QualificationValidity == "1"
    assert single.MessageBody.ResultList is not None


def test_a_registered_number_asks_for_everything_that_is_in_force(
    world: World, medical_aid: Callable[..., Coverage]
) -> None:
    """併用: the number is the patient's, and not that of one card."""
    world.enable(medical_aid=True)
    world.visit()
    (insured,) = world.registry.people()[0].coverages
    world.registry.replace_coverages("sakura", [insured, medical_aid()])
    world.service.answer(registration_request("77"), encoding=Encoding.UTF_8)
    by_number = {
        "InsurerNumber": None,
        "InsuredIdentificationNumber": None,
        "Birthdate": None,
        "ReferenceNumber": "77",
    }

    (unit,) = _units(world, by_number)
    single = world.reinquiry(**by_number)

    assert single.MessageBody is not None
    assert single.MessageBody.ResultList is not None
    for records in (
        unit.ResultOfQualificationConfirmation,
        single.MessageBody.ResultList.ResultOfQualificationConfirmation,
    ):
        kinds = [record.InsuredCardClassification for record in records]
        assert kinds == ["01", "A1"]
        assert [record.PharmacistsInfoConsFlg for record in records] == ["1", "1"]


def test_the_gate_of_home_visits_and_the_works_hold_for_it(world: World) -> None:
    slow = world.with_options(InquiryOptions(bulk_delay_polls=1, most_rows=1))
    number = _accept(slow, {})
    many = slow.ask(bulk_reinquiry_request({}, {}), BulkReinquiryReception)
    segments = [_result(slow, number).MessageHeader.SegmentOfResult for _ in range(2)]
    world.enable(home_visit=False)
    off = world.ask(bulk_reinquiry_request({}), BulkReinquiryReception)

    assert segments == ["2", "1"]
    assert many.MessageHeader.ErrorCode == "STUB0208"
    assert off.MessageHeader.ErrorCode == "STUB0204"
    assert _result(world, number).MessageHeader.ErrorCode == "STUB0204"


def test_a_vendor_who_knows_the_prefix_puts_it_in(world: World, tmp_path: Path) -> None:
    names = tmp_path / "names.toml"
    names.write_text('[prefixes]\nBulkReinquiry = "OQSmuzzz"\n', encoding="utf-8")
    codec = Codec(load_conventions(names))
    world.visit()
    folders = FoldersSeen(world, tmp_path / "OQS", codec=codec)
    request = codec.encode(bulk_reinquiry_request({}), Encoding.SHIFT_JIS)

    folders.put(request, "OQSmuzzz01req_1.xml")
    folders.put(request, "OQSmuhvr01req_2.xml")
    folders.look()
    folders.exchange.stop()

    assert folders.answers() == {
        "OQSmuzzz01res_1.xml",
        "OQSmuhvr01req_2.xml",
        "OQSmuhvr01req_2.err",
    }
    assert "OQSmuzzz01" in folders.text("OQSmuhvr01req_2.err")
    page = render(load_conventions(names))
    assert "## OQSmuzzz01" in page
    assert "OQSmuhvr" not in page


WRONG = {
    "unknown": 'Other = "OQSmuzzz"',
    "no such form": 'BulkReinquiry = "OQSsizzz"',
    "no text": "BulkReinquiry = 1",
    "taken": 'BulkReinquiry = "OQSmuhvq"',
}


@pytest.mark.parametrize("line", WRONG.values(), ids=WRONG.keys())
def test_a_prefix_that_cannot_be_is_refused_by_file_and_key(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "names.toml"
    path.write_text(f"[prefixes]\n{line}\n", encoding="utf-8")

    with pytest.raises(ConventionsError, match=r"names\.toml: prefixes\."):
        load_conventions(path)


def test_a_table_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "names.toml"
    path.write_text('[prefix]\nBulkReinquiry = "OQSmuzzz"\n', encoding="utf-8")

    with pytest.raises(ConventionsError, match="prefix"):
        load_conventions(path)


def test_through_the_folders_twins_without_branch_stay_several(
    world: World, make_persona: Callable[..., Persona]
) -> None:
    (coverage,) = world.registry.people()[0].coverages
    shared = replace(coverage, branch=None)
    world.registry.replace_coverages("sakura", [shared])
    world.registry.add(make_persona("futago", serial=2, coverages=(shared,)))
    world.visit()
    world.visit(person_id="futago")

    units = _units(world, {"InsuredBranchNumber": None}, {"InsuredBranchNumber": None})

    assert [unit.QualificationValidity for unit in units] == ["5", "5"]
    for unit in units:
        assert len(unit.ResultOfQualificationConfirmation) == 2
