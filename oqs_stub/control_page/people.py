"""People by page: registered, covered by others, without a certificate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from card_profiles.synth import Addresses

from ..messages.code_tables import table_values
from ..stub import Stub
from .act import Act
from .form import LARGEST_NUMBER, ActRefusedError, Entry, Form, person_of, read_as

ADDRESSES: Mapping[str, str] = MappingProxyType(
    {
        Addresses.PREFECTURES: "47都道府県（実在の町、番地は実在しない）",
        Addresses.INVENTED: "架空県だけ",
    }
)
"""Where generated people live; the first unless somebody chooses."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "count": "人数",
        "seed": "乱数の種",
        "addresses": "住所",
        "at": "いつから失効",
    }
)

MOST_PEOPLE = 1_000  # At once and while a browser waits; the API takes more.

_A_DAY = "日付（例: 2026-04-01）"


def _add_ready(stub: Stub, form: Form) -> None:
    stub.people.add_ready(form.get("persona", ""))


def _add_synthetic(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    count = entry.number("count", least=1, most=MOST_PEOPLE)
    seed = entry.number("seed", most=LARGEST_NUMBER)
    addresses = Addresses(entry.choice("addresses", ADDRESSES))
    entry.finish()
    stub.people.add_synthetic(count, seed=seed, addresses=addresses)


def _lose_coverage(stub: Stub, form: Form) -> None:
    on = read_as(date.fromisoformat, form, "on", expected=_A_DAY)
    reason = form.get("reason", "")
    if reason not in table_values("OQSCD008"):
        raise ActRefusedError("資格喪失の事由を一覧から選んでください。")
    stub.people.lose_coverage(person_of(form), on=on, reason=reason)


def _move_coverage(stub: Stub, form: Form) -> None:
    on = read_as(date.fromisoformat, form, "on", expected=_A_DAY)
    stub.people.move_coverage(person_of(form), on=on)


def _insurance_use(stub: Stub, form: Form) -> None:
    registered = form.get("registered") == "yes"
    stub.changes.register_insurance_use(person_of(form), registered=registered)


def _revoke(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    at = entry.optional_moment("at")
    entry.finish()
    stub.changes.revoke_certificate(person_of(form), at=at)


def _reinstate(stub: Stub, form: Form) -> None:
    stub.changes.reinstate_certificate(person_of(form))


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "add-person": Act(_add_ready, "人を登録しました。"),
        "add-people": Act(_add_synthetic, "架空の人を登録しました。"),
        "lose-coverage": Act(_lose_coverage, "資格を喪失させました。"),
        "move-coverage": Act(_move_coverage, "別の保険者に移しました。"),
        "insurance-use": Act(_insurance_use, "健康保険証利用の登録を変えました。"),
        "revoke": Act(_revoke, "電子証明書を失効させました。"),
        "reinstate": Act(_reinstate, "電子証明書の一時停止を解除しました。"),
    }
)
