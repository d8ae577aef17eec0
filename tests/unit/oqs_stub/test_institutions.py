"""Settings wait for the next login, and a URL belongs to one institution and kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from oqs_stub.database import Database
from oqs_stub.institutions import (
    Institutions,
    InstitutionUnknownError,
    SettingsRefusedError,
    asks_prescription,
)
from oqs_stub.institutions.file import InstitutionFileError
from oqs_stub.records import (
    ConsentKind,
    Institution,
    InstitutionKind,
    InstitutionState,
    Settings,
    TreatmentCategory,
)

DENTAL = "9930000014"
HOME = TreatmentCategory.HOME_VISIT
ONLINE = TreatmentCategory.ONLINE
ON = Settings(home_visit=True)


@pytest.fixture
def institutions(database: Database) -> Institutions:
    return Institutions(database, seed=1)


def test_the_default_institution_is_a_dental_clinic(
    institutions: Institutions,
) -> None:
    dental = institutions.get(DENTAL)

    assert dental.kind is InstitutionKind.DENTAL
    assert institutions.all()[0] == dental
    assert not institutions.settings(DENTAL).home_visit


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("9910000018", InstitutionKind.MEDICAL),
        ("9940000012", InstitutionKind.PHARMACY),
        ("9960000017", InstitutionKind.VISITING_NURSING),
    ],
)
def test_other_kinds_stand_beside_it(
    institutions: Institutions, code: str, kind: InstitutionKind
) -> None:
    assert institutions.get(code).kind is kind


def test_an_unknown_code_is_refused(institutions: Institutions) -> None:
    assert institutions.find("9930000022") is None
    with pytest.raises(InstitutionUnknownError, match="9930000022"):
        institutions.get("9930000022")


def test_changed_settings_wait_for_the_next_login(
    institutions: Institutions,
) -> None:
    institutions.change_settings(DENTAL, ON)

    before = institutions.settings(DENTAL)
    institutions.apply_pending(DENTAL)
    after = institutions.settings(DENTAL)

    assert (before.home_visit, after.home_visit) == (False, True)
    assert institutions.pending(DENTAL) is None


def test_a_login_without_changes_keeps_the_settings(
    institutions: Institutions,
) -> None:
    institutions.change_settings(DENTAL, ON)
    institutions.apply_pending(DENTAL)
    institutions.apply_pending(DENTAL)

    assert institutions.settings(DENTAL) == ON


def test_settings_survive_a_restart(tmp_path: Path) -> None:
    kinds = frozenset({ConsentKind.OPERATION, ConsentKind.DRUGS})
    first = Database(tmp_path / "oqs.sqlite3")
    Institutions(first).change_settings(DENTAL, replace(ON, consent_kinds=kinds))
    first.close()

    second = Database(tmp_path / "oqs.sqlite3")
    pending = Institutions(second).pending(DENTAL)
    second.close()

    assert pending == replace(ON, consent_kinds=kinds)


@pytest.mark.parametrize("code", ["9910000026", "9910000034"])
def test_only_an_operating_institution_can_enable_home_visits(
    institutions: Institutions, code: str
) -> None:
    with pytest.raises(SettingsRefusedError, match="運用中ではない"):
        institutions.change_settings(code, ON)


def test_every_url_is_its_own(institutions: Institutions) -> None:
    tokens = [
        institutions.url_token(institution.code, category)
        for institution in institutions.all()
        for category in (HOME, ONLINE)
    ]

    assert len(set(tokens)) == len(tokens) == 12


def test_a_token_tells_institution_and_kind(institutions: Institutions) -> None:
    access = institutions.by_token(institutions.url_token(DENTAL, ONLINE))

    assert access is not None
    assert (access.institution.code, access.category) == (DENTAL, ONLINE)
    assert institutions.by_token("made-up") is None


def test_a_reissued_url_kills_the_old_one(institutions: Institutions) -> None:
    old = institutions.url_token(DENTAL, HOME)
    untouched = institutions.url_token(DENTAL, ONLINE)

    new = institutions.reissue_url(DENTAL, HOME)

    assert institutions.by_token(old) is None
    assert institutions.by_token(new) is not None
    assert institutions.url_token(DENTAL, HOME) == new != old
    assert institutions.url_token(DENTAL, ONLINE) == untouched


def test_the_seed_decides_the_urls(tmp_path: Path) -> None:
    tokens = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        database = Database(tmp_path / name)
        tokens.append(Institutions(database, seed=seed).url_token(DENTAL, HOME))
        database.close()

    assert tokens[0] == tokens[1] != tokens[2]


GOOD = """
[[institution]]
code = "9930000014"
name = "架空歯科"
kind = "dental"
state = "operating"
"""


def test_another_list_can_take_the_place_of_the_ready_one(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        GOOD + '[institution.settings]\nhome_visit = true\nconsent_kinds = ["SHJ"]\n',
        encoding="utf-8",
    )

    mine = Institutions(database, path)

    assert [institution.name for institution in mine.all()] == ["架空歯科"]
    assert mine.settings(DENTAL).consent_kinds == {ConsentKind.OPERATION}
    assert mine.settings(DENTAL).home_visit


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "1件もありません", id="empty"),
        pytest.param("= 1", "TOMLの書き方ではありません（1行目", id="no-toml"),
        pytest.param(GOOD + GOOD, "2回あります", id="twice"),
        pytest.param(GOOD.replace("0014", "0015"), "検証番号", id="check-digit"),
        pytest.param(
            GOOD.replace("9930000014", "1310000011"), "都道府県番号99", id="real-place"
        ),
        pytest.param(GOOD.replace("dental", "zoo"), "zoo", id="unknown-kind"),
        pytest.param(
            GOOD + "asks_clinical_information = 1",
            "asks_clinical_information は true",
            id="no-flag-of-the-six",
        ),
        pytest.param(
            GOOD + "asks_visit_form = 1", "asks_visit_form は true", id="no-flag"
        ),
        pytest.param(GOOD + "colour = 1", "colour という項目", id="unknown-key"),
        pytest.param(GOOD.replace("name", "# name"), "name に文字列", id="no-name"),
        pytest.param(
            GOOD.replace("operating", "exempt")
            + "[institution.settings]\nhome_visit = true",
            "運用中",
            id="function-of-an-exempt-one",
        ),
        pytest.param(
            GOOD + '[institution.settings]\nhome_visit = "yes"',
            "true か false",
            id="no-boolean",
        ),
        pytest.param(
            GOOD + '[institution.settings]\nelectronic_prescription = "9"',
            "electronic_prescription は",
            id="unknown-choice",
        ),
        pytest.param(
            GOOD + '[institution.settings]\nconsent_kinds = ["XXX"]',
            "XXX",
            id="unknown-consent-kind",
        ),
    ],
)
def test_a_wrong_list_is_refused_with_its_place(
    database: Database, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InstitutionFileError, match=words) as caught:
        Institutions(database, path)

    assert str(path) in str(caught.value)


def test_a_list_says_whose_pages_ask_what_the_care_is(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD + "asks_visit_form = true", encoding="utf-8")

    assert Institutions(database, path).get(DENTAL).asks_visit_form


def test_a_missing_list_is_named(database: Database, tmp_path: Path) -> None:
    with pytest.raises(InstitutionFileError, match=r"gone\.toml"):
        Institutions(database, tmp_path / "gone.toml")


@pytest.mark.parametrize(
    ("kind", "use", "timing", "asked"),
    [
        pytest.param(InstitutionKind.DENTAL, "2", "2", True, id="dental"),
        pytest.param(InstitutionKind.MEDICAL, "2", "2", True, id="medical"),
        pytest.param(InstitutionKind.PHARMACY, "2", "2", False, id="pharmacy"),
        pytest.param(InstitutionKind.VISITING_NURSING, "2", "2", False, id="nursing"),
        pytest.param(InstitutionKind.DENTAL, "0", "2", False, id="unused"),
        pytest.param(InstitutionKind.DENTAL, "1", "2", False, id="electronic-only"),
        pytest.param(InstitutionKind.DENTAL, "3", "2", False, id="paper-only"),
        pytest.param(InstitutionKind.DENTAL, "2", "1", False, id="asked-elsewhere"),
    ],
)
def test_the_prescription_is_asked_only_where_there_is_a_choice(
    kind: InstitutionKind,
    use: str,
    timing: str,
    asked: bool,  # noqa: FBT001 - a column of the table.
) -> None:
    institution = Institution(
        code=DENTAL,
        name="架空",
        kind=kind,
        state=InstitutionState.OPERATING,
        prefecture="99",
    )
    settings = Settings(electronic_prescription=use, prescription_timing=timing)

    assert asks_prescription(institution, settings) is asked
