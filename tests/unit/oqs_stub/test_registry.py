"""People are found by their card and by their numbers, however those are typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_profiles.model import Persona
from oqs_stub.database import Database
from oqs_stub.registry import PersonUnknownError, Registry, fold

BORN = date(1980, 2, 17)
Maker = Callable[..., Persona]


def test_a_person_comes_back_as_registered(
    database: Database, make_persona: Maker
) -> None:
    persona = make_persona()
    registry = Registry(database)

    registry.add(persona)
    found = registry.get("sakura")

    assert found is not None
    assert found.person == replace(persona.person, individual_number="")
    assert found.coverages == persona.coverages
    assert found.dispensings == persona.dispensings
    assert found.insurance_use_registered


def test_a_card_names_its_holder_by_the_serial_number(
    database: Database, make_persona: Maker
) -> None:
    registry = Registry(database)
    registry.add_all(
        [make_persona("sakura", serial=2**40), make_persona("momo", serial=7)]
    )

    momo = registry.by_certificate(7)
    sakura = registry.by_certificate(2**40)

    assert momo is not None
    assert momo.person_id == "momo"
    assert sakura is not None
    assert sakura.person_id == "sakura"
    assert registry.by_certificate(8) is None


@pytest.mark.parametrize(
    ("changes", "hit"),
    [
        pytest.param({}, True, id="as-stored"),
        pytest.param({"insurer_number": " 1990019"}, True, id="padded-with-a-space"),
        pytest.param({"insurer_number": "０１９９００１９"}, True, id="full-width"),
        pytest.param({"number": "123"}, True, id="without-leading-zeros"),
        pytest.param({"symbol": "10"}, True, id="symbol-half-width"),
        pytest.param({"symbol": ""}, True, id="symbol-left-out"),
        pytest.param({"symbol": "11"}, False, id="other-symbol"),
        pytest.param({"branch": "1"}, True, id="branch-without-zero"),
        pytest.param({"branch": "02"}, False, id="other-branch"),
        pytest.param({"number": "124"}, False, id="other-number"),
        pytest.param({"insurer_number": "06990014"}, False, id="other-insurer"),
        pytest.param({"birthdate": date(1980, 2, 18)}, False, id="other-birthday"),
    ],
)
def test_numbers_are_found_however_they_are_typed(
    database: Database,
    make_persona: Maker,
    changes: dict[str, object],
    hit: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    registry = Registry(database)
    registry.add(make_persona())
    query: dict[str, object] = {
        "insurer_number": "01990019",
        "number": "0000123",
        "birthdate": BORN,
    }

    found = registry.find(**{**query, **changes})  # type: ignore[arg-type]  # a table of arguments

    assert [person.person_id for person, _ in found] == (["sakura"] if hit else [])


def test_twins_without_a_branch_both_come_back(
    database: Database, make_persona: Maker
) -> None:
    registry = Registry(database)
    first = make_persona("momo", serial=1)
    second = make_persona(
        "sumomo",
        serial=2,
        coverages=(replace(first.coverages[0], branch="02"),),
    )
    registry.add_all([first, second])

    both = registry.find(insurer_number="01990019", number="123", birthdate=BORN)
    one = registry.find(
        insurer_number="01990019", number="123", birthdate=BORN, branch="2"
    )

    assert [person.person_id for person, _ in both] == ["momo", "sumomo"]
    assert [person.person_id for person, _ in one] == ["sumomo"]


def test_the_coverage_that_fits_comes_with_the_person(
    database: Database, make_persona: Maker
) -> None:
    persona = make_persona()
    newer = replace(persona.coverages[0], number="9", symbol="77")
    registry = Registry(database)
    registry.add(replace(persona, coverages=(persona.coverages[0], newer)))

    ((_, coverage),) = registry.find(
        insurer_number="01990019", number="9", birthdate=BORN
    )

    assert coverage == newer


def test_replaced_coverages_are_found_and_the_old_ones_are_not(
    database: Database, make_persona: Maker
) -> None:
    persona = make_persona()
    registry = Registry(database)
    registry.add(persona)

    registry.replace_coverages("sakura", [replace(persona.coverages[0], number="55")])

    old = registry.find(insurer_number="01990019", number="123", birthdate=BORN)
    new = registry.find(insurer_number="01990019", number="55", birthdate=BORN)
    assert (len(old), len(new)) == (0, 1)


def test_registering_again_replaces_the_person(
    database: Database, make_persona: Maker
) -> None:
    registry = Registry(database)
    registry.add(make_persona(registered=False))
    registry.add(make_persona(registered=True))

    (person,) = registry.people()

    assert person.insurance_use_registered
    assert len(person.coverages) == 1
    assert registry.count() == 1


def test_insurance_use_can_be_registered_later(
    database: Database, make_persona: Maker
) -> None:
    registry = Registry(database)
    registry.add(make_persona(registered=False))

    registry.set_insurance_use("sakura", registered=True)

    person = registry.get("sakura")
    assert person is not None
    assert person.insurance_use_registered


def test_nobody_can_be_changed_who_is_not_there(database: Database) -> None:
    registry = Registry(database)

    with pytest.raises(PersonUnknownError, match="nobody"):
        registry.replace_coverages("nobody", ())
    with pytest.raises(PersonUnknownError, match="nobody"):
        registry.set_insurance_use("nobody", registered=True)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("００１２", "12"),
        (" 1 2 ", "12"),
        ("000", "0"),
        ("", ""),
        ("ａｂ１", "AB1"),
        ("組－１", "組-1"),
    ],
)
def test_folding_keeps_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(number=st.text("0123456789", min_size=1, max_size=12), zeros=st.integers(0, 5))
def test_zeros_width_and_spaces_never_matter(number: str, zeros: int) -> None:
    wide = number.translate({ord("0") + n: ord("０") + n for n in range(10)})

    assert fold("0" * zeros + number) == fold(number)
    assert fold(f" {wide}　") == fold(number)
    assert fold(fold(number)) == fold(number)
