"""The six newer consent triples, as the patient chose them [G-11]."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from card_profiles.dates import JST
from oqs_stub.messages import Encoding
from oqs_stub.messages.codec import Codec
from oqs_stub.messages.drift import Drifted
from oqs_stub.messages.record import NEWER_CONSENTS, EligibilityRecord
from oqs_stub.records import ClinicalKind, ConsentKind

from .world import World

AGREED = frozenset({ClinicalKind.TESTS})


def _agree(world: World, clinical: frozenset[ClinicalKind] | None) -> None:
    world.visit(kinds=frozenset({ConsentKind.DIAGNOSIS}))
    (consent,) = world.consents.everything()
    world.consents.update(replace(consent, clinical=clinical))


def _listed(world: World) -> EligibilityRecord:
    body = world.consented().MessageBody
    assert body is not None
    return body.BulkConfirmUnit[0].ResultOfQualificationConfirmation[0]


def test_the_kinds_are_called_as_their_elements_are() -> None:
    assert tuple(ClinicalKind) == NEWER_CONSENTS


def test_they_tell_what_was_chosen(world: World) -> None:
    _agree(world, AGREED)

    record = _listed(world)

    assert record.TestInfoConsFlg == "1"
    assert record.TestInfoConsTime == "20260410100000"
    assert record.TestInfoAvailableTime == "20260731235959"
    assert record.AllergyInfoConsFlg == "0"
    assert record.AllergyInfoConsTime is None


def test_they_end_with_the_consent(world: World) -> None:
    world.visit(kinds=frozenset())
    (consent,) = world.consents.everything()
    world.consents.update(replace(consent, clinical=AGREED))
    world.clock.set(datetime(2026, 8, 10, 10, 0, tzinfo=JST))

    record = _listed(world)

    assert (record.TestInfoConsFlg, record.AllergyInfoConsFlg) == ("2", "0")
    assert record.ConsentLapseReason == "0"


def test_where_they_were_not_asked_they_are_absent(world: World) -> None:
    _agree(world, None)

    assert _listed(world).TestInfoConsFlg is None


@pytest.mark.parametrize(
    ("clinical", "flags"),
    [
        pytest.param(AGREED, (1, 5), id="as-chosen"),
        pytest.param(None, (6, 0), id="like-診療情報"),
    ],
)
def test_the_drift_leaves_what_was_chosen_alone(
    world: World, clinical: frozenset[ClinicalKind] | None, flags: tuple[int, int]
) -> None:
    _agree(world, clinical)
    codec = Codec(drifting=lambda: Drifted.named(["newer-consents"]))

    text = codec.encode(world.consented(), Encoding.UTF_8).decode()

    assert (
        tuple(
            sum(text.count(f"<{stem}ConsFlg>{flag}<") for stem in NEWER_CONSENTS)
            for flag in "10"
        )
        == flags
    )
