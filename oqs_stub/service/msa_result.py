"""What マイナ資格確認アプリ shows of a person: names and 和暦 dates, ready to read.

The names are those that a public parser of the app's copied text looks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from card_profiles.eras import japanese_era_day

from ..labels import VALIDITY_LABELS
from ..messages.certificates import LimitCertificateBlock
from ..messages.code_tables import table_values
from ..messages.formats import read_date
from ..messages.record import EligibilityRecord
from ..registry import InsuredPerson
from ..rules.eligibility import by_card
from .eligibility_record import RecordView, eligibility_record

BACK = "裏面記載情報"
LIMIT = "限度額適用認定証"

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the screen with a heading of its own."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRecord:
    """One cover as the screen shows it."""

    rows: tuple[Row, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEligibility:
    """資格有効性 in words, and every cover that the card has today."""

    validity: str
    records: tuple[ShownRecord, ...]


def shown_eligibility(person: InsuredPerson, view: RecordView) -> ShownEligibility:
    """What the screen shows of *person* on the day of *view*."""
    finding = by_card(person.coverages, on=view.on, viewer=view.viewer)
    records = [
        _shown(eligibility_record(person, coverage, view), on=view.on)
        for coverage in finding.coverages
    ]
    return ShownEligibility(
        validity=VALIDITY_LABELS[finding.validity], records=tuple(records)
    )


def _shown(record: EligibilityRecord, *, on: date) -> ShownRecord:
    sections = (
        _section(
            BACK,
            ("氏名", record.NameOfOther),
            ("フリガナ", record.NameOfOtherKana),
            ("性別", _code("OQSCD007", record.Sex2)),
        ),
        _section(LIMIT, *_limit_rows(record.LimitApplicationCertificateRelatedInfo)),
    )
    return ShownRecord(
        rows=_filled(
            ("確認日", japanese_era_day(on)),
            ("氏名", record.Name),
            ("フリガナ", record.NameKana),
            ("生年月日", _era(record.Birthdate)),
            ("性別", _code("OQSCD007", record.Sex1)),
            ("住所", record.Address),
            ("保険者番号", (record.InsurerNumber or "").strip()),
            ("保険者名", record.InsurerName),
            ("記号", record.InsuredCardSymbol),
            ("番号", record.InsuredIdentificationNumber),
            ("枝番", record.InsuredBranchNumber),
            (
                "本人・家族の別",
                _code("OQSCD009", record.PersonalFamilyClassification),
            ),
            ("被保険者氏名", record.InsuredName),
            ("資格取得年月日", _era(record.QualificationDate)),
            ("有効開始日", _era(record.InsuredCardValidDate)),
            ("有効終了日", _era(record.InsuredCardExpirationDate)),
        ),
        sections=tuple(section for section in sections if section.rows),
    )


def _limit_rows(limit: LimitCertificateBlock | None) -> list[tuple[str, str | None]]:
    if limit is None:
        return []
    return [
        ("有効開始年月日", _era(limit.LimitApplicationCertificateValidStartDate)),
        ("有効終了年月日", _era(limit.LimitApplicationCertificateValidEndDate)),
    ]


def _section(title: str, *rows: tuple[str, str | None]) -> Section:
    return Section(title, _filled(*rows))


def _filled(*rows: tuple[str, str | None]) -> tuple[Row, ...]:
    """The rows that have a value; the others are not shown."""
    return tuple((label, value) for label, value in rows if value)


def _era(value: str | None) -> str | None:
    return None if value is None else japanese_era_day(read_date(value))


def _code(table: str, value: str | None) -> str | None:
    return None if value is None else table_values(table).get(value, value)
