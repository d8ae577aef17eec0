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


def test_the_alias_of_a_foreign_resident_is_told_beside_the_name(
    world: World, now: datetime
) -> None:
    alexandra = loader.load("alexandra", now=now)
    world.registry.add(alexandra)
    world.enable(kinds=frozenset(ConsentKind))
    world.visit("alexandra", kinds=frozenset(ConsentKind))

    body = world.consented().MessageBody

    assert body is not None
    (unit,) = body.BulkConfirmUnit
    (record,) = unit.ResultOfQualificationConfirmation
    assert record.Name == alexandra.person.name
    assert record.NameOfOther == "見本　里沙"


def test_shift_jis_replaces_what_it_lacks_and_keeps_the_rest(
    world: World, now: datetime, codec: Codec
) -> None:
    yoshino = loader.load("yoshino", now=now)
    world.registry.add(yoshino)
    world.enable(kinds=frozenset(ConsentKind))
    world.visit("yoshino", kinds=frozenset(ConsentKind))

    answer = world.consented()
    shift_jis = codec.encode(answer, Encoding.SHIFT_JIS).decode("cp932")
    utf_8 = codec.encode(answer, Encoding.UTF_8).decode()

    assert "<Name>髙﨑　●乃</Name>" in shift_jis
    assert "﨑浜二丁目７－１　髙●ハイツ３０５" in shift_jis
    assert "<Name>髙﨑　𠮷乃</Name>" in utf_8
