"""Faults as they were stored, perhaps by a version that took what this one refuses."""

from __future__ import annotations

import logging

from card_profiles.fault_parameters import FaultError

from .spelling import Fault, parse_faults

logger = logging.getLogger(__name__)


class StoredFaults:
    """Reads them; says of each that it cannot read so once."""

    def __init__(self) -> None:
        self._told: set[int] = set()

    def read(self, fault_id: int, text: str) -> Fault | None:
        """The fault of that text; None where there is none such any more."""
        try:
            return parse_faults(text)[0]
        except FaultError:
            if fault_id not in self._told:
                self._told.add(fault_id)
                # Not its text: a patient may be named there.
                logger.warning(
                    "番号 %d の障害は、この版では読めないため起きません。"
                    "解除して、仕込み直してください。",
                    fault_id,
                )
            return None
