"""薬剤情報 of people on 医療扶助: like anybody's, or of none who has nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from card_profiles.model import Coverage
from oqs_stub.disasters import Disasters
from oqs_stub.records import ConsentKind
from oqs_stub.rules.disaster import Disaster
from oqs_stub.rules.medical_data import (
    MedicalAidTerms,
    ViewRefusal,
    medical_aid_refusal,
)
from oqs_stub.rules.parameters import Rules
from oqs_stub.service.disaster_mode import DisasterMode
from oqs_stub.service.inquiry_context import InquiryOptions

from .world import World

Aid = Callable[..., Coverage]
TODAY = date(2026, 4, 10)
OFF = MedicalAidTerms(drugs=False)
DRUGS, CHECKUP = ConsentKind.DRUGS, ConsentKind.HEALTH_CHECKUP
BY_AID = {"InsurerNumber": "12990016", "InsuredPersonIdentificationNumber": "18"}


@pytest.fixture
def aided(world: World, medical_aid: Aid) -> World:
    """sakura is on 医療扶助 alone, and has agreed to 薬剤情報 here."""
    world.registry.replace_coverages("sakura", [medical_aid()])
    world.enable(medical_aid=True)
    world.visit()
    return world


def _with(world: World, terms: MedicalAidTerms) -> World:
    return world.with_options(InquiryOptions(rules=replace(Rules(), medical_aid=terms)))


def test_by_default_they_are_shown_under_the_consent(aided: World) -> None:
    assert aided.medicines(**BY_AID).MessageHeader.ResultCode == "1"


def test_with_the_rule_off_they_are_refused_though_agreed_to(aided: World) -> None:
    header = _with(aided, OFF).medicines(**BY_AID).MessageHeader

    assert header.ResultCode == "STUB0407"
    assert "薬剤情報" in (header.MessageContents or "")


def test_in_disaster_mode_they_are_refused_too(aided: World) -> None:
    now = aided.clock.now()
    mode = DisasterMode(
        database=aided.database,
        disasters=Disasters(aided.database),
        ledger=aided.ledger,
        clock=aided.clock,
    )
    mode.declare(Disaster(name="架空地震", since=now, until=now + timedelta(days=7)))

    assert aided.medicines(**BY_AID).MessageHeader.ResultCode == "1"
    off = _with(aided, OFF).medicines(**BY_AID)
    assert off.MessageHeader.ResultCode == "STUB0407"


def test_with_an_insurance_beside_it_nothing_is_withheld(
    world: World, medical_aid: Aid
) -> None:
    (insurance,) = world.registry.people()[0].coverages
    world.registry.replace_coverages("sakura", [insurance, medical_aid()])
    world.visit()

    assert _with(world, OFF).medicines().MessageHeader.ResultCode == "1"


@pytest.mark.parametrize(
    ("kind", "terms", "day", "why"),
    [
        pytest.param(DRUGS, OFF, TODAY, ViewRefusal.ON_MEDICAL_AID, id="off"),
        pytest.param(DRUGS, MedicalAidTerms(), TODAY, None, id="on"),
        pytest.param(CHECKUP, OFF, TODAY, None, id="another-kind"),
        pytest.param(DRUGS, OFF, date(2025, 3, 31), None, id="before-the-aid"),
    ],
)
def test_the_rule_is_about_drugs_and_the_cover_of_the_day(
    medical_aid: Aid,
    kind: ConsentKind,
    terms: MedicalAidTerms,
    day: date,
    why: ViewRefusal | None,
) -> None:
    assert medical_aid_refusal(kind, [medical_aid()], on=day, terms=terms) is why
