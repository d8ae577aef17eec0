"""The result of a visit as JSON: rows to show in this order, and to forget."""

from __future__ import annotations

from typing import Any

from ..service.msa import MSAResult
from ..service.msa_result import Row, ShownRecord

ELIGIBILITY_ONLY = (
    "カードの電子証明書の有効期限が切れています。切れてから間もないため、資格情報だけを"
    "確認しました。薬剤情報などは取得できません。"
    "患者さん：お住まいの市区町村の窓口で電子証明書を更新してください。"
)


def shown_result(result: MSAResult) -> dict[str, Any]:
    """What the phone gets to show."""
    return {
        "receipt": result.receipt,
        "registered_at": result.registered_at.isoformat(),
        "notice": ELIGIBILITY_ONLY if result.eligibility_only else "",
        "validity": result.eligibility.validity,
        "records": [_record(one) for one in result.eligibility.records],
    }


def _record(record: ShownRecord) -> dict[str, Any]:
    return {
        "rows": _rows(record.rows),
        "sections": [
            {"title": section.title, "rows": _rows(section.rows)}
            for section in record.sections
        ],
    }


def _rows(rows: tuple[Row, ...]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in rows]
