"""Every change of the control API, and the same change by a form of the 制御ページ."""

from __future__ import annotations

from collections.abc import Mapping

from .change import Change
from .changes_of_people import OF_PEOPLE
from .changes_of_stub import OF_THE_STUB

CHANGES: Mapping[str, Change] = {**OF_THE_STUB, **OF_PEOPLE}

WITHOUT_FORM: Mapping[str, str] = {
    "DELETE /control/clock": (
        "the clock of these tests stands still and cannot come home: the form is "
        "compared by test_a_journey_in_time_ends_by_page_as_by_api"
    ),
}
"""Changes of the API that no form is compared with here, and why."""
