"""TKKsiquc01: 特定健診情報 under a consent of its own, and never without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from card_profiles.dates import JST
from card_profiles.model import Persona
from oqs_stub.messages import CheckupAnswer
from oqs_stub.messages.checkups import CheckupBlock
from oqs_stub.messages.validate import check_values
from oqs_stub.records import Consent, ConsentKind, LapseReason, TreatmentCategory
from oqs_stub.registry.histories import Histories
from oqs_stub.rules.medical_data import LookBack
from oqs_stub.rules.parameters import Rules
from oqs_stub.service.inquiry_context import InquiryOptions

from .asking_records import checkup_request, with_history
from .world import World

CHECKUPS = frozenset({ConsentKind.HEALTH_CHECKUP})


@pytest.fixture
def known(world: World, make_persona: Callable[..., Persona]) -> World:
    """A world in which sakura was examined."""
    world.registry.add(with_history(make_persona()))
    return world


def _ask(world: World, **changes: str | None) -> CheckupAnswer:
    answer = world.ask(checkup_request(**changes), CheckupAnswer)
    check_values(answer)
    return answer


def _refusal(answer: CheckupAnswer) -> str:
    assert answer.MessageBody is None
    assert answer.MessageHeader.QualificationsInfo is None
    assert answer.MessageHeader.MessageContents
    assert answer.MessageHeader.ArbitraryFileIdentifier == "Kai-2026_04/10 #1"
    return answer.MessageHeader.ResultCode


def _checkups(answer: CheckupAnswer) -> tuple[CheckupBlock, ...]:
    assert answer.MessageHeader.ResultCode == "1"
    body = answer.MessageBody
    return () if body is None else body.SpecificHealthCheckupInfo


def test_every_checkup_of_five_years_comes_newest_first(known: World) -> None:
    known.visit(kinds=CHECKUPS)

    answer = _ask(known)

    who = answer.MessageHeader.QualificationsInfo
    newest, older = _checkups(answer)
    assert who is not None
    assert (who.Name, who.KanasName) == ("髙﨑　さくら", "ﾀｶｻｷ ｻｸﾗ")
    assert (who.Birthday, who.AdministrativeGenderCode) == ("19800217", "2")
    assert (newest.EffectiveTime, older.EffectiveTime) == ("20250602", "20240601")
    assert newest.HealthCheckupResultAndQuestionInfos is not None
    items = newest.HealthCheckupResultAndQuestionInfos
    weight, smoking = items.HealthCheckupResultAndQuestionInfo
    assert (weight.ItemName, weight.DataValue, weight.Unit) == ("体重", "54.6", "kg")
    assert (weight.ItemCode, weight.DataType) == ("9N006000000000001", "PQ")
    assert weight.Oid is None
    assert (smoking.DataValueName, smoking.Unit) == ("いいえ", None)
    assert smoking.Oid == "1.2.392.200119.6.2104"


def test_how_far_back_is_a_rule(known: World) -> None:
    known.visit(kinds=CHECKUPS)
    longer = known.with_options(
        InquiryOptions(rules=Rules(look_back=LookBack(checkup_months=120)))
    )

    assert len(_checkups(_ask(longer))) == 3


def test_who_was_never_examined_gets_an_empty_success(world: World) -> None:
    world.visit(kinds=CHECKUPS)

    assert _checkups(_ask(world)) == ()


def test_consent_to_drugs_does_not_open_the_checkups(known: World) -> None:
    known.visit(kinds=frozenset({ConsentKind.DRUGS}))

    answer = _ask(known)

    assert _refusal(answer) == "STUB0401"
    assert "特定健診" in (answer.MessageHeader.MessageContents or "")


def test_a_consent_without_a_card_opens_nothing(known: World) -> None:
    known.consents.record(
        Consent(
            person_id="sakura",
            institution_code="9930000014",
            category=TreatmentCategory.HOME_VISIT,
            kinds=CHECKUPS,
            prescription=None,
            given_at=known.clock.now(),
            channel="zaitaku-web",
        )
    )

    assert _refusal(_ask(known)) == "STUB0401"


def test_a_cancelled_consent_shows_nothing_more(known: World) -> None:
    known.visit(kinds=CHECKUPS)
    known.consents.lapse(
        "sakura",
        "9930000014",
        TreatmentCategory.HOME_VISIT,
        reason=LapseReason.BY_PATIENT,
        at=known.clock.now(),
    )

    assert _refusal(_ask(known)) == "STUB0402"


def test_the_consent_ends_with_the_care(known: World) -> None:
    known.visit(kinds=CHECKUPS)
    known.clock.set(datetime(2026, 8, 1, tzinfo=JST))

    assert _refusal(_ask(known)) == "STUB0402"


def test_a_kind_not_in_use_cannot_be_had(known: World) -> None:
    known.visit(kinds=CHECKUPS)
    known.enable(kinds=frozenset({ConsentKind.DRUGS}))

    assert _refusal(_ask(known)) == "STUB0403"


REFUSED = {
    "救急": ({"MedicalTreatmentFlag": "4"}, "STUB0404"),
    "外来 without its own consent": ({"MedicalTreatmentFlag": "1"}, "STUB0401"),
    "online without its own consent": ({"MedicalTreatmentFlag": "3"}, "STUB0401"),
    "unknown number": ({"InsuredPersonIdentificationNumber": "9"}, "STUB0405"),
    "unknown institution": ({"MedicalInstitutionCode": "9999999999"}, "STUB0202"),
}


@pytest.mark.parametrize(("changes", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_request_that_cannot_be_met_says_why(
    known: World, changes: dict[str, str], code: str
) -> None:
    known.visit(kinds=CHECKUPS)

    assert _refusal(_ask(known, **changes)) == code


def test_registering_somebody_anew_forgets_what_the_file_no_longer_says(
    known: World, make_persona: Callable[..., Persona]
) -> None:
    known.registry.add(make_persona())

    assert known.registry.history("sakura").checkups == ()


def test_a_history_takes_the_place_of_the_one_before(
    known: World, make_persona: Callable[..., Persona]
) -> None:
    persona = with_history(make_persona())
    newest = replace(persona, checkups=persona.checkups[-1:], treatments=())

    Histories(known.database).replace([newest])

    history = known.registry.history("sakura")
    assert (history.checkups, history.treatments) == (newest.checkups, ())
