"""Requests for checkups, and a person who has a medical history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from card_profiles.history import CheckupItem, HealthCheckup, Procedure, Treatment
from card_profiles.model import Persona
from oqs_stub.messages import CheckupRequest
from oqs_stub.messages.checkups import CheckupRequestBody
from oqs_stub.messages.medicines import MedicineRequestHeader

from .asking import DENTIST, IDENTIFIER


def checkup_request(**changes: str | None) -> CheckupRequest:
    body: dict[str, str | None] = {"FileCategory": "2", "MedicalTreatmentFlag": "2"}
    body |= {name: value for name, value in changes.items() if name in body}
    header: dict[str, str | None] = {
        "MedicalInstitutionCode": DENTIST,
        "InsurerNumber": "01990019",
        "InsuredPersonIdentificationNumber": "0000123",
        "ArbitraryFileIdentifier": IDENTIFIER,
    }
    header |= {name: value for name, value in changes.items() if name not in body}
    return CheckupRequest(
        MessageHeader=MedicineRequestHeader.model_validate(header),
        MessageBody=CheckupRequestBody.model_validate(body),
    )


def with_history(persona: Persona) -> Persona:
    """Two checkups, one of them long ago; a treatment and an operation."""
    weight = CheckupItem(
        code="9N006000000000001", name="体重", data_type="PQ", value="54.6", unit="kg"
    )
    smoking = CheckupItem(
        code="9N736000000000011",
        name="喫煙",
        data_type="CD",
        value="2",
        oid="1.2.392.200119.6.2104",
        value_name="いいえ",
    )
    return replace(
        persona,
        checkups=(
            HealthCheckup(examined_on=date(2020, 5, 1), items=(weight,)),
            HealthCheckup(examined_on=date(2024, 6, 1), items=(weight,)),
            HealthCheckup(examined_on=date(2025, 6, 2), items=(weight, smoking)),
        ),
        treatments=(
            treatment(
                date(2026, 3, 3),
                Procedure(
                    code="160000001",
                    name="架空血液検査",
                    identification="60",
                    quantity="1",
                    unit="回",
                    times="2",
                ),
                Procedure(code="150000001", name="架空縫合術", identification="50"),
            ),
            treatment(
                date(2026, 2, 3),
                Procedure(code="150000002", name="架空切開術", identification="50"),
            ),
        ),
    )


def treatment(day: date, *procedures: Procedure) -> Treatment:
    return Treatment(
        treated_on=day,
        institution_code="9910000018",
        institution_name="マイナベンチ在宅クリニック",
        procedures=procedures,
    )
