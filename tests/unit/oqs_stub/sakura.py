"""Sakura, the plain insured person of these tests, as a value."""

from __future__ import annotations

from datetime import date, datetime

from card_profiles.dates import JST
from card_profiles.model import (
    CardClassification,
    CardPlan,
    CertificatePlan,
    Coverage,
    Dispensing,
    Drug,
    Expectation,
    Person,
    Persona,
    Relation,
    Sex,
)


def sakura(
    name: str = "sakura",
    *,
    serial: int = 1001,
    registered: bool = True,
    coverages: tuple[Coverage, ...] | None = None,
) -> Persona:
    """A plain insured person; *serial* tells the certificates of several apart."""
    person = Person(
        family_name="髙﨑",
        given_name="さくら",
        family_name_kana="タカサキ",
        given_name_kana="サクラ",
        birthdate=date(1980, 2, 17),
        sex=Sex.FEMALE,
        post_number="999-0001",
        address="架空県架空市中央１－２－３",
        municipality_code="99001",
        municipality_romaji="Kaku-shi",
        individual_number="999999900018",
    )
    certificate = CertificatePlan(
        serial_number=serial,
        issued_at=datetime(2024, 4, 1, 9, 0, tzinfo=JST),
        expires_at=datetime(2029, 2, 17, 23, 59, 59, tzinfo=JST),
    )
    return Persona(
        name=name,
        story="試験用の人。",
        story_en="A person for tests.",
        person=person,
        card=CardPlan(
            auth_pin="1234",
            sign_password="ABC123",
            serial="990000000000001",
            security_code="0000",
            issued_on=date(2024, 4, 1),
            expires_on=date(2034, 2, 17),
            auth_certificate=certificate,
            sign_certificate=None,
        ),
        coverages=(coverage(),) if coverages is None else coverages,
        insurance_use_registered=registered,
        dispensings=(dispensing(),),
        expect=Expectation(outcome="registered", reason=None, validity="1"),
    )


def coverage() -> Coverage:
    """Her cover: 一般, valid since 2020."""
    return Coverage(
        classification=CardClassification.GENERAL,
        insurer_number="01990019",
        insurer_name="架空健康保険協会",
        symbol="０１０",
        number="0000123",
        branch="01",
        relation=Relation.INSURED,
        insured_name="髙﨑　さくら",
        qualified_on=date(2020, 4, 1),
        issued_on=date(2020, 4, 1),
        valid_from=date(2020, 4, 1),
    )


def dispensing() -> Dispensing:
    """What she was given last month, by a prescription of 9910000018."""
    return Dispensing(
        dispensed_on=date(2026, 3, 2),
        prescribed_on=date(2026, 3, 2),
        pharmacy_code="9940000012",
        pharmacy_name="マイナベンチ薬局",
        prescriber_code="9910000018",
        prescriber_name="マイナベンチ在宅クリニック",
        drugs=(
            Drug(
                code="620000001",
                name="架空錠５ｍｇ",
                ingredient="架空",
                quantity="1",
                unit="錠",
                times="28",
                usage="１日１回朝食後",
            ),
        ),
    )
