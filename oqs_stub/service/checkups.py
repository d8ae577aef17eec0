"""Answering TKKsiquc01: 特定健診情報, only under a consent that stands."""

from __future__ import annotations

from card_profiles.history import HealthCheckup

from ..medical_sheets import checkup_sheet
from ..messages import CheckupAnswer, CheckupRequest
from ..messages.checkups import (
    CheckupAnswerBody,
    CheckupAnswerHeader,
    CheckupBlock,
    CheckupResult,
    CheckupResults,
    ExaminedPerson,
)
from ..messages.formats import write_date
from ..messages.kana import half_width_kana
from ..records import ConsentKind
from ..rules.medical_data import examined_in, view_period
from .inquiry_context import Asker, Outcome, Stores
from .views import viewable, viewed_person, viewed_under

_PDF = "1"
_KIND = ConsentKind.HEALTH_CHECKUP


def answer_checkups(stores: Stores, asker: Asker, request: CheckupRequest) -> Outcome:
    """Every checkup within reach, newest first.

    Raises `RefusedError` with the reason; an answer without any is no refusal.
    """
    body = request.MessageBody
    category = viewed_under(stores, body.MedicalTreatmentFlag, _KIND)
    person = viewed_person(stores, asker, request.MessageHeader)
    view = viewable(stores, asker, person, category, [_KIND])
    period = view_period(
        None,
        None,
        on=asker.today,
        lookback_months=stores.options.rules.look_back.checkup_months,
    )
    known = stores.registry.history(person.person_id).checkups
    checkups = tuple(
        _block(checkup) for checkup in examined_in(known, period, on=asker.today)
    )
    header = request.MessageHeader
    answer = CheckupAnswer(
        MessageHeader=CheckupAnswerHeader(
            MedicalInstitutionCode=header.MedicalInstitutionCode,
            ArbitraryFileIdentifier=header.ArbitraryFileIdentifier,
            ResultCode="1",
            QualificationsInfo=ExaminedPerson(
                Name=person.person.name,
                KanasName=half_width_kana(person.person.name_kana),
                Birthday=write_date(person.person.birthdate),
                AdministrativeGenderCode=person.person.sex.value,
            ),
        ),
        MessageBody=(
            CheckupAnswerBody(SpecificHealthCheckupInfo=checkups) if checkups else None
        ),
    )
    document = None
    if body.FileCategory == _PDF:
        document = checkup_sheet(
            answer, institution=asker.institution.name, now=asker.now
        )
    return Outcome(
        answer=answer,
        person_id=person.person_id,
        detail=view.detail,
        document=document,
    )


def _block(checkup: HealthCheckup) -> CheckupBlock:
    return CheckupBlock(
        EffectiveTime=write_date(checkup.examined_on),
        HealthCheckupResultAndQuestionInfos=CheckupResults(
            HealthCheckupResultAndQuestionInfo=tuple(
                CheckupResult(
                    ItemCode=item.code,
                    ItemName=item.name,
                    DataType=item.data_type,
                    DataValue=item.value,
                    Unit=item.unit,
                    Oid=item.oid,
                    DataValueName=item.value_name,
                )
                for item in checkup.items
            )
        ),
    )
