"""Every inquiry of the folder interface, answered in one place whatever asks it."""

from __future__ import annotations

from collections.abc import Mapping

from ..clock import Clock
from ..consents import Consents
from ..database import Database
from ..error_codes import ErrorCodes, Refusal
from ..institutions import Institutions
from ..ledger import Ledger
from ..messages import (
    EXCHANGES,
    ConsentedListRequest,
    ConsentedResultRequest,
    EligibilityRequest,
    Encoding,
    Exchange,
    MedicineRequest,
    Message,
    ReinquiryRequest,
)
from ..records import Institution, InstitutionState
from ..registry import Registry
from .consented_lists import accept_consented_list, answer_consented_result
from .eligibility_answers import answer_eligibility
from .failures import failure
from .inquiry_context import Asker, InquiryOptions, Outcome, RefusedError, Stores
from .jobs import Jobs
from .medicines import answer_medicines
from .reinquiries import answer_reinquiry

_CONNECTED = (InstitutionState.TEST_PERIOD, InstitutionState.OPERATING)
_HOME_VISIT_REQUESTS = (
    ConsentedListRequest,
    ConsentedResultRequest,
    ReinquiryRequest,
)


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
        options: InquiryOptions | None = None,
    ) -> None:
        self.codes = codes or ErrorCodes()
        self._database = database
        self._ledger = ledger
        self._clock = clock
        self._stores = Stores(
            registry=registry,
            consents=consents,
            institutions=institutions,
            jobs=Jobs(database),
            codes=self.codes,
            options=options or InquiryOptions(),
        )

    def answer(self, request: Message, *, encoding: Encoding) -> Message:
        """The answer to *request*; a refusal is an answer too.

        Raises TypeError for a message that is no request of the catalogue.
        """
        exchange = next(
            (known for known in EXCHANGES if type(request) is known.request), None
        )
        if exchange is None:
            raise TypeError(
                f"expected a request of the catalogue, got {type(request).__name__}"
            )
        echo = _echo(request)
        with self._database.begin():
            try:
                outcome = self._dispatch(request, echo, encoding)
            except RefusedError as error:
                return self.refuse(exchange, echo, error.refusal, encoding=encoding)
            self._record(exchange, echo, outcome.result, person_id=outcome.person_id)
        return outcome.answer

    def refuse(
        self,
        exchange: Exchange,
        echo: Mapping[str, str],
        refusal: Refusal,
        *,
        encoding: Encoding,
    ) -> Message:
        """The answer that refuses a request as a whole, with a line in the ledger.

        *echo* holds the header values of the request as far as they can be read.
        """
        self._record(exchange, echo, refusal.code, detail=refusal.message)
        return failure(
            exchange.answer, echo, refusal, now=self._clock.now(), encoding=encoding
        )

    def _dispatch(
        self, request: Message, echo: Mapping[str, str], encoding: Encoding
    ) -> Outcome:
        asker = self._asker(request, echo["MedicalInstitutionCode"], encoding)
        match request:
            case EligibilityRequest():
                return answer_eligibility(self._stores, asker, request)
            case ReinquiryRequest():
                return answer_reinquiry(self._stores, asker, request)
            case ConsentedListRequest():
                return accept_consented_list(self._stores, asker, request)
            case ConsentedResultRequest():
                return answer_consented_result(self._stores, asker, request)
            case MedicineRequest():
                return answer_medicines(self._stores, asker, request)
            case _:
                raise TypeError(f"no inquiry answers {type(request).__name__}")

    def _asker(self, request: Message, code: str, encoding: Encoding) -> Asker:
        institution = self._institution(code)
        settings = self._stores.institutions.settings(code)
        if isinstance(request, _HOME_VISIT_REQUESTS) and not settings.home_visit:
            raise RefusedError(self.codes.refusal("home_visit_disabled"))
        return Asker(
            institution=institution,
            settings=settings,
            now=self._clock.now(),
            encoding=encoding,
        )

    def _institution(self, code: str) -> Institution:
        institution = self._stores.institutions.find(code)
        if institution is None:
            raise RefusedError(
                self.codes.refusal("institution_unknown", institution=code)
            )
        if institution.state not in _CONNECTED:
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
        person_id: str = "",
        detail: str = "",
    ) -> None:
        self._ledger.record(
            face="exchange",
            action=exchange.prefix,
            result=result,
            institution_code=echo.get("MedicalInstitutionCode", "")[:10],
            person_id=person_id,
            detail=detail,
        )


def _echo(request: Message) -> dict[str, str]:
    """The values of a request that its answer repeats."""
    values: dict[str, str] = {}
    for part in (getattr(request, "MessageHeader"), getattr(request, "MessageBody")):  # noqa: B009 - every request has both; the base class has neither.
        for name in type(part).model_fields:
            value = getattr(part, name)
            if isinstance(value, str):
                values[name] = value
    return values
