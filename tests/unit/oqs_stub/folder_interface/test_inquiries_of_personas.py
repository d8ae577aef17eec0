"""The ready personas: what the clinic reads of each is what their story says."""

from __future__ import annotations

from datetime import datetime

import pytest

from card_profiles import loader
from oqs_stub.messages import Codec, Encoding
from oqs_stub.messages.validate import check_values
from oqs_stub.records import ConsentKind

from .asking import eligibility_request, medicine_request, reinquiry_request
from .world import World


@pytest.fixture
def codec() -> Codec:
    return Codec()


@pytest.mark.parametrize("name", loader.names())
def test_every_answer_about_a_persona_keeps_to_its_layout(
    world: World, now: datetime, codec: Codec, name: str
) -> None:
    persona = loader.load(name, now=now)
    world.registry.add(persona)
    world.enable(medical_aid=True, kinds=frozenset(ConsentKind))
    world.visit(name, kinds=frozenset(ConsentKind))

    answer = world.consented()

    check_values(answer)
    assert codec.encode(answer, Encoding.SHIFT_JIS)
    assert answer.MessageBody is not None
    (unit,) = answer.MessageBody.BulkConfirmUnit
    if persona.expect.validity is not None:
        assert unit.QualificationValidity == persona.expect.validity
    for coverage in persona.coverages:
        numbers = {
            "InsurerNumber": coverage.insurer_number,
            "InsuredCardSymbol": coverage.symbol,
            "InsuredIdentificationNumber": coverage.number,
            "InsuredBranchNumber": coverage.branch,
            "Birthdate": f"{persona.person.birthdate:%Y%m%d}",
        }
        medicine = medicine_request(
            InsurerNumber=coverage.insurer_number,
            InsuranceCardSymbol=coverage.symbol,
            InsuredPersonIdentificationNumber=coverage.number,
            BranchNumber=coverage.branch,
        )
        for request in (
            eligibility_request(**numbers),
            reinquiry_request(**numbers),
            medicine,
        ):
            check_values(request)
            reply = world.service.answer(request, encoding=Encoding.SHIFT_JIS)
            check_values(reply)
            assert codec.encode(reply, Encoding.SHIFT_JIS)
