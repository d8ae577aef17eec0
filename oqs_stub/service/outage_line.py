"""The closed network as an outage that was asked for leaves it: for the line check."""

from __future__ import annotations

from ..faults import Face, Faults, Occasion
from ..institutions import Institutions
from .line_check import Line, LineDownError


def outage_line(faults: Faults, institutions: Institutions) -> Line:
    """What the 「回線確認」 of the terminal says of the closed network."""

    def ask(institution_code: str) -> None:
        institution = institutions.find(institution_code)
        occasion = Occasion(
            face=Face.TERMINAL,
            institution=institution_code,
            region="" if institution is None else institution.region,
        )
        if faults.holds(occasion, ("outage",)) is not None:
            raise LineDownError(
                "閉域網がつながりません。回復するまで、資格確認書などで確認し、"
                "このことだけを理由に全額を請求しないでください。"
            )

    return Line(
        name="閉域網（医療機関等からオンライン資格確認等システムまで）", ask=ask
    )
