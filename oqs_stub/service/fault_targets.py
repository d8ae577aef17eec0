"""Whom an armed fault names in vain: nobody of that name is here, or not yet."""

from __future__ import annotations

from collections.abc import Iterator

from ..faults import Fault
from ..institutions import Institutions
from ..registry import Registry


def named_in_vain(
    fault: Fault, *, registry: Registry, institutions: Institutions
) -> tuple[str, ...]:
    """What to say of each word that stands for nobody; the fault waits for them."""
    return tuple(_in_vain(fault, registry, institutions))


def _in_vain(
    fault: Fault, registry: Registry, institutions: Institutions
) -> Iterator[str]:
    for person in fault.words("patient"):
        if registry.get(person) is None:
            yield f"patient={person} という人は、まだ登録されていません。"
    known = institutions.all()
    for code in fault.words("institution"):
        if code not in {one.code for one in known}:
            yield f"institution={code} という医療機関等は、一覧にありません。"
    for region in fault.words("region"):
        if region not in {one.region for one in known}:
            yield f"region={region} の医療機関等は、いまは1つもありません。"
