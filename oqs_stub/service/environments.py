"""Answering OQSsiinq01 and OQSsiupd01: 環境設定情報, looked up and changed."""

from __future__ import annotations

from dataclasses import replace

from ..error_codes import Refusal
from ..institutions import SettingsRefusedError
from ..messages.environment import (
    ConsentUseBlock,
    SettingsAnswer,
    SettingsAnswerBody,
    SettingsBlock,
    SettingsRequest,
    SettingsUpdateAnswer,
    SettingsUpdateAnswerBody,
    SettingsUpdateRequest,
)
from ..records import ConsentKind, Settings
from .inquiry_context import Asker, Outcome, Stores
from .receptions import ERROR, OK, answer_header

_USE, _DO_NOT_USE = "1", "0"  # 利用設定区分, OQSCD037.


def answer_settings(stores: Stores, asker: Asker, request: SettingsRequest) -> Outcome:
    """The settings in force; changed ones that wait for a login are not told."""
    answer = SettingsAnswer(
        MessageHeader=answer_header(request.MessageHeader, asker),
        MessageBody=SettingsAnswerBody(
            ProcessingResultStatus=OK, EnvironmentSettings=_block(asker.settings)
        ),
    )
    return Outcome(answer=answer)


def answer_settings_update(
    stores: Stores, asker: Asker, request: SettingsUpdateRequest
) -> Outcome:
    """Keep the changed settings for the next login at the terminal, as its screen does.

    What is left out stays as it was entered last.
    """
    code = asker.institution.code
    entered = stores.institutions.pending(code) or asker.settings
    try:
        settings = _changed(entered, request.MessageBody.EnvironmentSettings)
        stores.institutions.change_settings(code, settings)
    except SettingsRefusedError as error:
        why = stores.codes.refusal("settings_refused", detail=str(error))
        return _answered(request, asker, refusal=why)
    if stores.options.settings_at_once:
        stores.institutions.apply_pending(code)
    return _answered(request, asker, settings=settings)


def _answered(
    request: SettingsUpdateRequest,
    asker: Asker,
    *,
    settings: Settings | None = None,
    refusal: Refusal | None = None,
) -> Outcome:
    answer = SettingsUpdateAnswer(
        MessageHeader=answer_header(request.MessageHeader, asker),
        MessageBody=SettingsUpdateAnswerBody(
            ProcessingResultStatus=OK if refusal is None else ERROR,
            ProcessingResultCode=None if refusal is None else refusal.code,
            ProcessingResultMessage=None if refusal is None else refusal.message,
            EnvironmentSettings=None if settings is None else _block(settings),
        ),
    )
    return Outcome(answer=answer, result="ok" if refusal is None else refusal.code)


def _block(settings: Settings) -> SettingsBlock:
    return SettingsBlock(
        ConsentUse=tuple(
            ConsentUseBlock(
                ConsentUseKind=kind,
                UseClassification=_use(kind in settings.consent_kinds),
            )
            for kind in ConsentKind
        ),
        HomeVisitUse=_use(settings.home_visit),
        OnlineUse=_use(settings.online),
        MedicalAidUse=_use(settings.medical_aid),
        ElectronicPrescriptionUse=settings.electronic_prescription,
        PrescriptionSelectTiming=settings.prescription_timing,
    )


def _use(used: object) -> str:
    return _USE if used else _DO_NOT_USE


def _changed(settings: Settings, block: SettingsBlock) -> Settings:
    """*settings* with what *block* names.

    Raises `SettingsRefusedError` where a kind is named twice: which one is meant?
    """
    kinds = set(settings.consent_kinds)
    named: set[ConsentKind] = set()
    for one in block.ConsentUse:
        kind = ConsentKind(one.ConsentUseKind)
        if kind in named:
            raise SettingsRefusedError(
                f"閲覧同意情報種別 {kind} が2回あります。"
                "1つの種別は1回だけ書いてください。"
            )
        named.add(kind)
        kinds.discard(kind)
        if one.UseClassification == _USE:
            kinds.add(kind)
    return replace(
        settings,
        consent_kinds=frozenset(kinds),
        home_visit=_chosen(block.HomeVisitUse, settings.home_visit),
        online=_chosen(block.OnlineUse, settings.online),
        medical_aid=_chosen(block.MedicalAidUse, settings.medical_aid),
        electronic_prescription=(
            block.ElectronicPrescriptionUse or settings.electronic_prescription
        ),
        prescription_timing=(
            block.PrescriptionSelectTiming or settings.prescription_timing
        ),
    )


def _chosen(value: str | None, present: bool) -> bool:  # noqa: FBT001 - a setting, not a switch of this function.
    return present if value is None else value == _USE
