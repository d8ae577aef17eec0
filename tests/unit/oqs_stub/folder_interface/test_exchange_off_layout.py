"""Requests that are off their layout are answered with 9, and with the place."""

from __future__ import annotations

import re

import pytest

from .folders_seen import FoldersSeen
from .message_parts import (
    CODE,
    DAY,
    FILE,
    NUMBERS,
    REGISTRATION,
    SEARCH,
    ask,
    message,
)

OFF = {
    "一括照会": (
        "OQSmuquc01",
        DAY,
        SEARCH % "" + SEARCH.replace("19800217", "19801317") % "",
        "QualificationConfirmSearchInfo[2]/Birthdate",
    ),
    "一括照会, nobody": ("OQSmuquc01", DAY, "<A>1</A>", "ConfirmSearchInfo: "),
    "一括照会, no day": ("OQSmuquc01", "", SEARCH % "", "ConfirmationDate"),
    "一括照会, no number": ("OQSmuquc02", "", "<A>1</A>", "ReceptionNumber"),
    "一括の再照会": ("OQSmuhvr01", DAY, SEARCH % "", "MedicalTreatmentFlag"),
    "照会番号登録": (
        "OQSsiimm01",
        "",
        REGISTRATION.replace(">77<", f">{'7' * 51}<"),
        "ReferenceNumber",
    ),
    "照会番号一括登録": (
        "OQSmuimm01",
        "",
        REGISTRATION + REGISTRATION.replace(">01<", ">A<"),
        "ReferenceNumberRegistrationInfo[2]/InsuredBranchNumber",
    ),
    "閲覧同意取消": (
        "OQSsihvd01",
        "",
        f"<QualificationConfirmSearchInfo>{NUMBERS}<StubCancelledConsentKind>ABC"
        "</StubCancelledConsentKind></QualificationConfirmSearchInfo>",
        "ABC",
    ),
    "URL取得": ("OQSsiurl01", "", "<StubUrlKind>1</StubUrlKind>", "OQSCD033"),
    "環境設定情報更新": (
        "OQSsiupd01",
        "",
        "<StubEnvironmentSettings><StubElectronicPrescriptionUse>4"
        "</StubElectronicPrescriptionUse></StubEnvironmentSettings>",
        "OQSCD038",
    ),
}


@pytest.mark.parametrize(
    ("prefix", "day", "body", "word"), OFF.values(), ids=OFF.keys()
)
def test_a_request_off_its_layout_is_answered_with_nine_and_the_place(
    exchanged: FoldersSeen, prefix: str, day: str, body: str, word: str
) -> None:
    text = ask(exchanged, prefix, message(day + CODE + FILE, body))

    assert "<SegmentOfResult>9<" in text
    assert "<ErrorCode>STUB0201<" in text
    said = re.search(r"<ErrorMessage>(.*?)</ErrorMessage>", text, re.DOTALL)
    assert said is not None
    assert word in said[1]
    assert FILE in text
    assert "<MessageBody>" not in text


@pytest.mark.parametrize(
    ("prefix", "body", "place"),
    [
        pytest.param("OQSsiurl01", "<URLKind>2</URLKind>", "StubUrlKind", id="missing"),
        pytest.param(
            "OQSsiupd01",
            OFF["環境設定情報更新"][2],
            "StubEnvironmentSettings/StubElectronicPrescriptionUse",
            id="form",
        ),
        pytest.param(
            "OQSsiupd01",
            "<StubEnvironmentSettings><StubConsentUse><StubConsentKind>XXX"
            "</StubConsentKind><StubUseClassification>1</StubUseClassification>"
            "</StubConsentUse></StubEnvironmentSettings>",
            "StubEnvironmentSettings/StubConsentUse[1]/StubConsentKind",
            id="one-of-several",
        ),
    ],
)
def test_the_place_is_named_as_the_sender_must_write_it(
    exchanged: FoldersSeen, prefix: str, body: str, place: str
) -> None:
    text = ask(exchanged, prefix, message(CODE + FILE, body))

    assert f"XmlMsg/MessageBody/{place}: " in text
