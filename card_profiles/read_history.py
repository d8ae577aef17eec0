"""Checkups and treatments of a persona, read from its TOML tables."""

from __future__ import annotations

import re

from . import numbers
from .history import CheckupItem, HealthCheckup, Procedure, Treatment
from .reading import Table

_ITEM_CODE = re.compile(r"[0-9A-Z]{17}")
_PROCEDURE_CODE = re.compile(r"[0-9]{9}")
_IDENTIFICATION = re.compile(r"[0-9]{2}")


def read_checkup(table: Table) -> HealthCheckup:
    """Read one 特定健診."""
    checkup = HealthCheckup(
        examined_on=table.day("examined_on"),
        items=tuple(map(_read_item, table.tables("items"))),
    )
    if not checkup.items:
        raise table.error("items", "1つ以上の健診項目")
    table.finish()
    return checkup


def read_treatment(table: Table) -> Treatment:
    """Read what one institution did on one day."""
    treatment = Treatment(
        treated_on=table.day("treated_on"),
        institution_code=table.number(
            "institution_code", numbers.require_reserved_institution_code
        ),
        institution_name=table.text("institution_name"),
        procedures=tuple(map(_read_procedure, table.tables("procedures"))),
    )
    if not treatment.procedures:
        raise table.error("procedures", "1つ以上の診療行為")
    table.finish()
    return treatment


def _read_item(table: Table) -> CheckupItem:
    item = CheckupItem(
        code=table.shaped(
            "code",
            "英大文字と数字17桁の項目コード",
            lambda text: _ITEM_CODE.fullmatch(text) is not None,
        ),
        name=table.text("name"),
        data_type=table.code("data_type", ("PQ", "CD", "CO", "ST")),
        value=table.text("value"),
        unit=table.optional_text("unit"),
        oid=table.optional_text("oid"),
        value_name=table.optional_text("value_name"),
    )
    table.finish()
    return item


def _read_procedure(table: Table) -> Procedure:
    procedure = Procedure(
        code=table.shaped(
            "code",
            "数字9桁の診療行為コード",
            lambda text: _PROCEDURE_CODE.fullmatch(text) is not None,
        ),
        name=table.text("name"),
        identification=table.shaped(
            "identification",
            "数字2桁の診療識別(手術は50)",
            lambda text: _IDENTIFICATION.fullmatch(text) is not None,
        ),
        quantity=table.optional_text("quantity"),
        unit=table.optional_text("unit"),
        times=table.optional_text("times"),
    )
    table.finish()
    return procedure
