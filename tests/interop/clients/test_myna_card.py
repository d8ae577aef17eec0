"""The example programs of myna-card (Rust, crates.io), as its author ships them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from card_profiles.model import Sex

from ..card_values import CardValues
from .crates import MYNA_CARD

if TYPE_CHECKING:
    from ..conftest import CheckGolden
    from ..desk import Desk
    from .conftest import PersonAt, SecretsAt, UseClient

pytestmark = pytest.mark.system

SEX = {Sex.MALE: "Male", Sex.FEMALE: "Female"}

VERIFIED = (
    "signed key",
    "integrity",
    "年齢確認",
    "券面 ",
    "challenge",
    "my-number    signature",
    "card's CA",
)
"""Where the program reports a signature that it has checked itself."""


def _value(said: str, name: str) -> str:
    found = re.search(rf"^ *{name} +(.*)$", said, re.MULTILINE)
    assert found is not None, f"no {name} in:\n{said}"
    return found[1]


def test_list_readers_takes_it_for_a_my_number_card(
    desk: Desk, use_client: UseClient, person_at: PersonAt, check_golden: CheckGolden
) -> None:
    said = use_client(MYNA_CARD, desk)("list_readers")

    assert f"[0] {desk.pcscd.reader}\n" in said
    assert _value(said, "token") == "Card"
    assert _value(said, "expires") == f"{person_at(desk).card.expires_on}"
    check_golden(desk, "myna-card-list_readers")


def test_dump_certificates_finds_the_issuer_on_the_card_and_nowhere_else(
    desk: Desk, use_client: UseClient, check_golden: CheckGolden
) -> None:
    said = use_client(MYNA_CARD, desk)("dump_certificates", ".")

    values = CardValues(desk.stored.image, {})
    for name, file in (("auth_certificate", 0x000A), ("auth_ca_certificate", 0x000B)):
        der = desk.file(f"{name}.der").read_bytes()
        assert der
        assert values.file("jpki", file).startswith(der)
    assert "O=JPKI-TEST" in said
    assert "signed by the CA certificate on the card: yes\n" in said
    # Test cards are not in anybody's list of trusted roots, and ours never will be.
    assert said.count("no (signature verification failed: no root") == 2
    assert "authentication PIN: 3 attempt(s) remaining" in said
    check_golden(desk, "myna-card-dump_certificates")


def test_read_card_verifies_everything_that_is_signed(
    desk: Desk,
    use_client: UseClient,
    person_at: PersonAt,
    secrets_at: SecretsAt,
    check_golden: CheckGolden,
) -> None:
    persona = person_at(desk)
    secrets = secrets_at(desk)

    said = use_client(MYNA_CARD, desk)(
        *("read_card", "--pin", secrets["support-pin"]),
        *("--birth-date", secrets["birthdate-key"]),
        *("--code-a", secrets["number-a"], "--out", "."),
    )

    for name in VERIFIED:
        assert "[verified]" in _value(said, name), said
    assert "個人番号 digest [ok], 基本4情報 digest [ok]" in said
    assert "(agrees with 共通カードAP)" in said
    assert "contact ATR  3B E0 00 FF 81 31 FE 45 14\n" in said
    person = persona.person
    assert _value(said, "個人番号") == secrets["number-a"]
    assert _value(said, "氏名") == person.name
    assert _value(said, "住所") == person.address
    assert _value(said, "生年月日").startswith(f"{person.birthdate} (昭和56年)")
    assert _value(said, "性別") == SEX[person.sex]
    assert _value(said, "expires") == f"{persona.card.expires_on}"
    for picture in ("name.png", "address.png", "my-number.png"):
        assert desk.file(picture).read_bytes().startswith(b"\x89PNG")
    assert desk.file("photo.jp2").read_bytes()[4:8] == b"jP  "
    assert "利用者証明用 retries 3\n" in said
    assert "署名用 retries 5\n" in said
    check_golden(desk, "myna-card-read_card")


def test_read_card_notices_one_wrong_bit_in_a_signature(
    desk: Desk, use_client: UseClient, secrets_at: SecretsAt
) -> None:
    end = CardValues(desk.stored.image, {}).file("support", 0x0003)[256:]
    desk.card.answer = lambda command, response: response.replace(
        end, end[:-1] + bytes([end[-1] ^ 1])
    )

    said = use_client(MYNA_CARD, desk)(
        "read_card", "--pin", secrets_at(desk)["support-pin"]
    )

    assert "signature [signature verification failed" in _value(said, "integrity")


def test_read_card_names_what_it_cannot_vouch_for(
    desk: Desk, use_client: UseClient
) -> None:
    said = use_client(MYNA_CARD, desk)("read_card")

    # It has the keys of J-LIS's test authorities, whose names ours bear, and no others.
    assert "chain        [no CA key for 証明者鍵ID 6000020/001]" in said
    assert said.count("[signature verification failed: PKCS #1") == 2
    assert "pass --pin to read the 個人番号" in said


def test_read_card_shows_the_face_to_number_b_and_hides_the_number(
    desk: Desk, use_client: UseClient, secrets_at: SecretsAt
) -> None:
    said = use_client(MYNA_CARD, desk)(
        "read_card", "--code-b", secrets_at(desk)["number-b"], "--out", "."
    )

    assert "[verified]" in _value(said, "券面 ")
    assert "my-number" not in said


def test_secure_messaging_reads_the_same_as_plain_commands(
    desk: Desk,
    use_client: UseClient,
    person_at: PersonAt,
    secrets_at: SecretsAt,
    check_golden: CheckGolden,
) -> None:
    secrets, person = secrets_at(desk), person_at(desk).person

    said = use_client(MYNA_CARD, desk)("secure_messaging", secrets["support-pin"])

    assert said.endswith("plain and encrypted reads agree.\n")
    assert "PIN Some(3), 照合番号A Some(10), 照合番号B Some(10)" in said
    assert "blocked reference Some(0)" in said
    assert _value(said, "個人番号") == secrets["number-a"]
    assert _value(said, "住所") == person.address
    assert any(e.command[0] == 0x08 for e in desk.card.exchanges)
    number = secrets["number-a"].encode()
    assert not any(number in e.command for e in desk.card.exchanges)
    check_golden(desk, "myna-card-secure_messaging")


def test_a_wrong_pin_stops_it_with_the_tries_left(
    throw_away_desk: Desk, use_client: UseClient, check_golden: CheckGolden
) -> None:
    client = use_client(MYNA_CARD, throw_away_desk)

    said = client("secure_messaging", "9999", fails=True)

    assert "PinIncorrect { retries: Some(2) }" in said
    check_golden(throw_away_desk, "myna-card-wrong-pin")


def test_it_reads_a_long_address_through_secure_messaging(
    long_address_desk: Desk,
    use_client: UseClient,
    person_at: PersonAt,
    secrets_at: SecretsAt,
) -> None:
    desk = long_address_desk
    pin = secrets_at(desk)["support-pin"]

    said = use_client(MYNA_CARD, desk)("secure_messaging", pin)

    assert CardValues(desk.stored.image, {}).file("support", 2)[:3] == b"\xff\x20\x82"
    assert _value(said, "住所") == person_at(desk).person.address
    assert said.endswith("plain and encrypted reads agree.\n")
