"""Every choice of the rules that is not public, in one place; `oqs serve --rules`."""

from __future__ import annotations

from dataclasses import dataclass, field

from .certificate import CertificateGrace
from .consent_view import ConsentTerms
from .disaster import Disaster
from .eligibility import EligibilityTerms
from .functions import FunctionStarts
from .hours import ServiceHours
from .kept_lists import ListTerms
from .medical_data import LookBack, MedicalAidTerms
from .msa import MSATerms
from .reception import ReceptionTerms
from .reinquiry import ContinuityRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one stub; the defaults are those of the documentation."""

    continuity: ContinuityRule = field(default_factory=ContinuityRule)
    consent: ConsentTerms = field(default_factory=ConsentTerms)
    certificate: CertificateGrace = field(default_factory=CertificateGrace)
    starts: FunctionStarts = field(default_factory=FunctionStarts)
    reception: ReceptionTerms = field(default_factory=ReceptionTerms)
    msa: MSATerms = field(default_factory=MSATerms)
    look_back: LookBack = field(default_factory=LookBack)
    medical_aid: MedicalAidTerms = field(default_factory=MedicalAidTerms)
    eligibility: EligibilityTerms = field(default_factory=EligibilityTerms)
    hours: ServiceHours = field(default_factory=ServiceHours)
    lists: ListTerms = field(default_factory=ListTerms)
    disasters: tuple[Disaster, ...] = ()
