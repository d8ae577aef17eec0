"""A behaviour written down as TOML, and what is said about a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.behaviour import BehaviourError, CardBehaviour, load_behaviour


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "old-card.toml"
    path.write_text(
        "sw_blocked = 0x6983\n"
        "first_command_fails = true\n"
        'selection_order = ["jpki", "isd"]\n'
        'fci_extra = "500141"\n'
        'contact_atr = "contact-da"\n'
        "closed_files = [5, 9, 0x10]\n",
        "utf-8",
    )

    assert load_behaviour(path) == CardBehaviour(
        sw_blocked=0x6983,
        first_command_fails=True,
        selection_order=("jpki", "isd"),
        fci_extra=b"\x50\x01\x41",
        contact_atr="contact-da",
        closed_files=(0x0005, 0x0009, 0x0010),
    )


def test_an_empty_file_is_the_default_card(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_bytes(b"")

    assert load_behaviour(path) == CardBehaviour()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("sw_blokced = 1", "sw_blokced という項目はありません", id="name"),
        pytest.param("sw_blocked = '6983'", "sw_blocked には 数", id="text, no number"),
        pytest.param("sw_blocked = true", "sw_blocked には 数", id="yes for a number"),
        pytest.param("has_lower_cvc = 1", "true または false", id="number for yes"),
        pytest.param("sw_blocked = 0x9000", "0x6200 から 0x6fff", id="no refusal"),
        pytest.param("number_a_tries = 16", "1 から 15", id="more than 63Cx tells"),
        pytest.param("filler = 256", "filler は 0 から 255", id="no byte"),
        pytest.param("fci_extra = 'xy'", "16進数", id="no hexadecimal"),
        pytest.param("selection_order = 'jpki'", "リスト", id="text for a list"),
        pytest.param("selection_order = [1]", "リスト", id="numbers for names"),
        pytest.param("selection_order = ['pki']", "isd, common", id="no application"),
        pytest.param(
            "selection_order = ['isd', 'isd']", "重複なし", id="an application twice"
        ),
        pytest.param(
            "contact_atr = 'contactless-41'", "contact-e0", id="no contact ATR"
        ),
        pytest.param("ocsp_url = 'ocsp.example'", "http://", id="no URL"),
        pytest.param("closed_files = ['5']", "リスト", id="texts for file ids"),
        pytest.param("closed_files = [1]", "0x05, 0x09", id="a file that is known"),
        pytest.param("sw_blocked = ", "TOMLの書き方ではありません", id="no TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "behaviour.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(BehaviourError) as caught:
        load_behaviour(path)

    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BehaviourError, match="読めません"):
        load_behaviour(tmp_path / "nowhere.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(BehaviourError, match="UTF-8"):
        load_behaviour(path)


def test_a_behaviour_made_in_code_is_checked_too() -> None:
    with pytest.raises(BehaviourError, match="sw_blocked"):
        CardBehaviour(sw_blocked=0x9000)
