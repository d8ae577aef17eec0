"""A signing certificate names its holder as real ones do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtensionOID

from card_profiles.loader import load
from card_profiles.model import Persona, Sex
from card_profiles.pki.subject import birth_text
from card_profiles.pki.substitution import DEFAULT, Substitution

from .certificate_parts import (
    SIGN,
    UTF8_STRING,
    Authorities,
    Issue,
    Issued,
    Items,
    extension_der,
)


def said(certificate: x509.Certificate) -> dict[int, str]:
    """Return what .1, .2, .5 and .6 say: name, address, and where they differ."""
    names = certificate.extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    ).value.get_values_for_type(x509.OtherName)
    texts = {
        int(name.type_id.dotted_string.rpartition(".")[2]): name.value for name in names
    }
    return {key: _text(texts[key]) for key in (1, 2, 5, 6)}


def _text(value: bytes) -> str:
    header = 2 if value[1] < 0x80 else 2 + (value[1] & 0x7F)
    return value[header:].decode()


def test_a_signing_certificate_names_its_holder_in_the_observed_order(
    der_items: Items,
    issued: Issued,
) -> None:
    ((_, names),) = der_items(
        extension_der(issued[SIGN], ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    )

    found = []
    for tag, other_name in der_items(names):
        (_, oid), (explicit, value) = der_items(other_name)
        ((string, text),) = der_items(value)
        assert (tag, explicit, string) == (0xA0, 0xA0, UTF8_STRING)
        assert oid[:-1].hex() == "2a83088c9b55080505"
        found.append((oid[-1], text.decode()))
    assert found == [
        (1, "保険　花子"),
        (4, "319810217"),
        (3, "2"),
        (5, "架空県見本市中央一丁目２－３"),
        (2, "00000"),
        (6, "00000000000000"),
    ]


def test_a_long_address_is_certified_whole(
    der_items: Items,
    authorities: Authorities,
    holder_key: rsa.RSAPrivateKey,
    hanako: Persona,
) -> None:
    person = replace(hanako.person, address="架" * 200)
    plan = hanako.card.sign_certificate
    assert plan is not None

    certificate = authorities[SIGN].issue(
        holder_key.public_key(), person=person, plan=plan
    )

    names = certificate.extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    ).value.get_values_for_type(x509.OtherName)
    assert der_items(names[3].value) == [(UTF8_STRING, ("架" * 200).encode())]
    assert der_items(names[5].value) == [(UTF8_STRING, b"0" * 200)]


def test_an_address_over_200_characters_is_refused(
    authorities: Authorities, holder_key: rsa.RSAPrivateKey, hanako: Persona
) -> None:
    person = replace(hanako.person, address="架" * 201)
    plan = hanako.card.sign_certificate
    assert plan is not None

    with pytest.raises(ValueError, match="201"):
        authorities[SIGN].issue(holder_key.public_key(), person=person, plan=plan)


@pytest.mark.parametrize(
    ("text", "certified", "marks"),
    [
        pytest.param("髙橋　一", "高橋　一", "1000", id="ladder-taka"),
        pytest.param("山﨑", "山崎", "01", id="standing-saki"),
        pytest.param("𠮷田", "吉田", "10", id="earth-yoshi"),
        pytest.param("濵田", "濵田", "00", id="supplementary-kanji"),
        pytest.param("１－２～", "１－２～", "0000", id="full-width-signs"),
        pytest.param("𩸽", "●", "1", id="without-ordinary-form"),
    ],
)
def test_characters_outside_jis_are_substituted_and_marked(
    text: str, certified: str, marks: str
) -> None:
    assert DEFAULT.apply(text) == (certified, marks)


def test_what_is_substituted_is_a_choice() -> None:
    as_it_is = Substitution(repertoire="utf-8", forms={})
    jis_only = Substitution(repertoire="shift_jis", unknown="〓")
    nothing_extra = Substitution(also_certifiable=frozenset())

    assert as_it_is.apply("髙﨑𠮷") == ("髙﨑𠮷", "000")
    assert jis_only.apply("髙濵－") == ("高〓－", "110")
    assert nothing_extra.apply("１－２") == ("１●２", "010")


def test_one_persons_own_substitutes_come_first(
    authorities: Authorities, holder_key: rsa.RSAPrivateKey, hanako: Persona
) -> None:
    person = replace(
        hanako.person,
        family_name="邊見",
        address="架空県髙邊町",
        substitutes=(("邊", "辺"), ("髙", "タ")),
    )
    plan = hanako.card.sign_certificate
    assert plan is not None

    certificate = authorities[SIGN].issue(
        holder_key.public_key(), person=person, plan=plan
    )

    assert said(certificate) == {
        1: "辺見　花子",
        2: "10000",
        5: "架空県タ辺町",
        6: "000110",
    }


def test_difficult_characters_are_substituted_in_name_and_address(
    issue: Issue, now: datetime
) -> None:
    certificate = issue(load("yoshino", now=now), SIGN)

    assert said(certificate) == {
        1: "高崎　吉乃",
        2: "11010",
        5: "架空県見本市崎浜二丁目７－１　高吉ハイツ３０５",
        6: "0000001" + "0" * 8 + "11" + "0" * 6,
    }


def test_an_issuer_may_substitute_otherwise(
    authorities: Authorities, holder_key: rsa.RSAPrivateKey, now: datetime
) -> None:
    yoshino = load("yoshino", now=now)
    plan = yoshino.card.sign_certificate
    assert plan is not None

    certificate = authorities[SIGN].issue(
        holder_key.public_key(),
        person=yoshino.person,
        plan=plan,
        substitution=Substitution(repertoire="utf-8", forms={}),
    )

    assert said(certificate)[1] == "髙﨑　𠮷乃"
    assert said(certificate)[2] == "00000"


def test_an_alias_follows_the_name_in_parentheses(issue: Issue, now: datetime) -> None:
    alexandra = load("alexandra", now=now)

    names = said(issue(alexandra, SIGN))

    assert names[1] == f"{alexandra.person.name}（見本　里沙）"
    assert names[2] == "0" * len(names[1])


@pytest.mark.parametrize(
    ("birthdate", "expected"),
    [
        pytest.param("1867-05-01", "018670501", id="unknown"),
        pytest.param("1912-07-29", "119120729", id="last-of-meiji"),
        pytest.param("1912-07-30", "219120730", id="first-of-taisho"),
        pytest.param("1926-12-25", "319261225", id="first-of-showa"),
        pytest.param("1989-01-07", "319890107", id="last-of-showa"),
        pytest.param("1989-01-08", "419890108", id="first-of-heisei"),
        pytest.param("2019-05-01", "520190501", id="first-of-reiwa"),
        pytest.param("1980-02-17", "319800217", id="test-card"),
    ],
)
def test_a_birthdate_has_its_era_before_it(birthdate: str, expected: str) -> None:
    assert birth_text(date.fromisoformat(birthdate)) == expected


@pytest.mark.parametrize(
    ("sex", "digit"), [(Sex.MALE, "1"), (Sex.FEMALE, "2"), (Sex.UNSPECIFIED, "3")]
)
def test_sex_is_one_digit(
    authorities: Authorities,
    holder_key: rsa.RSAPrivateKey,
    hanako: Persona,
    sex: Sex,
    digit: str,
) -> None:
    plan = hanako.card.sign_certificate
    assert plan is not None

    certificate = authorities[SIGN].issue(
        holder_key.public_key(), person=replace(hanako.person, sex=sex), plan=plan
    )

    names = certificate.extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    ).value.get_values_for_type(x509.OtherName)
    assert names[2].value == bytes([UTF8_STRING, 1]) + digit.encode()
