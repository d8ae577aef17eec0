"""What a person can see of an HTML page that nothing has styled or scripted."""

from __future__ import annotations

import re
import unicodedata

from bs4 import Comment, NavigableString, Tag

INVISIBLE = frozenset(
    {"head", "script", "style", "template", "title", "datalist", "object"}
)
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "caption", "dd", "details",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav",
        "ol", "option", "p", "pre", "section", "select", "summary", "table", "tbody",
        "tfoot", "thead", "tr", "ul",
    }
)  # fmt: skip
CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"[ \t\r\n\f]+")  # Full-width spaces belong to names.


def attribute(tag: Tag, name: str) -> str:
    """Return an attribute as text; empty where it is absent."""
    value = tag.get(name)
    if isinstance(value, list):
        return " ".join(value)
    return value or ""


def is_visible(tag: Tag) -> bool:
    """Tell whether *tag* and all around it are shown without any style sheet."""
    chain = [tag, *tag.parents]
    return not any(_hides(outer) for outer in chain)


def visible_text(tag: Tag, *, without: frozenset[str] = frozenset()) -> str:
    """Return the text a person reads in *tag*, one line for each block.

    Elements named in *without* are passed over.
    """
    pieces: list[str] = []
    _collect(tag, pieces, without)
    lines = (_SPACE.sub(" ", line).strip(" ") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def label_key(text: str) -> str:
    """Fold *text* so that labels compare as people compare them.

    Width and runs of white space do not count; everything else does.
    """
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _collect(tag: Tag, pieces: list[str], without: frozenset[str]) -> None:
    if _hides(tag):
        return
    if tag.name in BLOCKS:
        pieces.append("\n")
    for child in tag.children:
        if isinstance(child, Tag):
            if child.name in without:
                continue
            _collect(child, pieces, without)
        elif isinstance(child, NavigableString) and not isinstance(child, Comment):
            pieces.append(_SPACE.sub(" ", str(child)))
    if tag.name in BLOCKS:
        pieces.append("\n")
    elif tag.name in CELLS:
        pieces.append(" ")


def _hides(tag: Tag) -> bool:
    if tag.name in INVISIBLE or tag.has_attr("hidden"):
        return True
    return "display:none" in attribute(tag, "style").replace(" ", "").lower()
