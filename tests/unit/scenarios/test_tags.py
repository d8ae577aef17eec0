"""Tag expressions choose scenarios the way a tester writes them."""

from __future__ import annotations

import pytest

from harness.bdd.tags import TagExpressionError, mark_expression


@pytest.mark.parametrize(
    ("tags", "expression"),
    [
        ("@req:home-visit-19", "req(id='home-visit-19')"),
        ("req:home-visit-19", "req(id='home-visit-19')"),
        ("@異常系", "異常系"),
        (
            "@needs:tear and not (@req:a or @b)",
            "needs(id='tear') and not (req(id='a') or b)",
        ),
    ],
)
def test_tags_become_marks(tags: str, expression: str) -> None:
    assert mark_expression(tags) == expression


@pytest.mark.parametrize(
    "tags", ["", "  ", "req(id='x')", "a=b", "@a and", "@a @b", "(@a", "@a,@b", "not"]
)
def test_what_is_no_tag_expression_is_refused(tags: str) -> None:
    with pytest.raises(TagExpressionError, match="読めません"):
        mark_expression(tags)
