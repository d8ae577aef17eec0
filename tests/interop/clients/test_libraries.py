"""Two libraries from crates.io do all they can with the card: myna-card and myna."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..card_values import CardValues
from ..credentials import AUTH, SIGN, Credential, both_credentials
from .client import take_steps, told
from .crates import MYNA_CARD_LIBRARY, MYNA_LIBRARY

if TYPE_CHECKING:
    from ..conftest import CheckGolden
    from ..desk import Desk
    from .conftest import PersonAt, SecretsAt, UseClient

pytestmark = pytest.mark.system

REFUSED = "error: card returned SW=6982 (security status not fulfilled)"


def _length(desk: Desk, file: int) -> str:
    content = CardValues(desk.stored.image, {}).file("jpki", file)
    return f"{int.from_bytes(content[2:4], 'big') + 4} bytes"


def test_the_mf_level_and_its_chain_of_certificates(
    desk: Desk, use_client: UseClient, person_at: PersonAt, check_golden: CheckGolden
) -> None:
    data = dict(desk.stored.image.data_objects)
    expires = f"{person_at(desk).card.expires_on:%Y%m%d}".encode()
    steps = [
        ("card-power-cycle", "done"),
        ("card-contact-atr", "3BE000FF8131FE4514"),
        ("card-chain", "2 certificates, the second by the first"),
        ("card-challenge", "256 bytes"),
    ]
    objects = [
        (f"card-object={tag:04X}", data[tag].hex().upper())
        for tag in (0x0042, 0x0045, 0x0066, 0x00F0, 0x00F2, 0x00F7, 0x00F8, 0x7F21)
    ]

    take_steps(use_client(MYNA_CARD_LIBRARY, desk), [*steps, *objects])

    assert data[0x00F2] == expires
    check_golden(desk, "myna-card-mf")


@both_credentials
def test_every_scheme_signs_and_is_verified(
    desk: Desk, use_client: UseClient, credential: Credential, check_golden: CheckGolden
) -> None:
    secret = {"auth": "pin", "sign": "password"}[credential.name]
    name = f"jpki-{credential.name}"

    take_steps(
        use_client(MYNA_CARD_LIBRARY, desk),
        [
            (f"{name}-sign", REFUSED),
            (f"{name}-{secret}={credential.pin}", "done"),
            (f"{name}-sign", "6 schemes verified"),
            (f"{name}-issued", "done"),
            (f"{name}-sign", "6 schemes verified"),
        ],
    )

    check_golden(desk, f"myna-card-sign-{credential.name}")


def test_each_pin_opens_its_own_and_another_application_forgets_it(
    desk: Desk, use_client: UseClient, check_golden: CheckGolden
) -> None:
    sign = _length(desk, 0x0001)
    take_steps(
        use_client(MYNA_CARD_LIBRARY, desk),
        [
            ("jpki-token", "Card"),
            ("jpki-model", "E16R01NJ"),
            ("jpki-available", "sign true, auth true"),
            ("jpki-auth-certificate=a", _length(desk, 0x000A)),
            ("jpki-auth-ca=b", _length(desk, 0x000B)),
            ("jpki-sign-ca=c", _length(desk, 0x0002)),
            ("jpki-sign-certificate=d", REFUSED),
            (f"jpki-auth-pin={AUTH.pin}", "done"),
            ("jpki-sign-certificate=d", REFUSED),
            (f"jpki-sign-password={SIGN.pin}", "done"),
            ("jpki-sign-certificate=d", sign),
            ("juki-tries", "Remaining(3)"),
            ("jpki-sign-certificate=e", REFUSED),
            ("jpki-file=0009", REFUSED),
        ],
    )

    check_golden(desk, "myna-card-jpki")


@pytest.mark.parametrize("at", ["desk", "long_address_desk"])
def test_each_number_opens_its_part_of_the_text(
    at: str,
    request: pytest.FixtureRequest,
    use_client: UseClient,
    person_at: PersonAt,
    secrets_at: SecretsAt,
    check_golden: CheckGolden,
) -> None:
    desk: Desk = request.getfixturevalue(at)
    person, secrets = person_at(desk).person, secrets_at(desk)
    attributes = f"{person.name}|{person.address}|{person.birthdate}|Female"

    take_steps(
        use_client(MYNA_CARD_LIBRARY, desk),
        [
            ("support-number", REFUSED),
            (f"support-number-a={secrets['number-a']}", "done"),
            ("support-number", secrets["number-a"]),
            ("support-attributes", REFUSED),
            ("common-tries", "Remaining(3)"),
            (f"support-number-b={secrets['number-b']}", "done"),
            ("support-attributes", attributes),
            ("support-number", REFUSED),
            (f"support-pin={secrets['support-pin']}", "done"),
            ("support-number", secrets["number-a"]),
            ("support-integrity", "verified, number true, attributes true"),
            ("support-signature", "done"),
            ("support-blocked-tries", "Blocked"),
        ],
    )

    if at == "desk":
        check_golden(desk, "myna-card-support")


def test_each_number_opens_its_part_of_the_face(
    desk: Desk,
    use_client: UseClient,
    person_at: PersonAt,
    secrets_at: SecretsAt,
    check_golden: CheckGolden,
) -> None:
    persona, secrets = person_at(desk), secrets_at(desk)
    born, expires = persona.person.birthdate, persona.card.expires_on
    client = use_client(MYNA_CARD_LIBRARY, desk)

    came = dict(
        told(
            client(
                *("use-myna-card", "visual-age"),
                f"visual-birthdate={secrets['birthdate-key']}",
                *("visual-face=early", "juki-tries"),
                f"visual-number-b={secrets['number-b']}",
                *("visual-face=photo", "visual-number-image=early", "juki-tries"),
                f"visual-number-a={secrets['number-a']}",
                "visual-number-image=number",
            )
        )
    )

    size = desk.file("photo").stat().st_size
    assert came["visual-face"] == f"{born}, {expires}, photo {size} bytes"
    assert desk.file("number").read_bytes().startswith(b"\x89PNG")
    assert not desk.file("early").exists()
    check_golden(desk, "myna-card-visual")


def test_the_common_and_the_resident_application(
    desk: Desk, use_client: UseClient, person_at: PersonAt, check_golden: CheckGolden
) -> None:
    expires = person_at(desk).card.expires_on
    client = use_client(MYNA_CARD_LIBRARY, desk)

    came = dict(
        told(
            client(
                *("use-myna-card", "common-info", "common-tries", "common-reference"),
                *("common-authenticate=one", "common-authenticate=two"),
                *("juki-tries", "juki-reference"),
            )
        )
    )

    assert came["common-info"].endswith(f"|99201|{expires}")
    assert came["common-tries"] == came["juki-tries"] == "Remaining(3)"
    assert came["common-reference"] == came["juki-reference"]
    assert came["common-authenticate"] == "256 bytes"
    assert desk.file("one").read_bytes() == desk.file("two").read_bytes()
    check_golden(desk, "myna-card-common-juki")


def test_myna_reads_verifies_and_signs(
    desk: Desk, use_client: UseClient, check_golden: CheckGolden
) -> None:
    issuer = CardValues(desk.stored.image, {}).file("jpki", 0x000B)
    length = int.from_bytes(issuer[2:4], "big") + 4
    desk.file("issuer").write_bytes(issuer[:length])
    client = use_client(MYNA_LIBRARY, desk)

    came = told(
        client(
            *("use-myna", "is-card", "tries", "certificate=certificate"),
            *("issued-by=issuer", f"sign={AUTH.pin},signature", "challenge"),
        )
    )

    assert came == [
        ("is-card", "true"),
        ("tries", "3"),
        ("certificate", _length(desk, 0x000A)),
        ("issued-by", "verified"),
        ("sign", "verified"),
        ("challenge", "8 bytes"),
    ]
    check_golden(desk, "myna-library")


def test_myna_tells_how_many_tries_a_wrong_pin_leaves(
    throw_away_desk: Desk, use_client: UseClient, check_golden: CheckGolden
) -> None:
    client = use_client(MYNA_LIBRARY, throw_away_desk)

    came = told(client("use-myna", "sign=9999,signature", "tries"))

    assert came == [("sign", "error: PinIncorrect(2)"), ("tries", "2")]
    check_golden(throw_away_desk, "myna-library-wrong-pin")
