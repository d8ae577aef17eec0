"""A form as a person fills it in: its fields, their labels, and what is submitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from .html_text import attribute, is_visible, label_key, visible_text

CHOICES = frozenset({"radio", "checkbox"})
BUTTONS = frozenset({"submit", "image", "button", "reset"})
NOT_TYPED = CHOICES | BUTTONS | {"hidden", "file"}
CONTROLS = frozenset({"input", "textarea", "select", "button"})
MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What the browser sends when a button is pressed."""

    method: str
    url: str
    fields: tuple[tuple[str, str], ...]
    multipart: bool


@dataclass(eq=False, slots=True, kw_only=True)
class Field:
    """One control of a page and its present value."""

    tag: Tag
    kind: str  # An input's type, "textarea" or "select".
    name: str
    value: str
    labels: tuple[str, ...]
    group: str  # The legend of the innermost group around it.
    form: Tag | None
    disabled: bool
    required: bool
    checked: bool = False
    options: tuple[tuple[str, str], ...] = ()  # (text, value) of a select.
    chosen: list[str] = field(default_factory=list)  # Values chosen in a select.

    def called(self, label: str) -> bool:
        """Tell whether *label* is one of the names a person sees for it."""
        return label_key(label) in {label_key(own) for own in self.labels}

    @property
    def contribution(self) -> tuple[tuple[str, str], ...]:
        """What the field adds to its form's data set (HTML, form submission)."""
        if not self.name or self.disabled or self.kind in BUTTONS | {"file"}:
            return ()
        if self.kind in CHOICES:
            return ((self.name, self.value),) if self.checked else ()
        if self.kind == "select":
            return tuple((self.name, value) for value in self.chosen)
        return ((self.name, self.value),)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has been entered or chosen."""
        if self.kind == "select":
            return not any(self.chosen)
        return not self.checked if self.kind in CHOICES else not self.value


def read_fields(soup: BeautifulSoup) -> list[Field]:
    """Return every control of the page, in document order, as it was rendered."""
    return [
        _read(soup, tag)
        for tag in soup.find_all(["input", "textarea", "select"])
        if isinstance(tag, Tag)
    ]


def owner_form(soup: BeautifulSoup, tag: Tag) -> Tag | None:
    """Return the form a control belongs to, named by `form=` or around it."""
    named = attribute(tag, "form")
    if named:
        found = soup.find("form", id=named)
        return found if isinstance(found, Tag) else None
    return tag.find_parent("form")


def is_disabled(tag: Tag) -> bool:
    """Tell whether a control is disabled by itself or by a fieldset around it."""
    if tag.has_attr("disabled"):
        return True
    return any(outer.has_attr("disabled") for outer in tag.find_parents("fieldset"))


def submission(
    fields: list[Field], form: Tag, button: Tag, *, page_url: str
) -> Submission:
    """Return what pressing *button* sends of *form*; only what the page rendered."""
    pairs: list[tuple[str, str]] = []
    for one in fields:
        if one.form is form:
            pairs.extend(one.contribution)
    name = attribute(button, "name")
    if name:
        pairs.append((name, attribute(button, "value")))
    action = attribute(button, "formaction") or attribute(form, "action")
    method = attribute(button, "formmethod") or attribute(form, "method") or "get"
    enctype = attribute(button, "formenctype") or attribute(form, "enctype")
    return Submission(
        method=method.upper(),
        url=urljoin(page_url, action),
        fields=tuple(pairs),
        multipart=enctype.lower() == MULTIPART and method.lower() == "post",
    )


def missing(fields: list[Field], form: Tag, button: Tag) -> Field | None:
    """Return the first required field that a browser would not submit empty."""
    if form.has_attr("novalidate") or button.has_attr("formnovalidate"):
        return None
    for one in fields:
        if one.form is not form or one.disabled or not one.required:
            continue
        if one.kind == "radio":
            answered = any(
                other.checked
                for other in fields
                if other.form is form
                and other.kind == "radio"
                and other.name == one.name
            )
            if not answered:
                return one
        elif one.kind not in ("hidden", *BUTTONS) and one.is_empty:
            return one
    return None


def _read(soup: BeautifulSoup, tag: Tag) -> Field:
    kind = attribute(tag, "type").lower() or "text" if tag.name == "input" else tag.name
    value = attribute(tag, "value")
    if kind in CHOICES and not tag.has_attr("value"):
        value = "on"
    if kind == "textarea":
        value = tag.get_text().removeprefix("\n")
    one = Field(
        tag=tag,
        kind=kind,
        name=attribute(tag, "name"),
        value=value,
        labels=() if kind == "hidden" else _labels(soup, tag),
        group=_group(soup, tag),
        form=owner_form(soup, tag),
        disabled=is_disabled(tag),
        required=tag.has_attr("required"),
        checked=tag.has_attr("checked"),
    )
    if kind == "select":
        _read_options(one)
    return one


def _read_options(one: Field) -> None:
    options = [o for o in one.tag.find_all("option") if isinstance(o, Tag)]
    texts = [visible_text(o, without=frozenset({"option"})) for o in options]
    values = [
        attribute(option, "value") if option.has_attr("value") else text
        for option, text in zip(options, texts, strict=True)
    ]
    one.options = tuple(zip(texts, values, strict=True))
    one.chosen = [
        value
        for option, value in zip(options, values, strict=True)
        if option.has_attr("selected")
    ]
    if not one.chosen and values and not one.tag.has_attr("multiple"):
        one.chosen = values[:1]


def _labels(soup: BeautifulSoup, tag: Tag) -> tuple[str, ...]:
    found: list[str] = []
    own_id = attribute(tag, "id")
    if own_id:
        found += [
            visible_text(label)
            for label in soup.find_all("label", attrs={"for": own_id})
            if isinstance(label, Tag) and is_visible(label)
        ]
    around = tag.find_parent("label")
    if around is not None and not attribute(around, "for"):
        found.append(visible_text(around, without=CONTROLS))
    found += _spoken_names(soup, tag)
    return tuple(dict.fromkeys(label for label in found if label))


def _spoken_names(soup: BeautifulSoup, tag: Tag) -> list[str]:
    """Return the names that only assistive technology reads out."""
    named_by = (
        soup.find(id=part) for part in attribute(tag, "aria-labelledby").split()
    )
    joined = " ".join(visible_text(t) for t in named_by if isinstance(t, Tag))
    return [joined, attribute(tag, "aria-label")]


def _group(soup: BeautifulSoup, tag: Tag) -> str:
    for outer in tag.parents:
        if outer.name == "fieldset":
            legend = outer.find("legend", recursive=False)
            if isinstance(legend, Tag):
                return visible_text(legend)
        if attribute(outer, "role") in ("group", "radiogroup"):
            spoken = [name for name in _spoken_names(soup, outer) if name]
            if spoken:
                return spoken[0]
    return ""
