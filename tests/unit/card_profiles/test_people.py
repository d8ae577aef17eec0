"""The people who come with the program are who their stories say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from card_profiles import numbers
from card_profiles.dates import age, today
from card_profiles.loader import load, load_all, names
from card_profiles.model import (
    ADDRESS_LIMIT,
    CardClassification,
    CardForm,
    Coverage,
    Persona,
)

PEOPLE = (
    "akira",
    "alexandra",
    "chika",
    "fumiko",
    "hanako",
    "isamu",
    "kimiko",
    "kiyoshi",
    "mamoru",
    "masaru",
    "mei",
    "minoru",
    "noboru",
    "satoru",
    "shigeru",
    "shizu",
    "sora",
    "taro",
    "ume",
    "umi",
    "yoshino",
)
BEYOND_SHIFT_JIS = {"yoshino": "𠮷"}
"""Who has characters that CP932 lacks, and which; everybody else has none."""


def in_force(persona: Persona, now: datetime) -> list[Coverage]:
    return [c for c in persona.coverages if c.covers(today(now))]


@pytest.fixture(params=PEOPLE)
def persona(request: pytest.FixtureRequest, now: datetime) -> Persona:
    """Each of the ready personas."""
    return load(request.param, now=now)


def test_people_of_one_address_have_one_post_number(now: datetime) -> None:
    people = [load(name, now=now).person for name in PEOPLE]
    places = {one.address for one in people}

    assert len({(one.address, one.post_number) for one in people}) == len(places)


def test_these_people_are_ready() -> None:
    assert names() == PEOPLE


def test_each_has_a_story_of_one_sentence_in_both_languages(persona: Persona) -> None:
    assert persona.story.endswith("。")
    assert persona.story.count("。") == 1
    assert persona.story_en.endswith(".")
    assert persona.story_en.count(". ") == 0
    assert persona.story_en.isascii()


def test_each_expects_a_reason_or_a_validity(persona: Persona) -> None:
    refused = persona.expect.outcome == "refused"

    assert (persona.expect.reason is not None) == refused
    assert (persona.expect.validity is None) == refused


def test_shift_jis_loses_what_is_known_and_nothing_else(persona: Persona) -> None:
    person = persona.person
    texts = [person.name, person.name_kana, person.address, person.alias or ""]
    texts += [text for c in persona.coverages for text in (c.insurer_name, c.number)]

    lost = {
        character
        for character in "".join(texts)
        if character.encode("cp932", "ignore").decode("cp932") != character
    }

    assert lost == set(BEYOND_SHIFT_JIS.get(persona.name, ""))


def test_no_two_people_share_a_number(now: datetime) -> None:
    people = load_all(now=now)
    keys = [
        (c.insurer_number, c.symbol, c.number, c.branch)
        for persona in people
        for c in persona.coverages
    ]

    assert len({p.person.individual_number for p in people}) == len(people)
    assert len({p.card.serial for p in people}) == len(people)
    assert len(set(keys)) == len(keys)
    assert len({(p.person.name, p.person.birthdate) for p in people}) == len(people)


def test_hanako_is_ordinary(hanako: Persona, now: datetime) -> None:
    (coverage,) = in_force(hanako, now)

    assert (hanako.card.auth_pin, hanako.card.sign_password) == ("1234", "ABC123")
    assert (hanako.card.auth_tries_left, hanako.card.sign_tries_left) == (3, 5)
    assert coverage.insurer_number == "01990019"
    assert hanako.insurance_use_registered
    assert len(hanako.dispensings) == 3
    assert all(d.dispensed_on < today(now) for d in hanako.dispensings)


def test_mei_is_a_child_without_signing_certificate(now: datetime) -> None:
    mei = load("mei", now=now)
    (coverage,) = in_force(mei, now)

    assert age(mei.person.birthdate, on=today(now)) == 9
    assert (mei.card.sign_certificate, mei.card.sign_password) == (None, "")
    assert mei.card.expires_on == today(mei.card.auth_certificate.expires_at)
    assert (coverage.relation, coverage.insured_name) == ("2", "療養　健")


def test_shizu_has_a_card_without_pins_and_is_insured(now: datetime) -> None:
    shizu = load("shizu", now=now)
    (coverage,) = in_force(shizu, now)

    assert shizu.card.sign_certificate is None
    assert age(shizu.person.birthdate, on=today(now)) == 88
    assert coverage.insurer_number == "39990015"


def test_chika_has_an_address_close_to_the_limit(now: datetime) -> None:
    assert 170 < len(load("chika", now=now).person.address) <= ADDRESS_LIMIT


def test_yoshino_has_the_difficult_characters_in_name_and_address(
    now: datetime,
) -> None:
    person = load("yoshino", now=now).person

    assert set("髙﨑𠮷") <= set(person.name)
    assert set("髙﨑𠮷") <= set(person.address)


def test_alexandra_has_a_long_roman_name_and_an_alias(now: datetime) -> None:
    person = load("alexandra", now=now).person

    assert len(person.name) >= 60
    assert person.given_name.count("\u3000") == 5
    assert person.given_name_kana.count("\u3000") == 5
    assert person.printed_name == f"{person.name}（見本　里沙）"


def test_hanako_and_taro_have_a_short_and_a_long_address(
    hanako: Persona, now: datetime
) -> None:
    taro = load("taro", now=now)

    def content(persona: Persona) -> int:
        texts = (persona.person.name, persona.person.address)
        return sum(len(text.encode()) for text in texts)

    assert content(hanako) < 80
    assert content(taro) > 128


def locked(persona: Persona, now: datetime) -> bool:
    card = persona.card
    return card.auth_tries_left == 0 and card.form is CardForm.PLASTIC


def without_pins(persona: Persona, now: datetime) -> bool:
    return persona.card.form is CardForm.FACE_ONLY


def expired(persona: Persona, now: datetime) -> bool:
    age = now - persona.card.auth_certificate.expires_at
    return timedelta(days=50) < age < timedelta(days=70)


def revoked(persona: Persona, now: datetime) -> bool:
    at = persona.card.auth_certificate.revoked_at
    return at is not None and at < now < persona.card.auth_certificate.expires_at


def unregistered(persona: Persona, now: datetime) -> bool:
    return not persona.insurance_use_registered


@pytest.mark.parametrize(
    ("name", "what_is_wrong", "reason"),
    [
        pytest.param("kiyoshi", locked, "pin_blocked", id="kiyoshi"),
        pytest.param("shizu", without_pins, "pin_blocked", id="shizu"),
        pytest.param("fumiko", expired, "certificate_expired", id="fumiko"),
        pytest.param("shigeru", revoked, "certificate_revoked", id="shigeru"),
        pytest.param("akira", unregistered, "insurance_use_not_registered", id="akira"),
    ],
)
def test_one_thing_is_wrong_and_it_is_what_they_are_refused_for(
    name: str,
    what_is_wrong: Callable[[Persona, datetime], bool],
    reason: str,
    now: datetime,
) -> None:
    wrong = [
        persona.name for persona in load_all(now=now) if what_is_wrong(persona, now)
    ]

    assert wrong == [name]
    assert load(name, now=now).expect.reason == reason


def test_minoru_has_an_insurance_that_ended_and_a_newer_one(now: datetime) -> None:
    minoru = load("minoru", now=now)
    old, new = minoru.coverages

    assert in_force(minoru, now) == [new]
    assert old.lost_on == new.valid_from
    assert old.reason_of_loss == "03"
    assert minoru.expect.validity == "1"


def test_mamoru_has_only_an_insurance_that_ended(now: datetime) -> None:
    mamoru = load("mamoru", now=now)

    assert len(mamoru.coverages) == 1
    assert in_force(mamoru, now) == []
    assert mamoru.expect.validity == "2"


def test_ume_is_late_elderly_and_pays_ten_percent(now: datetime) -> None:
    ume = load("ume", now=now)
    (coverage,) = in_force(ume, now)

    assert age(ume.person.birthdate, on=today(now)) == 82
    assert coverage.insurer_number == "39990015"
    assert coverage.contribution_ratio == "010"
    assert coverage.branch is None


def test_satoru_has_a_dental_ticket_for_this_month(now: datetime) -> None:
    satoru = load("satoru", now=now)
    (coverage,) = in_force(satoru, now)
    (ticket,) = coverage.tickets

    assert coverage.classification is CardClassification.MEDICAL_AID
    assert coverage.insurer_number == "12990016"
    assert numbers.require_beneficiary_number(coverage.number) == coverage.number
    assert (coverage.symbol, coverage.branch) == (None, None)
    assert ticket.treatment_month == "202611"
    assert ticket.valid_from <= today(now) <= ticket.valid_until
    assert ticket.institution_code == "9930000014"


MOMENTS = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone.
    max_value=datetime(2040, 12, 31),  # noqa: DTZ001 - Hypothesis adds the zone.
    timezones=st.just(UTC),
)


@settings(max_examples=60, deadline=None)
@given(now=MOMENTS)
def test_the_stories_hold_on_any_day(now: datetime) -> None:
    people = {persona.name: persona for persona in load_all(now=now)}

    for name, persona in people.items():
        plan = persona.card.auth_certificate
        assert len(in_force(persona, now)) == {"mamoru": 0, "kimiko": 2}.get(name, 1)
        assert (plan.expires_at < now) == (name == "fumiko")
        assert (plan.revoked_at is not None) == (name == "shigeru")
        assert plan.issued_at < now
        assert plan.expires_at - plan.issued_at < timedelta(days=5 * 366)
        assert persona.card.expires_on >= plan.expires_at.date()
    elderly = people["fumiko"].coverages[0].elderly
    assert elderly is not None
    assert elderly.valid_until is not None
    assert elderly.valid_from <= today(now) <= elderly.valid_until
    assert 70 <= age(people["fumiko"].person.birthdate, on=today(now)) < 75
