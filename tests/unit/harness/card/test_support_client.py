"""The client of 券面事項入力補助AP reads the texts and believes only what verifies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from card_profiles.card_numbers import number_b
from card_profiles.model import Persona
from card_profiles.pki import PKI
from harness.card.errors import DataNotGenuine, PINBlocked, PINRejected, StatusWordError
from harness.card.objects import ObjectError
from harness.card.support import SupportClient

from .conftest import DirectConnection


@pytest.fixture
def client(connection: DirectConnection) -> SupportClient:
    client = SupportClient(connection)
    client.select()
    return client


def test_the_pin_opens_number_and_attributes(
    client: SupportClient, patient: Persona
) -> None:
    client.verify_pin(patient.card.support_pin)

    told = client.attributes()

    assert client.individual_number() == patient.person.individual_number
    assert told.name == patient.person.name
    assert told.address == patient.person.address
    assert told.birthdate == f"{patient.person.birthdate:%Y%m%d}"
    assert told.sex == "2"


def test_number_a_opens_the_number_alone(
    client: SupportClient, patient: Persona
) -> None:
    client.verify_number_a(patient.person.individual_number)

    assert client.individual_number() == patient.person.individual_number
    with pytest.raises(StatusWordError, match="6982"):
        client.attributes()


def test_number_b_opens_the_attributes_alone(
    client: SupportClient, patient: Persona
) -> None:
    client.verify_number_b(number_b(patient.person, patient.card))

    assert client.attributes().name == patient.person.name
    with pytest.raises(StatusWordError, match="6982"):
        client.individual_number()


def test_a_wrong_pin_costs_a_try(client: SupportClient) -> None:
    assert client.pin_tries_left() == 3

    for left in (2, 1, 0):
        with pytest.raises(PINRejected) as rejected:
            client.verify_pin("0000")
        assert rejected.value.tries_left == left

    with pytest.raises(PINBlocked):
        client.verify_pin("0000")
    assert client.pin_tries_left() == 0


def test_the_certificate_is_the_issuers(client: SupportClient, pki: PKI) -> None:
    certificate = client.certificate()

    certificate.verify(pki.card_data.support.issuer_public_key)

    assert certificate.subject_key_id == pki.card_data.support.key_id
    with pytest.raises(DataNotGenuine, match="certificate"):
        certificate.verify(pki.card_data.visual.issuer_public_key)


def test_the_card_proves_that_it_is_no_copy(
    client: SupportClient, connection: DirectConnection, patient: Persona
) -> None:
    client.verify_pin(patient.card.support_pin)

    client.prove(b"challenge")

    assert connection.sent[-1][:5].hex() == "802a000033"


@pytest.mark.parametrize(
    ("old", "new", "ask", "said"),
    [
        pytest.param(
            "999999900019",
            "999999900027",
            SupportClient.individual_number,
            "個人番号",
            id="number",
        ),
        pytest.param("花子", "花代", SupportClient.attributes, "四情報", id="name"),
        pytest.param(
            "1981", "1991", SupportClient.attributes, "四情報", id="birthdate"
        ),
    ],
)
def test_a_changed_text_is_noticed(
    client: SupportClient,
    connection: DirectConnection,
    patient: Persona,
    old: str,
    new: str,
    ask: Callable[[SupportClient], object],
    said: str,
) -> None:
    client.verify_pin(patient.card.support_pin)
    connection.changes[old.encode()] = new.encode()

    with pytest.raises(DataNotGenuine, match=said):
        ask(client)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("DF3120", "DF31200000", id="digest"),
        pytest.param("DF33820100", "DF33820100FF", id="signature"),
        pytest.param("91820100", "91820100FF", id="key of the certificate"),
    ],
)
def test_a_changed_digest_signature_or_key_is_noticed(
    client: SupportClient,
    connection: DirectConnection,
    patient: Persona,
    old: str,
    new: str,
) -> None:
    """*new* pushes the bytes behind it on, within an answer of the same length."""
    client.verify_pin(patient.card.support_pin)

    def shifted(answer: bytes) -> bytes:
        if bytes.fromhex(old) not in answer:
            return answer
        size = len(answer) - 2
        changed = answer.replace(bytes.fromhex(old), bytes.fromhex(new))
        return changed[:size] + b"\x90\x00"

    connection.forge_answer = shifted

    with pytest.raises((DataNotGenuine, ObjectError)):
        client.individual_number()


def test_offsets_that_are_wrong_are_noticed(
    client: SupportClient, connection: DirectConnection, patient: Persona
) -> None:
    client.verify_pin(patient.card.support_pin)
    connection.changes[b"\xdf\x21\x08\x00\x0e"] = b"\xdf\x21\x08\x00\x0f"

    with pytest.raises(ObjectError, match="DF22 at 15"):
        client.attributes()


def test_an_answer_signed_by_another_key_proves_nothing(
    client: SupportClient, connection: DirectConnection, patient: Persona
) -> None:
    client.verify_pin(patient.card.support_pin)
    connection.forge_command = lambda sent: sent.replace(b"\x04\x20", b"\x04\x21")

    with pytest.raises(DataNotGenuine, match="challenge"):
        client.prove(b"challenge")
