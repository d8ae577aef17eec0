"""An answer as the screens show it: one line for a person, and every field below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..labels import VALIDITY_LABELS
from ..messages.code_tables import table_values
from ..messages.record import EligibilityRecord
from ..rules.eligibility import Validity
from ..service.terminal_inquiries import Answered
from ..service.terminal_lists import Unit
from .next_steps import BY_CARD, NEXT_STEPS, NOBODY_TO_CHOOSE, warnings
from .readable import Block, day_in_words, readable

_CONSENTS = (
    ("薬剤", "PharmacistsInfo"),
    ("診療", "DiagnosisInfo"),
    ("手術", "OperationInfo"),
    ("健診", "SpecificHealthCheckupsInfo"),
    ("特定疾病", "SpecificDiseasesCertificateRelated"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRecord:
    """One 資格確認結果: what matters at a glance, and all of it."""

    name: str
    kana: str
    birthdate: str
    insurer: str
    numbers: str
    period: str
    consents: tuple[str, ...]
    warnings: tuple[str, ...]
    every_field: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPerson:
    """What is shown of one person that was asked for."""

    asked: str = ""  # The numbers of the request, for telling rows apart.
    holder: str = ""  # Whose card was read, where it was asked by card.
    validity: str = ""  # The code of 資格有効性; "" where nothing was answered.
    label: str = ""
    code: str = ""
    message: str = ""  # Why nothing was answered.
    records: tuple[ShownRecord, ...] = ()
    prescription: str = ""
    reference_numbers: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Whose line it is: several names at 複数該当, none where nobody was found."""
        return "、".join(dict.fromkeys(record.name for record in self.records))


def shown_answer(answered: Answered) -> ShownPerson:
    """What is shown of one person's inquiry."""
    return _shown(
        answered.validity,
        answered.records,
        code=answered.code,
        message=answered.message,
        prescription=answered.prescription,
        reference_numbers=answered.reference_numbers,
    )


def lines_of(
    units: Sequence[Unit], names: Sequence[str]
) -> list[tuple[Unit, str | None]]:
    """The lines of a list, each with whose card was read; *names* are those of cards.

    Without names it was asked by numbers; so it counts where a fault has taken lines
    out of the list, or put some in.
    """
    if len(names) != len(units):
        return [(unit, None) for unit in units]
    return list(zip(units, names, strict=True))


def shown_unit(unit: Unit, *, holder: str | None) -> ShownPerson:
    """What is shown of one line of a list."""
    records = unit.ResultOfQualificationConfirmation
    return _shown(
        unit.QualificationValidity,
        records,
        code=unit.ProcessingResultCode or "",
        message=unit.ProcessingResultMessage or "",
        prescription=next(
            (r.PrescriptionIssueSelect for r in records if r.PrescriptionIssueSelect),
            None,
        ),
        reference_numbers=unit.ReferenceNumber,
        asked=_asked(unit),
        holder=holder or "",
        steps=NEXT_STEPS if holder is None else BY_CARD,
    )


def _shown(
    validity: str | None,
    records: Sequence[EligibilityRecord],
    *,
    code: str,
    message: str,
    prescription: str | None,
    reference_numbers: Sequence[str],
    asked: str = "",
    holder: str = "",
    steps: Mapping[str, Sequence[str]] = NEXT_STEPS,
) -> ShownPerson:
    known = "" if validity is None else validity
    next_steps = tuple(steps.get(known, ()))
    if known == Validity.AMBIGUOUS and not records:
        next_steps = NOBODY_TO_CHOOSE
    return ShownPerson(
        asked=asked,
        holder=holder,
        validity=known,
        label=VALIDITY_LABELS[Validity(known)] if known else "",
        code=code,
        message=message,
        records=tuple(map(shown_record, records)),
        prescription=(
            "" if prescription is None else table_values("OQSCD017")[prescription]
        ),
        reference_numbers=tuple(reference_numbers)
        or tuple(
            dict.fromkeys(r.ReferenceNumber for r in records if r.ReferenceNumber)
        ),
        next_steps=next_steps,
    )


def shown_record(record: EligibilityRecord) -> ShownRecord:
    """One record, at a glance and in full."""
    numbers = (
        record.InsuredCardSymbol,
        record.InsuredIdentificationNumber,
        record.InsuredBranchNumber,
    )
    since = day_in_words(record.InsuredCardValidDate or record.QualificationDate)
    until = day_in_words(
        record.DisqualificationDate or record.InsuredCardExpirationDate
    )
    return ShownRecord(
        name=record.Name,
        kana=record.NameKana or "",
        birthdate=day_in_words(record.Birthdate),
        insurer=f"{(record.InsurerNumber or '').strip()} {record.InsurerName}",
        numbers="・".join(part or "―" for part in numbers),
        period=f"{since}〜{until}",
        consents=tuple(_consents(record)),
        warnings=tuple(warnings(record)),
        every_field=readable(record, record.InsurerName),
    )


def _consents(record: EligibilityRecord) -> list[str]:
    found = []
    for label, name in _CONSENTS:
        flag = getattr(record, f"{name}ConsFlg")
        if flag is not None:
            found.append(f"{label}：{table_values('OQSCD016')[flag]}")
    return found


def _asked(unit: Unit) -> str:
    search = getattr(unit, "QualificationConfirmSearchInfo", None)
    if search is None:
        return ""
    parts = (
        (search.InsurerNumber or "").strip(),
        search.InsuredCardSymbol,
        search.InsuredIdentificationNumber,
        search.InsuredBranchNumber,
    )
    typed = getattr(search, "ArbitraryIdentifier", None)
    numbers = "・".join(part for part in parts if part)
    return f"{typed}（{numbers}）" if typed else numbers
