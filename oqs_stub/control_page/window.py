"""The card reader at the window by page: somebody passes, the result goes out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..labels import PRESCRIPTION_LABELS
from ..records import ConsentForm, Prescription
from ..service.face_reader import FaceRefusedError, Held
from ..stub import Stub
from .act import Act
from .form import ActRefusedError, Entry, Form, institution_of, kinds_of, person_of

HELD: Mapping[str, str] = MappingProxyType(
    {Held.CARD: "マイナンバーカード", Held.PHONE: "スマートフォン"}
)
"""What the patient holds to the reader."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "institution": "医療機関等",
        "held": "かざすもの",
        "prescription": "処方箋の発行形態",
    }
)


def _receive(stub: Stub, form: Form) -> None:
    entry = Entry(form)
    held = Held(entry.choice("held", HELD))
    prescription = entry.optional_choice("prescription", PRESCRIPTION_LABELS)
    entry.finish()
    agreed = ConsentForm(
        kinds=kinds_of(form),
        prescription=None if prescription is None else Prescription(prescription),
    )
    try:
        stub.face_reader.receive(
            person_of(form), institution_of(form), agreed, held=held
        )
    except FaceRefusedError as error:
        raise ActRefusedError(str(error)) from error


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "face": Act(
            _receive,
            "窓口で受け付けました。結果は face に出ます（名前は台帳にあります）。",
        ),
    }
)
