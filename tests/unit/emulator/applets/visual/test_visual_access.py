"""券面事項確認AP: which key opens which file, how many tries, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from card_profiles.model import Persona
from emulator.behaviour import CardBehaviour

from .conftest import CardMaker, Reader

BIRTHDATE, NUMBER_B, NUMBER_A = 0x11, 0x12, 0x13
VALUES = {
    BIRTHDATE: "550217",  # Born 1980-02-17: 昭和55.
    NUMBER_B: "55021720362285",  # The same, expiry 2036, security code 2285.
    NUMBER_A: "999999900014",
}
KEYS = [
    pytest.param(BIRTHDATE, id="生年月日"),
    pytest.param(NUMBER_B, id="照合番号B"),
    pytest.param(NUMBER_A, id="照合番号A"),
]
FILES = ("0001", "0002", "0003", "0004", "0005", "0006")


@pytest.mark.parametrize(
    ("shown", "open_files"),
    [
        pytest.param([], ["0003", "0004"], id="[M] nothing shown"),
        pytest.param([BIRTHDATE], ["0001", "0003", "0004"], id="[M] 生年月日"),
        pytest.param([NUMBER_B], ["0002", "0003", "0004", "0006"], id="[M] B"),
        pytest.param([NUMBER_A], ["0002", "0003", "0004", "0005", "0006"], id="[M] A"),
        pytest.param([NUMBER_A, NUMBER_B, BIRTHDATE], list(FILES), id="[M] all three"),
    ],
)
def test_each_key_opens_its_files_and_no_other(
    reader: Reader, shown: list[int], open_files: list[str]
) -> None:
    for short_id in shown:
        assert reader.verify(short_id, VALUES[short_id]) == "9000"

    answers = {}
    for fid in FILES:
        assert reader.sw(f"00A4020C02{fid}") == "9000"
        answers[fid] = reader.sw("00B0000000")

    assert answers == {fid: "9000" if fid in open_files else "6982" for fid in FILES}


@pytest.mark.parametrize("short_id", KEYS)
def test_a_key_can_be_selected_before_it_is_shown(
    reader: Reader, short_id: int
) -> None:
    value = VALUES[short_id].encode()

    assert reader.sw(f"00A4020C0200{short_id:02X}") == "9000"
    assert reader.sw(f"00200080{len(value):02X}{value.hex()}") == "9000"


@pytest.mark.parametrize("short_id", KEYS)
def test_the_tenth_wrong_value_blocks_a_key_and_no_other(
    reader: Reader, short_id: int
) -> None:
    assert reader.tries(short_id) == "63CA"

    answers = [reader.verify(short_id, "000000") for _ in range(10)]

    assert answers == [f"63C{left:X}" for left in range(9, -1, -1)]
    assert reader.verify(short_id, VALUES[short_id]) == "6984"
    assert reader.tries(short_id) == "63C0"
    for other in VALUES.keys() - {short_id}:
        assert reader.tries(other) == "63CA"
        assert reader.verify(other, VALUES[other]) == "9000"


@pytest.mark.parametrize("short_id", KEYS)
def test_the_right_value_gives_all_tries_back(reader: Reader, short_id: int) -> None:
    assert reader.verify(short_id, "1") == "63C9"

    assert reader.verify(short_id, VALUES[short_id]) == "9000"

    assert reader.tries(short_id) == "63CA"


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        pytest.param(CardBehaviour(), ["63CA", "63CA", "63CA"], id="[D] default"),
        pytest.param(
            CardBehaviour(birthdate_tries=2, number_b_tries=3, number_a_tries=4),
            ["63C2", "63C3", "63C4"],
            id="each its own",
        ),
    ],
)
def test_the_limits_are_parameters(
    make_card: CardMaker, behaviour: CardBehaviour, expected: list[str]
) -> None:
    reader = make_card(behaviour=behaviour)

    assert [reader.tries(short_id) for short_id in VALUES] == expected


def test_a_story_may_begin_with_few_tries_but_never_with_too_many(
    make_card: CardMaker, persona: Persona
) -> None:
    plan = replace(
        persona.card,
        birthdate_key_tries_left=0,
        number_b_tries_left=1,
        number_a_tries_left=15,
    )

    reader = make_card(replace(persona, card=plan))

    assert [reader.tries(key) for key in VALUES] == ["63C0", "63C1", "63CA"]
    assert reader.verify(BIRTHDATE, VALUES[BIRTHDATE]) == "6984"


@pytest.mark.parametrize("short_id", KEYS)
def test_what_is_printed_cannot_be_changed(reader: Reader, short_id: int) -> None:
    command = f"002401{0x80 | short_id:02X}06313233343536"
    assert reader.sw(command) == "6982"

    assert reader.verify(short_id, VALUES[short_id]) == "9000"

    assert reader.sw(command) == "6A80"
    assert reader.verify(short_id, VALUES[short_id]) == "9000"


@pytest.mark.parametrize(
    "fid", ["0011", "0012", "0013", "001A", "001C", "001E"], ids=str
)
def test_keys_exist_and_cannot_be_read(reader: Reader, fid: str) -> None:
    for short_id, value in VALUES.items():
        reader.verify(short_id, value)

    assert reader.sw(f"00A4020C02{fid}") == "9000"
    assert reader.sw("00B0000000") == "6981"
    assert reader.sw("00B2010400") == "6981"


@pytest.mark.parametrize("fid", ["0014", "0015"], ids=str)
def test_the_doubtful_keys_are_there_only_on_request(
    make_card: CardMaker, fid: str
) -> None:
    assert make_card().sw(f"00A4020C02{fid}") == "6A82"

    reader = make_card(behaviour=CardBehaviour(visual_has_0014_0015=True))

    assert reader.sw(f"00A4020C02{fid}") == "9000"
    assert reader.sw("00200080") == "63C0"
    assert reader.sw("0020008004" + b"1234".hex()) == "6984"


def test_no_other_file_exists(reader: Reader) -> None:
    found = [fid for fid in range(0x20) if reader.sw(f"00A4020C02{fid:04X}") == "9000"]

    assert found == [1, 2, 3, 4, 5, 6, 0x11, 0x12, 0x13, 0x1A, 0x1C, 0x1E]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("80AE0000", "66F1", id="[M] 80 AE"),
        pytest.param("80AE000000010000" + "00" * 256, "6700", id="broken Lc"),
        pytest.param("80AE0000000100" + "00" * 256, "66F1", id="[M] 80 AE, 256 bytes"),
        pytest.param("0088009A04AABBCCDD00", "6985", id="[M] 00 88 on 001A"),
        pytest.param("0088009304AABBCCDD00", "6981", id="[D] 00 88 on 0013"),
        pytest.param("0820009304AABBCCDD", "69FC", id="[M] CLA 08"),
        pytest.param("802A069A01AA00", "6A86", id="[M] P1 06"),
        pytest.param("802A000000", "6700", id="[D] nothing to sign"),
        pytest.param("802A008001AA00", "6986", id="[D] P2 80, no current EF"),
        pytest.param("802A009301AA00", "6981", id="[D] P2 93 is no signing key"),
        pytest.param("00CA004200", "6A88", id="[M] GET DATA in an application"),
    ],
)
def test_refusals(reader: Reader, command: str, expected: str) -> None:
    assert reader.sw(command) == expected


def test_session_key_is_refused_with_every_key_shown(reader: Reader) -> None:
    for short_id, value in VALUES.items():
        assert reader.verify(short_id, value) == "9000"

    assert reader.sw("80AE0000") == "66F1"


def test_leaving_the_application_closes_it(reader: Reader) -> None:
    assert reader.verify(NUMBER_A, VALUES[NUMBER_A]) == "9000"
    assert reader.sw("00B0820010") == "9000"

    assert reader.sw("00A4040C07A0000001510000") == "9000"
    assert reader.sw("00A4040C0AD3921000310001010402") == "9000"

    assert reader.sw("00B0820010") == "6982"
