"""Institutions and their settings are changed by page."""

from __future__ import annotations

from flask.testing import FlaskClient

from oqs_stub.records import ConsentKind, InstitutionState, Settings
from oqs_stub.stub import Stub

from ..conftest import DENTAL
from ..test_control_page import overview, send


def test_every_setting_of_an_institution_is_changed(
    page: FlaskClient, stub: Stub
) -> None:
    send(
        page,
        "settings",
        institution=DENTAL,
        medical_aid="on",
        kind=["SRJ", "TSR"],
        electronic_prescription="3",
        prescription_timing="1",
    )

    found = stub.institutions.settings(DENTAL)
    assert found == Settings(
        medical_aid=True,
        consent_kinds=frozenset({ConsentKind.DIAGNOSIS, ConsentKind.SPECIFIC_DISEASES}),
        electronic_prescription="3",
        prescription_timing="1",
    )
    form = overview(page).select_one("form[action$='/settings']")
    assert form is not None
    chosen = [str(one["value"]) for one in form.select("[checked][value], [selected]")]
    assert sorted(chosen) == ["1", "3", "SRJ", "TSR"]


def test_an_institution_is_changed(page: FlaskClient, stub: Stub) -> None:
    settings = {"electronic_prescription": "2", "prescription_timing": "2"}
    send(page, "settings", institution=DENTAL, online="on", **settings)
    assert stub.institutions.settings(DENTAL).home_visit is False

    fields = {"institution": DENTAL, "state": "exempt", "region": "西日本"}
    send(
        page,
        "institution",
        **fields,
        asks_visit_form="on",
        asks_clinical_information="on",
    )

    found = stub.institutions.get(DENTAL)
    assert (found.state, found.region) == (InstitutionState.EXEMPT, "西日本")
    assert found.asks_visit_form
    assert found.asks_clinical_information
    assert "asks_visit_form" in page.get("/control/").get_data(as_text=True)

    send(page, "institution", **fields)
    assert not stub.institutions.get(DENTAL).asks_visit_form
