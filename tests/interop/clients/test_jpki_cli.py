"""jpki-cli (Rust, crates.io): every command it has, at its own terminal prompts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from ..card_values import CardValues
from ..credentials import AUTH, SIGN, Credential, both_credentials
from ..signatures import MESSAGE, assert_signed, write_message
from .crates import JPKI_CLI

if TYPE_CHECKING:
    from ..conftest import CheckGolden
    from ..desk import Desk
    from .client import Client
    from .conftest import PersonAt, SecretsAt, UseClient

pytestmark = pytest.mark.system

WHOSE = {"auth": ("--auth",), "sign": ()}
"""What jpki-cli is told to use a key; the 署名用 key is the one it takes by itself."""

_HIDDEN = re.compile(r"\[hidden\]")


@pytest.fixture
def jpki_cli(desk: Desk, use_client: UseClient) -> Client:
    return use_client(JPKI_CLI, desk)


def _commands(desk: Desk, instruction: int) -> list[bytes]:
    return [e.command for e in desk.card.exchanges if e.command[1] == instruction]


def _stat(client: Client, *options: str) -> str:
    return client("jpki-cli", "crypto", *options, "stat").strip()


@pytest.mark.parametrize(
    ("arguments", "tries"),
    [
        pytest.param(("crypto", "--auth", "stat"), "3", id="auth"),
        pytest.param(("crypto", "stat"), "5", id="sign"),
        pytest.param(("support", "stat"), "3", id="support"),
        pytest.param(("surface", "stat", "a"), "10", id="number A"),
        pytest.param(("surface", "stat", "b"), "10", id="number B"),
    ],
)
def test_it_tells_the_tries_left(
    jpki_cli: Client, arguments: tuple[str, ...], tries: str
) -> None:
    assert jpki_cli("jpki-cli", *arguments) == f"{tries}\n"


def test_every_command_is_sent_twice(
    desk: Desk, jpki_cli: Client, check_golden: CheckGolden
) -> None:
    _stat(jpki_cli, "--auth")

    sent = [exchange.command for exchange in desk.card.exchanges]
    assert sent[::2] == sent[1::2]
    check_golden(desk, "jpki-cli-crypto-stat")


@both_credentials
def test_it_reads_the_certificate_as_it_was_personalised(
    desk: Desk, jpki_cli: Client, credential: Credential, check_golden: CheckGolden
) -> None:
    secret = credential.pin if credential is SIGN else None

    said = jpki_cli.at_terminal(
        *("jpki-cli", "crypto", *WHOSE[credential.name], "read-certificate"),
        secret=secret,
    )

    content = CardValues(desk.stored.image, {}).file(
        "jpki", credential.certificate_file
    )
    assert len(said.output) == int.from_bytes(content[2:4], "big") + 4
    assert content.startswith(said.output)
    check_golden(desk, f"jpki-cli-read-certificate-{credential.name}")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        pytest.param("auth", 0x000B, id="auth"),
        pytest.param("sign", 0x0002, id="sign"),
    ],
)
def test_it_reads_the_issuers_certificate_without_a_pin(
    desk: Desk, jpki_cli: Client, name: str, file: int
) -> None:
    said = jpki_cli.at_terminal(
        *("jpki-cli", "crypto", "--ca", *WHOSE[name], "read-certificate")
    )

    assert said.output
    assert CardValues(desk.stored.image, {}).file("jpki", file).startswith(said.output)
    assert not _commands(desk, 0x20)


@both_credentials
def test_openssl_verifies_what_it_lets_the_card_sign(
    desk: Desk, jpki_cli: Client, credential: Credential, check_golden: CheckGolden
) -> None:
    said = jpki_cli.at_terminal(
        *("jpki-cli", "crypto", *WHOSE[credential.name], "sign", "signature"),
        secret=credential.pin,
        text=MESSAGE.decode(),
    )

    assert _HIDDEN.search(said.shown)
    write_message(desk)
    assert_signed(desk, credential, digest="sha1")
    check_golden(desk, f"jpki-cli-sign-{credential.name}")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param(MESSAGE.decode(), 0, id="its own"),
        pytest.param("other\n", 1, id="other"),
    ],
)
def test_it_verifies_its_own_signature_and_no_other(
    desk: Desk, jpki_cli: Client, text: str, status: int
) -> None:
    jpki_cli.at_terminal(
        *("jpki-cli", "crypto", "--auth", "sign", "signature"),
        secret=AUTH.pin,
        text=MESSAGE.decode(),
    )
    said = jpki_cli.at_terminal("jpki-cli", "crypto", "--auth", "read-certificate")
    desk.file("certificate").write_bytes(said.output)

    verified = jpki_cli.at_terminal(
        "jpki-cli", "crypto", "verify", "certificate", "signature", text=text
    )

    assert verified.status == status, verified.shown
    assert ("OK" if status == 0 else "NG") in verified.shown


@pytest.mark.parametrize("at", ["desk", "long_address_desk"])
def test_it_reads_the_holders_number_and_attributes(
    at: str,
    request: pytest.FixtureRequest,
    use_client: UseClient,
    person_at: PersonAt,
    secrets_at: SecretsAt,
    check_golden: CheckGolden,
) -> None:
    desk: Desk = request.getfixturevalue(at)
    client = use_client(JPKI_CLI, desk)
    person, secrets = person_at(desk).person, secrets_at(desk)

    number = client.at_terminal(
        "jpki-cli", "support", "get", "my-number", secret=secrets["support-pin"]
    )
    attributes = client.at_terminal(
        "jpki-cli", "support", "get", "attributes", secret=secrets["support-pin"]
    )

    assert number.output.decode() == f"{secrets['number-a']}\n"
    read = json.loads(attributes.output)
    assert read["name"] == person.name
    assert read["address"] == person.address
    assert read["date_of_birth"] == f"{person.birthdate:%Y%m%d}"
    if at == "desk":
        check_golden(desk, "jpki-cli-support")


@pytest.mark.parametrize(
    ("content", "begins"),
    [
        pytest.param("photo", b"\x00\x00\x00\x0cjP  \r\n\x87\n", id="JPEG 2000"),
        pytest.param("name", b"\x89PNG", id="name"),
        pytest.param("address", b"\x89PNG", id="address"),
        pytest.param("code", b"\x89PNG", id="security code"),
        pytest.param("public-key", bytes.fromhex("90030100019182 0100"), id="key"),
    ],
)
def test_it_reads_the_face_of_the_card_with_number_b(
    desk: Desk,
    jpki_cli: Client,
    secrets_at: SecretsAt,
    content: str,
    begins: bytes,
    check_golden: CheckGolden,
) -> None:
    said = jpki_cli.at_terminal(
        *("jpki-cli", "surface", "get", content), secret=secrets_at(desk)["number-b"]
    )

    assert said.output.startswith(begins)
    assert said.output in CardValues(desk.stored.image, {}).file("visual", 0x0002)
    check_golden(desk, "jpki-cli-surface")


@pytest.mark.parametrize("number", ["number-a", "number-b"])
def test_it_reads_the_dates_and_the_sex_with_either_number(
    desk: Desk,
    jpki_cli: Client,
    person_at: PersonAt,
    secrets_at: SecretsAt,
    number: str,
) -> None:
    def get(content: str) -> str:
        secret = secrets_at(desk)[number]
        said = jpki_cli.at_terminal(
            "jpki-cli", "surface", "get", content, secret=secret
        )
        return said.output.decode()

    persona = person_at(desk)
    assert get("date-of-birth") == f"{persona.person.birthdate:%Y%m%d}"
    assert get("expiry-date") == f"{persona.card.expires_on:%Y%m%d}"
    assert get("sex") == "2"


def test_one_wrong_pin_costs_two_tries_because_it_is_sent_twice(
    throw_away_desk: Desk, use_client: UseClient, check_golden: CheckGolden
) -> None:
    desk = throw_away_desk
    client = use_client(JPKI_CLI, desk)

    said = client.at_terminal(
        *("jpki-cli", "crypto", "--auth", "sign", "signature"),
        secret="9999",
        text="x\n",
    )

    assert "ERROR" in said.shown
    answers = [e.response.hex() for e in desk.card.exchanges if e.command[1] == 0x20]
    assert answers == ["63c2", "63c1"]
    check_golden(desk, "jpki-cli-wrong-pin")
    assert _stat(client, "--auth") == "1"


def test_the_second_wrong_pin_blocks_it_and_the_other_one_works(
    throw_away_desk: Desk, use_client: UseClient
) -> None:
    desk = throw_away_desk
    client = use_client(JPKI_CLI, desk)
    for _ in range(2):
        client.at_terminal(
            *("jpki-cli", "crypto", "--auth", "sign", "signature"),
            secret="9999",
            text="x\n",
        )

    answers = [e.response.hex() for e in desk.card.exchanges if e.command[1] == 0x20]
    assert answers == ["63c2", "63c1", "63c0", "6984"]
    assert _stat(client, "--auth") == "0"
    said = client.at_terminal(
        *("jpki-cli", "crypto", "sign", "signature"),
        secret=SIGN.pin,
        text=MESSAGE.decode(),
    )
    assert "ERROR" not in said.shown
    write_message(desk)
    assert_signed(desk, SIGN, digest="sha1")
