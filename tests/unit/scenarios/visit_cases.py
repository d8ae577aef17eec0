"""The steps of a visit: scenes in which each holds, and in which it must not."""

from __future__ import annotations

from harness.ports import AppState
from harness.results import Reason
from scenarios.clinic_tasks import MEDICATION, REINQUIRY
from scenarios.steps import (
    card,
    clinic,
    eligibility,
    msa,
    patient,
    records,
    staff,
)

from . import stage
from .case import Case
from .msa_cases import keeping, opening, ready, refusing, result
from .scenes import (
    app,
    at,
    faults,
    fetched,
    imported,
    kept,
    on_record,
    page,
    refused,
    said,
)

FINISHED, REFUSED, PIN_ENTRY = AppState.FINISHED, AppState.REFUSED, AppState.PIN_ENTRY

VISIT_CASES = [
    Case(
        records.individual_number_is_nowhere,
        said(http="氏名=花子"),
        (
            said(http=f"no={stage.INDIVIDUAL_NUMBER}"),
            said(html=f"<p>{stage.INDIVIDUAL_NUMBER}</p>"),
            said(file=f"<N>{stage.INDIVIDUAL_NUMBER}</N>"),
            said(detail=stage.INDIVIDUAL_NUMBER),
            stage.encounter,
        ),
    ),
    Case(
        records.pin_is_nowhere,
        said(http="id=a1234b&number=51234", apdu="0020008004 2A2A2A2A"),
        (
            said(http="pin=1234"),
            said(html="<p>1234</p>"),
            said(file="<N>1234</N>"),
            said(detail="暗証番号 1234"),
            said(http="ok", apdu="0020008004 31323334"),
            stage.encounter,
        ),
    ),
    Case(
        records.nobody_is_bothered,
        said(http="ok", before_reinquiry=(0, 1)),
        (
            said(http="ok", before_reinquiry=(0, 0)),
            said(http="ok", apdu="00A4040C", before_reinquiry=(0, 1)),
            stage.encounter,
        ),
    ),
    Case(
        records.reinquiry_is_on_record,
        on_record(),
        (
            on_record(action="OQSsiquc01req"),
            on_record(institution_code="9910000018"),
            on_record(person_id="taro"),
            on_record(at="2026-11-29T10:00:00+00:00"),
            lambda: stage.encounter(ledger=[]),
            stage.encounter,
        ),
    ),
    Case(staff.done_is_shown, page("登録完了"), (page("登録内容の確認"),)),
    Case(
        staff.registration_is_refused,
        refused("アプリ", Reason.PIN_BLOCKED),
        (refused("アプリ", Reason.PIN_WRONG), stage.encounter),
        {"reason": "暗証番号のロック"},
    ),
    Case(staff.page_shows, page("受診予定日"), (page("登録"),), {"text": "受診予定日"}),
    Case(staff.page_hides, page("登録"), (page("保険者"),), {"text": "保険者"}),
    Case(
        staff.page_hides_eligibility,
        page("登録完了"),
        (
            page("登録完了", text="保険者番号 01990019"),
            page("登録完了", text="架空支部"),
        ),
    ),
    Case(
        patient.review_is_shown,
        page("確認", buttons=("同意内容を登録する",)),
        (page("確認", buttons=("修正する",)),),
    ),
    Case(
        patient.is_asked,
        page("同意", groups={"薬剤情報": ()}),
        (page("同意", groups={"手術情報": ()}),),
        {"kind": "薬剤情報"},
    ),
    Case(
        patient.is_not_asked,
        page("同意", groups={"薬剤情報": ()}),
        (page("同意", groups={"手術情報": ()}), page("エラー")),
        {"kind": "手術情報"},
    ),
    Case(
        card.signature_verifies,
        lambda: stage.encounter(signature_verified=True),
        (lambda: stage.encounter(signature_verified=False), stage.encounter),
    ),
    Case(
        card.app_shows_tries,
        app(PIN_ENTRY, tries_left=2),
        (app(PIN_ENTRY, tries_left=1), app(FINISHED), stage.encounter),
        {"tries": 2},
    ),
    Case(
        card.app_shows,
        app(REFUSED, "電子証明書の検証に失敗しました"),
        (app(FINISHED, "読み取りました"), stage.encounter),
        {"text": "検証に失敗しました"},
    ),
    Case(
        card.fault_has_happened,
        faults("mute"),
        (faults("mute", "mute"), faults("late"), stage.encounter),
        {"fault": "無応答", "times": 1},
    ),
    Case(
        clinic.validity_is,
        at(stage.record("1")),
        (at(stage.record("2")), at(None)),
        {"validity": "有効"},
    ),
    Case(clinic.name_matches, imported(stage.NAME), (imported("他人"), imported())),
    Case(clinic.name_mismatches, imported("他人"), (imported(stage.NAME), imported())),
    Case(
        clinic.count_is,
        imported("甲", "乙"),
        (imported("甲"), imported()),
        {"count": 2},
    ),
    Case(clinic.nothing_registered, fetched("他人"), (fetched(stage.NAME),)),
    Case(
        clinic.consents_are,
        at(stage.record(consents=stage.consents(YZK="1", SHJ="1"))),
        (
            at(stage.record(consents=stage.consents(YZK="1", SHJ="0"))),
            at(stage.record(consents=stage.consents(YZK="1"))),
            at(stage.record(consents=stage.consents(YZK="2", SHJ="2"))),
            at(None),
        ),
        {"kinds": "薬剤情報、手術情報", "flag": "同意する"},
    ),
    Case(
        clinic.prescription_is,
        at(stage.record(prescription="1")),
        (at(stage.record(prescription="2")), at(stage.record()), at(None)),
        {"form": "電子処方箋"},
    ),
    Case(
        clinic.medication_is_given,
        lambda: stage.encounter(medication=stage.medication(1)),
        (lambda: stage.encounter(medication=stage.medication(0)), stage.encounter),
    ),
    Case(
        clinic.medication_is_withheld,
        refused(MEDICATION),
        (
            lambda: stage.encounter(medication=stage.medication(1)),
            refused(REINQUIRY),
            refused(MEDICATION, "message"),
            stage.encounter,
        ),
    ),
    Case(
        clinic.reinquiry_is_refused,
        refused(REINQUIRY),
        (
            refused(MEDICATION),
            refused(REINQUIRY, "message"),
            at(stage.record()),
            stage.encounter,
        ),
    ),
    Case(
        clinic.ratio_is,
        at(stage.record(ratio=10)),
        (at(stage.record(ratio=20)), at(stage.record()), at(None)),
        {"tenths": 1},
    ),
    Case(
        clinic.change_is_shown,
        at(stage.record(changed="1")),
        (at(stage.record(changed="0")), at(stage.record()), at(None)),
    ),
    Case(
        clinic.ticket_is_shown,
        at(stage.record(medical_aid=({"TicketType": "1"},))),
        (at(stage.record()), at(None)),
    ),
    Case(
        eligibility.name_is_the_patients,
        at(stage.record()),
        (at(stage.record(name="他人")), at(None)),
    ),
    Case(
        eligibility.death_is_shown,
        at(stage.record("2", reason_of_loss="01")),
        (at(stage.record("2", reason_of_loss="03")), at(stage.record()), at(None)),
    ),
    Case(
        eligibility.mismatch_is_shown,
        at(stage.record(medical_aid=({"DesignatedMedicalInstitutionFlag": "1"},))),
        (
            at(stage.record(medical_aid=({"DesignatedMedicalInstitutionFlag": "0"},))),
            at(stage.record()),
            at(None),
        ),
    ),
    Case(
        eligibility.both_are_shown,
        kept(
            stage.record(classification="01"),
            stage.record(classification="A1", medical_aid=({"TicketType": "01"},)),
        ),
        (
            kept(stage.record(classification="01")),
            kept(
                stage.record(classification="A1", medical_aid=({"TicketType": "01"},))
            ),
            kept(),
        ),
    ),
    Case(
        eligibility.dispensing_ticket_is_shown,
        kept(stage.record(medical_aid=({"TicketType": "02"},))),
        (
            kept(stage.record(medical_aid=({"TicketType": "01"},))),
            kept(stage.record()),
            kept(),
        ),
    ),
    Case(
        clinic.ticket_is_absent,
        lambda: stage.encounter(has_imported=True, imported=[stage.record()]),
        (
            lambda: stage.encounter(
                has_imported=True,
                imported=[stage.record(medical_aid=({"TicketType": "1"},))],
            ),
            stage.encounter,
        ),
    ),
    Case(msa.enrolment_is_done, opening(ready("pin")), (opening(refusing),)),
    Case(
        msa.app_shows_eligibility,
        result(("氏名", stage.NAME)),
        (result(("氏名", "他人")), result(), refusing, stage.encounter),
    ),
    Case(
        msa.app_shows_item,
        result(("番号", "101")),
        (result(("番号", "102")), result(("記号", "101")), refusing, stage.encounter),
        {"item": "番号", "text": "101"},
    ),
    Case(
        msa.check_cannot_be_chosen,
        ready("pin"),
        (ready("pin", "visual"), refusing, stage.encounter),
        {"check": "目視確認"},
    ),
    Case(
        msa.phone_keeps_nothing,
        keeping('{"token": "x"}'),
        (
            keeping(stage.NAME),
            keeping("990101"),
            keeping("架空県架空市"),
            keeping(""),
        ),
    ),
]
