"""Somebody was recognised at the card reader: consents, and the file for `face`.

Stands for reader, card and 連携アプリ at the window; no card takes part, so the
caller answers for it that the right one was there.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from card_profiles.dates import JST, today

from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..face_results import FaceResults
from ..institutions import Institutions, asks_prescription
from ..ledger import Ledger
from ..messages import Codec, EligibilityAnswer, Encoding
from ..messages.eligibility import EligibilityAnswerBody
from ..messages.formats import write_date, write_moment
from ..messages.headers import InquiryAnswerHeader
from ..records import (
    CardCheck,
    Consent,
    ConsentForm,
    Institution,
    TreatmentCategory,
)
from ..reference_numbers import ReferenceRegister
from ..registry import InsuredPerson, PersonUnknownError, Registry
from ..rules.consent_view import consent_state
from ..rules.eligibility import Finding, by_card
from ..rules.functions import Function, is_connected, not_started
from ..rules.parameters import Rules
from .eligibility_answers import record_list
from .eligibility_record import Agreed, RecordView, eligibility_record, with_consents
from .inquiry_context import viewer_of

FACE = "face-reader"
CHANNEL = "face-reader"
BY_CARD = "1"  # 照会区分, OQSCD002: マイナンバーカード.
_IDENTIFIER_BYTES = 12  # 16 characters of base64.
_NAME_BYTES = 10  # 20 hexadecimal characters.


class Held(StrEnum):
    """What the patient held to the reader."""

    CARD = "card"
    PHONE = "phone"  # スマホ用電子証明書.


class FaceRefusedError(ValueError):
    """Nobody can be received like that; the message (Japanese) says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came of it."""

    name: str  # The file that comes into `face`.
    validity: str  # 資格有効性, OQSCD006.


class FaceReader:
    """The card readers of every institution of one stub."""

    def __init__(
        self,
        database: Database,
        registry: Registry,
        consents: Consents,
        institutions: Institutions,
        ledger: Ledger,
        clock: Clock,
        results: FaceResults,
        *,
        codec: Codec,
        encoding: Encoding,
        random_bytes: Callable[[int], bytes],
        rules: Rules | None = None,
    ) -> None:
        self._database = database
        self._registry = registry
        self._consents = consents
        self._institutions = institutions
        self._references = ReferenceRegister(database)
        self._ledger = ledger
        self._clock = clock
        self._results = results
        self._codec = codec
        self._encoding = encoding
        self._random_bytes = random_bytes
        self._rules = rules or Rules()

    def receive(
        self,
        person_id: str,
        institution_code: str,
        form: ConsentForm,
        *,
        held: Held = Held.CARD,
    ) -> Received:
        """Keep the consents for 24 hours, and put the result on its way.

        *held* is what the patient held to the reader. Kinds and 発行形態 that the
        institution does not ask are not kept. Raises `PersonUnknownError`,
        `InstitutionUnknownError`, and `FaceRefusedError` for an institution that is
        not connected, outside the hours, for a person without 利用登録, and for a
        phone before phones began.
        """
        with self._database.begin():
            institution = self._institutions.get(institution_code)
            if not is_connected(
                institution,
                on=today(self._clock.now()),
                starts=self._rules.starts,
            ):
                raise FaceRefusedError(
                    f"医療機関コード {institution_code} は、"
                    "オンライン資格確認を運用していません。"
                )
            self._require_open()
            if held is Held.PHONE:
                self._require_phones()
            person = self._registry.get(person_id)
            if person is None:
                raise PersonUnknownError(person_id)
            if not person.insurance_use_registered:
                raise FaceRefusedError(
                    "健康保険証利用の登録がありません。"
                    "カードリーダーかマイナポータルで登録してください。"
                )
            consent = self._agree(person, institution, form)
            return self._write(person, institution, consent)

    def _require_open(self) -> None:
        hours = self._rules.hours.messages
        if not hours.hold(self._clock.now()):
            raise FaceRefusedError(
                "オンライン資格確認等システムの利用時間外です。"
                f"利用時間は、{hours.in_words}です。"
            )

    def _require_phones(self) -> None:
        waiting = not_started(
            Function.PHONE_CERTIFICATE,
            on=today(self._clock.now()),
            starts=self._rules.starts,
        )
        if waiting is not None:
            raise FaceRefusedError(
                f"{waiting.message}マイナンバーカードで受け付けてください。"
            )

    def _agree(
        self, person: InsuredPerson, institution: Institution, form: ConsentForm
    ) -> Consent:
        now = self._clock.now()
        settings = self._institutions.settings(institution.code)
        self._consents.add_card_check(
            CardCheck(
                person_id=person.person_id,
                institution_code=institution.code,
                category=TreatmentCategory.OUTPATIENT,
                at=now,
            )
        )
        return self._consents.record(
            Consent(
                person_id=person.person_id,
                institution_code=institution.code,
                category=TreatmentCategory.OUTPATIENT,
                kinds=form.kinds & settings.consent_kinds,
                prescription=(
                    form.prescription
                    if asks_prescription(institution, settings)
                    else None
                ),
                given_at=now,
                channel=CHANNEL,
            )
        )

    def _write(
        self, person: InsuredPerson, institution: Institution, consent: Consent
    ) -> Received:
        now = consent.given_at
        settings = self._institutions.settings(institution.code)
        view = RecordView(
            on=now.astimezone(JST).date(),
            viewer=viewer_of(
                institution, settings, today=today(now), starts=self._rules.starts
            ),
            institution_code=institution.code,
            limit_consented_at=now,
        )
        finding = by_card(person.coverages, on=view.on, viewer=view.viewer)
        moment = write_moment(now) or ""
        message = EligibilityAnswer(
            MessageHeader=InquiryAnswerHeader(
                ProcessExecutionTime=moment,
                QualificationConfirmationDate=write_date(view.on),
                MedicalInstitutionCode=institution.code,
                ArbitraryFileIdentifier=base64.b64encode(
                    self._random_bytes(_IDENTIFIER_BYTES)
                ).decode(),
                ReferenceClassification=BY_CARD,
                SegmentOfResult="1",
                CharacterCodeIdentifier=self._encoding.identifier,
            ),
            MessageBody=self._body(person, finding, view, consent),
        )
        token = self._random_bytes(_NAME_BYTES).hex()
        name = f"OQSsiquc01res_face_{institution.code}{token}_{moment}.xml"
        self._results.add(
            name=name, data=self._codec.encode(message, self._encoding), now=now
        )
        self._ledger.record(
            face=FACE,
            action="顔認証",
            result="ok",
            institution_code=institution.code,
            person_id=person.person_id,
            detail=f"{name} 資格有効性 {finding.validity.value}",
        )
        return Received(name=name, validity=finding.validity.value)

    def _body(
        self,
        person: InsuredPerson,
        finding: Finding,
        view: RecordView,
        consent: Consent,
    ) -> EligibilityAnswerBody:
        """As in the answer to an inquiry, with consents and without its search."""
        state = consent_state(
            consent, now=consent.given_at, care=None, terms=self._rules.consent
        )
        agreed = Agreed(consent=consent, state=state)
        numbers = self._references.of_person(
            person.person_id, institution_code=view.institution_code
        )
        records = [
            with_consents(
                eligibility_record(person, coverage, view), coverage, agreed, on=view.on
            ).model_copy(update={"ReferenceNumber": numbers.of(coverage)})
            for coverage in finding.coverages
        ]
        return EligibilityAnswerBody(
            PrescriptionIssueSelect=consent.prescription,
            ProcessingResultStatus="1",
            QualificationValidity=finding.validity.value,
            ResultList=record_list(records),
        )
