"""Institutions by page: their state, their settings, their terminal's troubles."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..faces import base_url
from ..labels import ELECTRONIC_PRESCRIPTION_LABELS, PRESCRIPTION_TIMING_LABELS
from ..records import (
    Institution,
    InstitutionState,
    Settings,
    TreatmentCategory,
    is_region,
)
from ..stub import Stub
from ..urls import reception_url
from .act import Act
from .form import ActRefusedError, Form, institution_of, kinds_of, read_as


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownInstitution:
    """One institution, and what the page can change of it."""

    institution: Institution
    settings: Settings
    needs_reboot: bool
    urls: Mapping[TreatmentCategory, str]


def institutions_of(stub: Stub) -> list[ShownInstitution]:
    """Every institution of the stub."""
    here = base_url(stub.config)
    return [
        ShownInstitution(
            institution=one,
            settings=stub.institutions.settings(one.code),
            needs_reboot=stub.reboots.needed(one.code),
            urls={
                category: reception_url(
                    base_url=here,
                    category=category,
                    token=stub.institutions.url_token(one.code, category),
                )
                for category in (TreatmentCategory.HOME_VISIT, TreatmentCategory.ONLINE)
            },
        )
        for one in stub.institutions.all()
    ]


def _institution(stub: Stub, form: Form) -> None:
    region = form.get("region", "").strip()
    if not is_region(region):
        raise ActRefusedError("地域は、空白と記号のない20文字以内の名前です。")
    stub.changes.change_institution(
        institution_of(form),
        state=read_as(InstitutionState, form, "state", expected="医療機関等の状態"),
        region=region,
        asks_visit_form="asks_visit_form" in form,
        asks_clinical_information="asks_clinical_information" in form,
    )


def _settings(stub: Stub, form: Form) -> None:
    code = institution_of(form)
    stub.changes.change_settings(
        code,
        replace(
            stub.institutions.settings(code),
            home_visit="home_visit" in form,
            online="online" in form,
            medical_aid="medical_aid" in form,
            consent_kinds=kinds_of(form),
            electronic_prescription=_code(
                form,
                "electronic_prescription",
                "電子処方箋利用区分",
                ELECTRONIC_PRESCRIPTION_LABELS,
            ),
            prescription_timing=_code(
                form,
                "prescription_timing",
                "処方箋発行形態選択タイミング",
                PRESCRIPTION_TIMING_LABELS,
            ),
        ),
    )


def _code(form: Form, name: str, title: str, known: Collection[str]) -> str:
    code = form.get(name, "")
    if code not in known:
        raise ActRefusedError(
            f"{title}を一覧から選んでください。まだ何も変わっていません。"
        )
    return code


def _needs_reboot(stub: Stub, form: Form) -> None:
    code = institution_of(form)
    stub.institutions.get(code)
    stub.reboots.require(code, needed=form.get("needed") == "yes")


def _reset_accounts(stub: Stub, form: Form) -> None:
    code = institution_of(form)
    stub.institutions.get(code)
    stub.terminal_staff.put_back(code)


LABELS: Mapping[str, str] = MappingProxyType({})

ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "institution": Act(_institution, "医療機関等を変えました。"),
        "settings": Act(_settings, "環境設定情報を変えました。"),
        "needs-reboot": Act(_needs_reboot, "端末の再起動の要否を変えました。"),
        "reset-accounts": Act(_reset_accounts, "端末のアカウントを最初に戻しました。"),
    }
)
