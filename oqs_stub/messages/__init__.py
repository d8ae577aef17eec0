"""The messages of the folder interface: one description, from which all follows."""

from .catalogue import EXCHANGES, Exchange, exchange_for
from .checkups import CheckupAnswer, CheckupRequest
from .codec import SIZE_LIMIT, Codec, Decoded
from .consented import (
    ConsentedListReception,
    ConsentedListRequest,
    ConsentedResult,
    ConsentedResultRequest,
)
from .conventions import Conventions, ConventionsError, load_conventions
from .eligibility import EligibilityAnswer, EligibilityRequest
from .errors import IncompleteXMLError, MessageError
from .items import Message
from .medicines import MedicineAnswer, MedicineRequest
from .reinquiry import ReinquiryAnswer, ReinquiryRequest
from .text_encoding import REPLACEMENT, Encoding

__all__ = [
    "EXCHANGES",
    "REPLACEMENT",
    "SIZE_LIMIT",
    "CheckupAnswer",
    "CheckupRequest",
    "Codec",
    "ConsentedListReception",
    "ConsentedListRequest",
    "ConsentedResult",
    "ConsentedResultRequest",
    "Conventions",
    "ConventionsError",
    "Decoded",
    "EligibilityAnswer",
    "EligibilityRequest",
    "Encoding",
    "Exchange",
    "IncompleteXMLError",
    "MedicineAnswer",
    "MedicineRequest",
    "Message",
    "MessageError",
    "ReinquiryAnswer",
    "ReinquiryRequest",
    "exchange_for",
    "load_conventions",
]
