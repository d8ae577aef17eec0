"""Every inquiry of the folder interface, answered in one place whatever asks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from card_profiles.dates import today

from ..care_months import CareMonths
from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..disasters import Disasters
from ..error_codes import ErrorCodes, Refusal
from ..faults import Faults
from ..institutions import Institutions
from ..ledger import Ledger
from ..limit_told import LimitTold
from ..messages import EXCHANGES, EligibilityRequest, Encoding, Exchange, Message
from ..messages.headers import ListResultHeader
from ..records import Institution, TreatmentCategory
from ..reference_numbers import ReferenceRegister
from ..registry import Registry
from ..rules.functions import is_connected
from ..urls import OwnAddress
from .answerers import (
    ANSWERERS,
    HOME_VISIT_REQUESTS,
    LIST_REQUESTS,
    RESULT_REQUESTS,
)
from .care import Care
from .echo import echo_of
from .failures import failure
from .inquiry_context import (
    FOLDERS,
    Asker,
    InquiryOptions,
    Origin,
    Outcome,
    RefusedError,
    Stores,
    require_open,
    require_usable,
)
from .jobs import Jobs
from .message_faults import Asked, MessageFaults, UnreachableForNowError
from .steps import Steps

_BY_REQUEST: Mapping[type[Message], Exchange] = {one.request: one for one in EXCHANGES}
_LOOK_UPS = (EligibilityRequest, *RESULT_REQUESTS)
"""Requests that change nothing; of the answer there is only something to note."""


class InquiryService:
    """Answers request messages with answer messages; bytes and files are not its own.

    Every answer is in the ledger, and what it acknowledges is in the database,
    before it is returned; inside a transaction both stand or fall with that.
    """

    def __init__(
        self,
        database: Database,
        registry: Registry,
        consents: Consents,
        institutions: Institutions,
        ledger: Ledger,
        clock: Clock,
        *,
        codes: ErrorCodes | None = None,
        address: OwnAddress | None = None,
        options: InquiryOptions | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.codes = codes or ErrorCodes()
        self._database = database
        self._ledger = ledger
        self._clock = clock
        options = options or InquiryOptions()
        self._faults = MessageFaults(
            faults or Faults(database, ledger, clock),
            registry,
            institutions,
            self.codes,
        )
        months = CareMonths(database)
        self._stores = Stores(
            database=database,
            registry=registry,
            consents=consents,
            care=Care(consents, months, rules=options.rules),
            months=months,
            institutions=institutions,
            jobs=Jobs(database),
            references=ReferenceRegister(database),
            limits=LimitTold(database),
            disasters=Disasters(database),
            address=address or OwnAddress(),
            codes=self.codes,
            options=options,
        )

    def answer(self, request: Message, *, encoding: Encoding) -> Message:
        """The message that answers *request*, whatever form was asked for.

        Raises TypeError as `inquire` does.
        """
        return self.inquire(request, encoding=encoding).answer

    def inquire(
        self,
        request: Message,
        *,
        encoding: Encoding,
        origin: Origin = FOLDERS,
        worked_out: object | None = None,
    ) -> Outcome:
        """The answer to *request* and its form; a refusal is an answer too.

        Given what `work_out` said, it keeps others from writing for a shorter time.
        Raises TypeError for a message that is no request of the catalogue. While
        an outage makes requests wait, raises `UnreachableForNowError`.
        """
        exchange = _BY_REQUEST.get(type(request))
        if exchange is None:
            raise TypeError(
                f"expected a request of the catalogue, got {type(request).__name__}"
            )
        echo = echo_of(request)
        asked = Asked(exchange, request, echo["MedicalInstitutionCode"], origin)
        if worked_out is None:
            worked_out = self.work_out(request, encoding=encoding, origin=origin)
        only_looks = self._database.is_looking or self.only_looks(type(request))
        is_long = isinstance(request, RESULT_REQUESTS)
        with (
            self._database.look(long=is_long) if only_looks else self._database.begin()
        ):
            try:
                if not only_looks:
                    self._faults.before(asked)
                outcome = self._dispatch(request, echo, encoding, origin, worked_out)
            except RefusedError as error:
                why = error.refusal
                return Outcome(
                    answer=self.refuse(
                        exchange, echo, why, encoding=encoding, origin=origin
                    ),
                    result=why.code,
                    rejection=why if error.as_file else None,
                )
            self._record(
                exchange,
                echo,
                outcome.result,
                origin=origin,
                person_id=outcome.person_id,
                detail=outcome.detail,
            )
            if not only_looks:
                outcome = self._faults.after(asked, outcome)
            return self._in_its_form(outcome)

    def work_out(
        self, request: Message, *, encoding: Encoding, origin: Origin = FOLDERS
    ) -> object | None:
        """What can be found out for the answer while others write.

        None where that is nothing, also where the request will be refused.
        """
        answerer = ANSWERERS.get(type(request))
        if not isinstance(answerer, Steps):
            return None
        code = echo_of(request)["MedicalInstitutionCode"]
        with self._database.read():
            try:
                asker = self._asker(request, code, encoding, origin)
                return answerer.work_out(self._stores, asker, request)
            except RefusedError:
                return None  # That is for `inquire` to say.

    def is_short_look(self, kind: type[Message]) -> bool:
        """Whether such a request can be answered inside `Database.together` now."""
        return kind is EligibilityRequest and self._faults.quiet

    def only_looks(self, kind: type[Message]) -> bool:
        """Whether answering such a request now writes only what can be appended.

        Nobody need be kept from writing meanwhile. (An armed fault counts how often
        it was met, and so wants to be alone.)
        """
        return issubclass(kind, _LOOK_UPS) and self._faults.quiet

    def tell_held(self, error: UnreachableForNowError) -> bool:
        """Record that a request waits for the end of an outage; False if it is over."""
        return self._faults.tell_held(error)

    def afterwards(self, act: Callable[[], object]) -> None:
        """Do *act* when what this thread is at is committed, never if it is undone."""
        self._database.commits.afterwards(act)

    def refuse(
        self,
        exchange: Exchange,
        echo: Mapping[str, str],
        refusal: Refusal,
        *,
        encoding: Encoding,
        origin: Origin = FOLDERS,
    ) -> Message:
        """The answer that refuses a request as a whole, with a line in the ledger.

        *echo* holds the header values of the request as far as they can be read.
        """
        self._record(
            exchange, echo, refusal.code, origin=origin, detail=refusal.message
        )
        return failure(
            exchange.answer, echo, refusal, now=self._clock.now(), encoding=encoding
        )

    def _dispatch(
        self,
        request: Message,
        echo: Mapping[str, str],
        encoding: Encoding,
        origin: Origin,
        worked_out: object | None,
    ) -> Outcome:
        asker = self._asker(request, echo["MedicalInstitutionCode"], encoding, origin)
        answerer = ANSWERERS[type(request)]
        if worked_out is not None and isinstance(answerer, Steps):
            return answerer.write_down(self._stores, asker, request, worked_out)
        return answerer(self._stores, asker, request)

    def _in_its_form(self, outcome: Outcome) -> Outcome:
        """A finished list as a ZIP where that is chosen; a fault may have undone it."""
        header = getattr(outcome.answer, "MessageHeader", None)
        if not isinstance(header, ListResultHeader) or header.SegmentOfResult != "1":
            return outcome
        return replace(outcome, is_list=True, packed=self._stores.options.bulk_zip)

    def _asker(
        self, request: Message, code: str, encoding: Encoding, origin: Origin
    ) -> Asker:
        now = self._clock.now()
        is_list = isinstance(request, LIST_REQUESTS)
        require_open(self._stores, now=now, is_list=is_list)
        institution = self._institution(code, on=today(now))
        settings = self._stores.institutions.settings(code)
        asker = Asker(
            institution=institution,
            settings=settings,
            now=now,
            encoding=encoding,
            chosen=origin.person_id,
            picked=origin.picked,
            starts=self._stores.options.rules.starts,
        )
        if isinstance(request, HOME_VISIT_REQUESTS):
            require_usable(self._stores, asker, TreatmentCategory.HOME_VISIT)
        return asker

    def _institution(self, code: str, *, on: date) -> Institution:
        institution = self._stores.institutions.find(code)
        if institution is None:
            raise RefusedError(
                self.codes.refusal("institution_unknown", institution=code)
            )
        starts = self._stores.options.rules.starts
        if not is_connected(institution, on=on, starts=starts):
            raise RefusedError(
                self.codes.refusal("institution_not_operating", institution=code)
            )
        return institution

    def _record(
        self,
        exchange: Exchange,
        echo: Mapping[str, str],
        result: str,
        *,
        origin: Origin,
        person_id: str = "",
        detail: str = "",
    ) -> None:
        self._ledger.record(
            face=origin.face,
            action=exchange.prefix,
            actor=origin.actor,
            result=result,
            institution_code=echo.get("MedicalInstitutionCode", "")[:10],
            person_id=person_id,
            detail=detail,
        )
