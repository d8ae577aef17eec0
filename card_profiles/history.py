"""What pharmacies, hospitals and checkups know of a persona."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """One dispensed drug of the 薬剤情報."""

    code: str
    name: str
    ingredient: str
    quantity: str
    unit: str
    times: str  # 回数・日数
    usage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispensing:
    """What one pharmacy dispensed on one day against one prescriber's order."""

    dispensed_on: date
    prescribed_on: date
    pharmacy_code: str
    pharmacy_name: str
    prescriber_code: str
    prescriber_name: str
    drugs: tuple[Drug, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckupItem:
    """One result or answer of a 特定健診."""

    code: str  # 項目コード, 17 characters (JLAC10).
    name: str
    data_type: str  # "PQ" a quantity, "CD" or "CO" a code, "ST" a text.
    value: str
    unit: str | None = None
    oid: str | None = None  # Of the code table that `value` is from.
    value_name: str | None = None  # What that code means.


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheckup:
    """One 特定健診: the day, and every result."""

    examined_on: date
    items: tuple[CheckupItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One line of 診療情報 or, with 診療識別 50, of 手術情報."""

    code: str  # 診療行為コード, 9 digits.
    name: str
    identification: str  # 診療識別, two digits as on claims: 50 is 手術.
    quantity: str | None = None
    unit: str | None = None
    times: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What one institution did on one day."""

    treated_on: date
    institution_code: str
    institution_name: str
    procedures: tuple[Procedure, ...]
