"""Medical data at the terminal: under the consent picked from the patients' list."""

from __future__ import annotations

from ..messages import CheckupRequest, MedicineRequest
from ..messages.checkups import CheckupRequestBody
from ..messages.medicines import MedicineRequestBody, MedicineRequestHeader
from .inquiry_context import Outcome
from .terminal import TerminalService
from .terminal_inquiries import TerminalInquiries
from .terminal_logins import Login
from .terminal_patients import PatientRow

_WITH_TREATMENTS_PDF, _WITH_TREATMENTS_XML = "3", "4"  # ファイル区分
_CHECKUP_PDF, _CHECKUP_XML = "1", "2"


class TerminalViews:
    """薬剤・診療・手術情報 and 特定健診情報; every call names the login.

    The consent that counts is the one the folders would judge by, of the same 診療区分.
    """

    def __init__(self, inquiries: TerminalInquiries, terminal: TerminalService) -> None:
        self._inquiries = inquiries
        self._terminal = terminal

    def medicines(
        self,
        login: Login,
        row: PatientRow,
        *,
        since: str | None,
        until: str | None,
        as_pdf: bool,
    ) -> Outcome:
        """YZKsiquc01 of these months (YYYYMM; None is open)."""
        request = MedicineRequest(
            MessageHeader=self._header(login, row),
            MessageBody=MedicineRequestBody(
                StartDate=since,
                EndDate=until,
                FileCategory=_WITH_TREATMENTS_PDF if as_pdf else _WITH_TREATMENTS_XML,
                MedicalTreatmentFlag=row.consent.category,
            ),
        )
        return self._inquiries.ask(login, request, chosen=row.person.person_id)

    def checkups(self, login: Login, row: PatientRow, *, as_pdf: bool) -> Outcome:
        """TKKsiquc01: every checkup within reach."""
        request = CheckupRequest(
            MessageHeader=self._header(login, row),
            MessageBody=CheckupRequestBody(
                FileCategory=_CHECKUP_PDF if as_pdf else _CHECKUP_XML,
                MedicalTreatmentFlag=row.consent.category,
            ),
        )
        return self._inquiries.ask(login, request, chosen=row.person.person_id)

    def _header(self, login: Login, row: PatientRow) -> MedicineRequestHeader:
        numbers = self._terminal.patients.known_numbers(login, row)
        return MedicineRequestHeader(
            MedicalInstitutionCode=login.institution.code,
            InsurerNumber=numbers.insurer_number,
            InsuranceCardSymbol=numbers.symbol,
            InsuredPersonIdentificationNumber=numbers.number,
            BranchNumber=numbers.branch,
        )
