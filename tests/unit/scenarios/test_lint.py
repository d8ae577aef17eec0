"""Slips of the pen in a feature file are named, with their line, before it runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from gherkin.dialect import Dialect

from harness.bdd import slips
from harness.bdd.lint import FeatureProblems, check, check_file

GOOD = """\
# language: ja
機能: 受付
  前提となる規則をここに書く。もしもの話も、数字３も、説明なら構わない。

  背景:
    前提 医療機関は訪問診療等機能を利用している

  シナリオ: 登録する
    もし 患者がすべてに同意する
    ならば 登録完了の画面が表示される

  シナリオアウトライン: <人>が登録する
    もし 「<人>」が同意する
    ならば 登録完了の画面が表示される

    例:
      | 人   |
      | 花子 |
"""


def test_the_keywords_are_those_of_gherkin() -> None:
    japanese = Dialect.for_name("ja")
    assert japanese is not None

    assert set(slips.OUTLINE_KEYWORDS) == set(japanese.scenario_outline_keywords)
    assert set(slips.SCENARIO_KEYWORDS) == set(japanese.scenario_keywords)
    assert set(slips.BACKGROUND_KEYWORDS) == set(japanese.background_keywords)
    assert set(slips.OTHER_TITLES) == {
        *japanese.feature_keywords,
        *japanese.rule_keywords,
        *japanese.examples_keywords,
    }
    assert {*slips.STEP_KEYWORDS, "* "} == {
        *japanese.given_keywords,
        *japanese.when_keywords,
        *japanese.then_keywords,
        *japanese.and_keywords,
        *japanese.but_keywords,
    }


def test_a_good_feature_has_no_problem() -> None:
    assert check(GOOD) == ()


def test_a_byte_order_mark_and_windows_lines_are_no_problem(tmp_path: Path) -> None:
    file = tmp_path / "windows.feature"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())

    check_file(file)


def scenario(*lines: str) -> str:
    return (
        "\n".join(["# language: ja", "機能: 受付", "  シナリオ: 題名", *lines]) + "\n"
    )


CHECKED = "    ならば 表示される"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("# language: ja\n機能：受付\n", 2, "全角コロン", id="colon"),
        pytest.param(
            f"{GOOD}\n  シナリお: 消す\n    もし 消す\n",
            20,
            "「シナリオ:」の書き誤り",
            id="title",
        ),
        pytest.param(
            "# language: ja\n機能: 受付\n\n  # 一つ\n  シナリお: 消す\n",
            5,
            "「シナリオ:」の書き誤り",
            id="only title",
        ),
        pytest.param(
            "# language: ja\n機能: 受付\n  シナリオ: 消す\n\n    # 一つ\n"
            "    前堤 花子\n    ならば 消える\n",
            6,
            "「前堤 花子」はステップとして",
            id="step after a comment",
        ),
        pytest.param(
            scenario("    もしもの場合に備える", CHECKED), 4, "もし", id="moshimo"
        ),
        pytest.param(
            scenario("    もし ３回間違える", CHECKED), 4, "全角", id="full-width digit"
        ),
        pytest.param(
            scenario("    もし ｢花子｣が来る", CHECKED), 4, "半角", id="narrow bracket"
        ),
        pytest.param(
            scenario("    もし 次を選ぶ", "      ｜ 薬剤 ｜", CHECKED),
            5,
            "｜",
            id="full-width table",
        ),
        pytest.param(
            "# language: ja\n＠req:x\n" + scenario(CHECKED),
            2,
            "＠",
            id="full-width tag",
        ),
        pytest.param("機能: 受付\n", 1, "# language: ja", id="no language"),
        pytest.param(
            "# language: ja\n機能: 受付\n  シナリオ: 空\n", 3, "ステップ", id="no step"
        ),
        pytest.param(
            scenario("    もし 同意する"), 3, "ならば", id="nothing is checked"
        ),
        pytest.param(
            scenario(CHECKED) + "  シナリオ: 題名\n" + CHECKED + "\n",
            5,
            "3行目",
            id="same title twice",
        ),
        pytest.param("# language: ja\n機能: 受付\n", 2, "1つも", id="no scenario"),
        pytest.param(
            scenario(CHECKED).replace("シナリオ:", "シナリオアウトライン:"),
            3,
            "例:",
            id="outline without examples",
        ),
        pytest.param(
            GOOD.replace("| 人   |", "| 名前 |"), 12, "<人>", id="unknown placeholder"
        ),
        pytest.param(
            scenario(CHECKED, "    なにか 違う"), 5, "Gherkin", id="unreadable line"
        ),
        pytest.param(
            scenario("    前堤 患者がいる", CHECKED),
            4,
            "前堤 患者がいる",
            id="mistyped keyword of the first step",
        ),
        pytest.param(
            scenario(CHECKED).replace("  シナ", "  背景:\n    前堤 ある\n  シナ"),
            4,
            "前堤 ある",
            id="mistyped keyword in the background",
        ),
        pytest.param(
            GOOD.replace("    例:", "    @req:x\n    例:"),
            16,
            "コロン",
            id="example tag",
        ),
        pytest.param(
            "# language: ja\n@a:b:c\n" + scenario(CHECKED)[15:],
            2,
            "@a:b:c",
            id="odd tag",
        ),
    ],
)
def test_a_slip_is_named_with_its_line(text: str, line: int, words: str) -> None:
    problems = check(text)

    assert [problem.line for problem in problems] == [line]
    assert words in problems[0].message


def test_all_slips_are_told_at_once() -> None:
    text = scenario("    もしもの場合", "    もし ３回", "    ならば ４回")

    assert [problem.line for problem in check(text)] == [4, 5, 6]


def test_a_docstring_may_hold_anything() -> None:
    text = scenario(
        "    もし 次を送る", '      """', "      ３｜もしも", '      """', CHECKED
    )

    assert check(text) == ()


def test_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "sjis.feature"
    file.write_bytes(GOOD.encode("cp932"))

    with pytest.raises(FeatureProblems, match=r"sjis\.feature 1行目: .*UTF-8"):
        check_file(file)
