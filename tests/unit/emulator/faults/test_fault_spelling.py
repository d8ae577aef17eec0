"""A fault is written as people write, and a slip is answered with what there is."""

from __future__ import annotations

import re

import pytest

from emulator.commands.names import COMMANDS
from emulator.faults import CATALOGUE, PROFILES, FaultError, named_kinds, parse_faults


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_fault_is_found_by_both_of_its_names(name: str) -> None:
    kind = CATALOGUE[name]
    needed = ",".join(f"{p.name}=000A" for p in kind.parameters if p.required)
    rest = f":{needed}" if needed else ""

    for word in (kind.name, kind.title):
        (fault,) = parse_faults(word + rest)
        assert fault.kind is kind
        assert fault.text == kind.name + rest


def test_what_is_left_out_has_its_default() -> None:
    (fault,) = parse_faults("pulled")

    assert fault.commands() is COMMANDS["any"]
    assert (fault.number("nth"), fault.number("times")) == (1, 1)
    assert fault.word("when") == "before"
    assert not fault.given("arrived")


def test_what_is_written_is_taken() -> None:
    (fault,) = parse_faults("pulled:on=SIGN, nth=3, when=answer, arrived=7, back=2.5")

    assert fault.commands() is COMMANDS["SIGN"]
    assert (fault.number("nth"), fault.number("arrived")) == (3, 7)
    assert (fault.word("when"), fault.real("back")) == ("answer", 2.5)
    assert fault.text == "pulled:on=SIGN,nth=3,when=answer,arrived=7,back=2.5"


def test_full_width_signs_are_taken() -> None:
    (fault,) = parse_faults("無応答：ｏｎ＝SIGN、seconds＝３")

    assert fault.text == "mute:on=SIGN,seconds=3"


@pytest.mark.parametrize(
    ("text", "times"),
    [("reset", 1), ("reset:rate=0.5", 0), ("reset:rate=0.5,times=2", 2)],
)
def test_a_rate_alone_means_again_and_again(text: str, times: int) -> None:
    assert parse_faults(text)[0].number("times") == times


def test_the_published_rates_are_a_profile() -> None:
    reset, protocol = parse_faults("field-rates")

    assert (reset.kind.name, reset.real("rate")) == ("reset", 0.01)
    assert (protocol.kind.name, protocol.real("rate")) == ("protocol", 0.001)
    assert reset.commands() is protocol.commands() is COMMANDS["SIGN"]
    assert parse_faults("実測の割合") == parse_faults("field-rates")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pulle", r"「pulle」という障害はありません.*近い順）: pulled、"),
        ("wrong_key", r"近い順）: wrong-key、"),
        ("", "障害の名前が書かれていません"),
        ("pulled:whn=before", r"pulled に「whn」.*近い順）: when、"),
        ("pulled:when=later", "when（いつ離れるか）に「later」.*before、processed"),
        ("pulled:nth=0", "nth.*「0」とは書けません。書けるもの: 1以上の整数"),
        ("pulled:nth=1.5", "nth.*「1.5」とは書けません。書けるもの: 1以上の整数"),
        ("pulled:times=-1", "times.*0以上の整数"),
        ("pulled:nth=99999999", "nth.*1以上の整数"),
        ("pulled:rate=0", "rate.*0より大きく1以下"),
        ("pulled:rate=1.01", "rate.*0より大きく1以下"),
        ("pulled:rate=nan", "rate.*0より大きく1以下"),
        ("mute:seconds=1e9", "seconds.*3600まで"),
        ("mute:seconds=3601", "seconds.*3600まで"),
        ("pulled:nth", "「nth」に値がありません"),
        ("pulled:nth=1,nth=2", "「nth」が2回"),
        ("pulled:on=VERFY", r"pulled の on: 「VERFY」.*VERIFY ですか.*SIGN"),
        ("pulled:on=8", "「8」というコマンドはありません"),
        ("pulled:", None),
        ("sw", "sw には sw（答える状態語、16進4桁）が要ります"),
        ("sw:sw=63C", "sw.*16進4桁"),
        ("other-certificate:whose=", "whose.*ペルソナの名前"),
        (
            "field-rates:rate=0.5",
            "障害の組で、項目を書けません.*reset:on=SIGN",
        ),
    ],
)
def test_a_slip_is_answered_with_what_there_is(text: str, words: str | None) -> None:
    if words is None:
        assert parse_faults(text)[0].text == "pulled"
        return

    with pytest.raises(FaultError, match=words):
        parse_faults(text)


def test_an_unknown_fault_is_answered_with_all_of_them() -> None:
    with pytest.raises(FaultError) as error:
        parse_faults("nonsense")

    for name in (*CATALOGUE, *PROFILES):
        assert name in str(error.value)


def test_faults_are_named_for_reports_by_any_name() -> None:
    assert named_kinds("無応答") == {"mute"}
    assert named_kinds("mute:seconds=3") == {"mute"}
    assert named_kinds("実測の割合") == {"reset", "protocol"}
    with pytest.raises(FaultError, match="近い順"):
        named_kinds("mut")


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_fault_explains_itself_in_japanese(name: str) -> None:
    kind = CATALOGUE[name]

    for text in (kind.title, kind.summary, *(p.title for p in kind.parameters)):
        assert re.search("[ぁ-んァ-ン一-龥]", text)


def test_names_are_unique_in_both_languages() -> None:
    every = [*CATALOGUE.values(), *PROFILES.values()]
    names = [word for one in every for word in (one.name, one.title)]

    assert len(set(names)) == len(names)
