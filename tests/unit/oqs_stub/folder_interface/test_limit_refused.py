"""限度額 that a patient refused is told nowhere: list, 再照会, online [G-09]."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from oqs_stub.messages.online import OnlineInquiryAnswer
from oqs_stub.messages.record import EligibilityRecord

from .asking import DENTIST
from .online_patients import inquire, listed, register, switch_online
from .world import World

ONLINE_DAY = date(2026, 4, 12)


def _of_list(world: World, *, gives: bool) -> EligibilityRecord:
    world.visit()
    _answer(world, gives=gives)
    body = world.consented().MessageBody
    assert body is not None
    return body.BulkConfirmUnit[0].ResultOfQualificationConfirmation[0]


def _of_reinquiry(world: World, *, gives: bool) -> EligibilityRecord:
    world.visit()
    _answer(world, gives=gives)
    body = world.reinquiry().MessageBody
    assert body is not None
    assert body.ResultList is not None
    return body.ResultList.ResultOfQualificationConfirmation[0]


def _of_online(world: World, *, gives: bool) -> EligibilityRecord:
    switch_online(world)
    register(world, ONLINE_DAY)
    _answer(world, gives=gives)
    answer = inquire(world)
    assert isinstance(answer, OnlineInquiryAnswer)
    assert answer.MessageBody is not None
    assert answer.MessageBody.ResultList is not None
    return answer.MessageBody.ResultList.ResultOfQualificationConfirmation[0]


def _of_online_list(world: World, *, gives: bool) -> EligibilityRecord:
    switch_online(world)
    register(world, ONLINE_DAY)
    _answer(world, gives=gives)
    answer = listed(world, ConsentDateFrom="20260401", ConsentDateTo="20260430")
    assert answer.MessageBody is not None
    return answer.MessageBody.BulkConfirmUnit[0].ResultOfQualificationConfirmation[0]


ASKED = {
    "the list of consents": _of_list,
    "再照会": _of_reinquiry,
    "an online inquiry": _of_online,
    "the online list": _of_online_list,
}


@pytest.mark.parametrize("record_of", ASKED.values(), ids=ASKED.keys())
def test_what_was_refused_is_not_told_and_not_remembered_as_told(
    world: World, record_of: Callable[..., EligibilityRecord]
) -> None:
    record = record_of(world, gives=False)

    assert record.LimitApplicationCertificateRelatedConsFlg == "0"
    assert record.LimitApplicationCertificateRelatedConsTime is None
    assert record.LimitApplicationCertificateRelatedInfo is None
    told = world.service._stores.limits.of_people({"sakura"}, institution_code=DENTIST)
    assert told == {}


@pytest.mark.parametrize("record_of", ASKED.values(), ids=ASKED.keys())
def test_what_was_given_is_told_since_the_consent(
    world: World, record_of: Callable[..., EligibilityRecord]
) -> None:
    record = record_of(world, gives=True)

    assert record.LimitApplicationCertificateRelatedConsFlg == "1"
    assert record.LimitApplicationCertificateRelatedConsTime == "20260410100000"


def _answer(world: World, *, gives: bool) -> None:
    (consent,) = world.consents.everything()
    world.consents.update(replace(consent, gives_limit=gives))
