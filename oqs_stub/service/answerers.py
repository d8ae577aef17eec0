"""Which function answers which request: one line for each message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..messages import (
    CheckupRequest,
    ConsentedListRequest,
    ConsentedResultRequest,
    EligibilityRequest,
    MedicineRequest,
    Message,
    ReinquiryRequest,
)
from ..messages.access_url import AccessURLRequest
from ..messages.bulk_inquiry import BulkInquiryRequest, BulkInquiryResultRequest
from ..messages.bulk_reinquiry import BulkReinquiryRequest, BulkReinquiryResultRequest
from ..messages.consent_cancel import ConsentCancelRequest
from ..messages.environment import SettingsRequest, SettingsUpdateRequest
from ..messages.online import (
    OnlineInquiryRequest,
    OnlineListRequest,
    OnlineResultRequest,
)
from ..messages.reference_numbers import (
    BulkRegistrationRequest,
    BulkRegistrationResultRequest,
    RegistrationRequest,
)
from ..messages.ticket_list import TicketListRequest, TicketResultRequest
from .access_urls import answer_access_url
from .bulk_inquiries import accept_bulk_inquiry, answer_bulk_inquiry
from .checkups import answer_checkups
from .consent_cancels import answer_consent_cancel
from .consented_lists import accept_consented_list, answer_consented_result
from .eligibility_answers import answer_eligibility
from .environments import answer_settings, answer_settings_update
from .inquiry_context import Asker, Outcome, Stores
from .medicines import answer_medicines
from .online_inquiries import answer_online_inquiry
from .online_lists import accept_online_list, answer_online_result
from .receptions import write_people
from .reference_registration import (
    accept_registrations,
    answer_registration,
    answer_registrations,
    plan_registrations,
)
from .reinquiries import (
    accept_bulk_reinquiry,
    answer_bulk_reinquiry,
    answer_reinquiry,
)
from .steps import Steps
from .ticket_lists import accept_ticket_list, answer_ticket_result

ANSWERERS: Mapping[type[Message], Callable[[Stores, Asker, Any], Outcome]] = {
    EligibilityRequest: answer_eligibility,
    BulkInquiryRequest: Steps(write_people, accept_bulk_inquiry),
    BulkInquiryResultRequest: answer_bulk_inquiry,
    RegistrationRequest: answer_registration,
    BulkRegistrationRequest: Steps(plan_registrations, accept_registrations),
    BulkRegistrationResultRequest: answer_registrations,
    ReinquiryRequest: answer_reinquiry,
    BulkReinquiryRequest: Steps(write_people, accept_bulk_reinquiry),
    BulkReinquiryResultRequest: answer_bulk_reinquiry,
    ConsentCancelRequest: answer_consent_cancel,
    AccessURLRequest: answer_access_url,
    SettingsRequest: answer_settings,
    SettingsUpdateRequest: answer_settings_update,
    ConsentedListRequest: accept_consented_list,
    ConsentedResultRequest: answer_consented_result,
    MedicineRequest: answer_medicines,
    CheckupRequest: answer_checkups,
    OnlineListRequest: accept_online_list,
    OnlineResultRequest: answer_online_result,
    OnlineInquiryRequest: answer_online_inquiry,
    TicketListRequest: accept_ticket_list,
    TicketResultRequest: answer_ticket_result,
}
"""Every request of the catalogue."""

RESULT_REQUESTS = (
    BulkInquiryResultRequest,
    BulkRegistrationResultRequest,
    BulkReinquiryResultRequest,
    ConsentedResultRequest,
    OnlineResultRequest,
    TicketResultRequest,
)
"""What fetches the result of a 一括 message: it may take seconds."""

LIST_REQUESTS = (
    BulkInquiryRequest,
    BulkRegistrationRequest,
    BulkReinquiryRequest,
    ConsentedListRequest,
    OnlineListRequest,
    TicketListRequest,
    *RESULT_REQUESTS,
)
"""Every 一括 message: they may have hours of their own."""

HOME_VISIT_REQUESTS = (
    ConsentedListRequest,
    ConsentedResultRequest,
    ReinquiryRequest,
    BulkReinquiryRequest,
    BulkReinquiryResultRequest,
)
"""Refused where 訪問診療等機能 is not 「利用する」."""
