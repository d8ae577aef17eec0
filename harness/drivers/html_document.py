"""One HTML page in a person's words: what is shown, what can be filled and pressed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from ..ports import Screen
from .html_form import (
    BUTTONS,
    CHOICES,
    NOT_TYPED,
    Field,
    Submission,
    is_disabled,
    missing,
    owner_form,
    read_fields,
    submission,
)
from .html_text import attribute, is_visible, label_key, visible_text

MARKER_REASON = "mynabench-reason"
MARKER_OUTCOME = "mynabench-outcome"
_REFRESH = re.compile(
    r"\s*(?P<delay>\d+)(?:\.\d*)?\s*[;,]?\s*(?:url\s*=\s*)?['\"]?(?P<url>[^'\"]*)",
    re.IGNORECASE,
)


class PageError(LookupError):
    """The page has no such thing to fill, choose or press; lists what it has."""


class RequiredFieldEmpty(Exception):  # noqa: N818 - what a browser says to its user.
    """A browser would not send this form: a required field is empty."""


class HTMLDocument:
    """A page as it was received, and as it has been filled in since."""

    def __init__(self, html: str, *, url: str, status: int) -> None:
        self.url = url
        self.status = status
        self.html = html
        self._soup = BeautifulSoup(html, "html.parser")
        self._base = self._find_base()
        self._fields = read_fields(self._soup)

    @property
    def title(self) -> str:
        """The title of the page; empty where it has none."""
        title = self._soup.find("title")
        return title.get_text(strip=True) if isinstance(title, Tag) else ""

    def screen(self, *, notice: str = "") -> Screen:
        """Describe what a person sees; *notice* is what the browser adds by itself."""
        body = self._soup.find("body")
        text = visible_text(body if isinstance(body, Tag) else self._soup)
        heading = self._soup.find("h1")
        return Screen(
            url=self.url,
            status=self.status,
            title=self.title,
            heading=visible_text(heading) if isinstance(heading, Tag) else "",
            text=f"{text}\n{notice}" if notice else text,
            buttons=tuple(label for label, _ in self._pressable()),
            groups=self._groups(),
            reason=self.marker(MARKER_REASON),
            alert=" ".join(
                visible_text(one).replace("\n", " ")
                for one in self._soup.find_all(attrs={"role": "alert"})
                if isinstance(one, Tag)
            ),
            outcome=self.marker(MARKER_OUTCOME),
        )

    def marker(self, name: str) -> str | None:
        """Return the content of `<meta name=…>`, which a stub writes for programs."""
        tag = self._soup.find("meta", attrs={"name": name})
        content = attribute(tag, "content") if isinstance(tag, Tag) else ""
        return content or None

    def choose(self, group: str, option: str) -> None:
        """Choose *option* under the legend *group*, or in the list of that label."""
        fields = [f for f in self._fields if f.kind in CHOICES and _is(f.group, group)]
        named = [f for f in fields if f.called(option)]
        if named:
            self._check(_only(named, f"「{group}」の「{option}」", self.url))
            return
        lists = [f for f in self._fields if f.kind == "select" and f.called(group)]
        for one in lists:
            values = [value for text, value in one.options if _is(text, option)]
            if values and not one.disabled:
                one.chosen = values[:1]
                return
        known = "、".join(f"{g}（{'／'.join(o)}）" for g, o in self._groups().items())
        raise PageError(
            f"「{group}」に「{option}」という選択肢はありません。"
            f"このページの選択肢: {known or 'なし'} ({self.url})"
        )

    def uncheck(self, group: str, option: str) -> None:
        """Take the tick out of a box."""
        boxes = [
            f
            for f in self._fields
            if f.kind == "checkbox" and _is(f.group, group) and f.called(option)
        ]
        _only(boxes, f"「{group}」の「{option}」", self.url).checked = False

    def is_chosen(self, group: str, option: str) -> bool:
        """Tell whether *option* under the legend *group* is chosen now."""
        return any(
            f.checked
            for f in self._fields
            if f.kind in CHOICES and _is(f.group, group) and f.called(option)
        )

    def fill(self, label: str, value: str) -> None:
        """Type *value* into the field of that label."""
        typed = [f for f in self._fields if f.kind not in (*NOT_TYPED, "select")]
        named = [f for f in typed if f.called(label)]
        if not named:
            raise PageError(
                f"「{label}」という入力欄はありません。"
                f"このページの入力欄: {_listed(n for f in typed for n in f.labels[:1])}"
                f" ({self.url})"
            )
        one = _only(named, f"「{label}」", self.url)
        if one.disabled or one.tag.has_attr("readonly"):
            raise PageError(f"「{label}」は入力できません（変更不可）。 ({self.url})")
        one.value = value

    def value(self, label: str) -> str:
        """Return what a field of that label shows now."""
        named = [f for f in self._fields if f.called(label)]
        return _only(named, f"「{label}」", self.url).value

    def find_pressable(self, label: str) -> Tag:
        """Return the one button or link of that visible text; raises `PageError`."""
        pressable = self._pressable()
        named = [tag for text, tag in pressable if _is(text, label)]
        if not named:
            named = [
                tag for _, tag in pressable if _is(attribute(tag, "aria-label"), label)
            ]
        if not named:
            raise PageError(
                f"「{label}」というボタンやリンクはありません。"
                f"このページにあるもの: {_listed(text for text, _ in pressable)}"
                f" ({self.url})"
            )
        targets = {attribute(tag, "href") for tag in named if tag.name == "a"}
        if len(named) > 1 and not (
            len(targets) == 1 and all(tag.name == "a" for tag in named)
        ):
            raise PageError(
                f"「{label}」が{len(named)}個あり、どれか分かりません。 ({self.url})"
            )
        return named[0]

    def link_target(self, tag: Tag) -> str:
        """Return the absolute address a link leads to."""
        return urljoin(self._base, attribute(tag, "href"))

    def submit(self, button: Tag) -> Submission:
        """Return what pressing *button* sends.

        Raises `RequiredFieldEmpty` where a browser would hold the form back, and
        `PageError` for a button that does nothing without a script.
        """
        form = owner_form(self._soup, button)
        if form is None or attribute(button, "type").lower() in ("button", "reset"):
            raise PageError(
                f"「{visible_text(button)}」はスクリプトなしでは何もしません。"
                f" ({self.url})"
            )
        gap = missing(self._fields, form, button)
        if gap is not None:
            name = gap.group or next(iter(gap.labels), gap.name)
            raise RequiredFieldEmpty(f"「{name}」を入力または選択してください。")
        return submission(self._fields, form, button, page_url=self._base)

    def refresh_target(self) -> str | None:
        """Return where the page sends the browser on at once, or None."""
        for tag in self._soup.find_all("meta"):
            if not isinstance(tag, Tag):
                continue
            if attribute(tag, "http-equiv").lower() != "refresh":
                continue
            match = _REFRESH.match(attribute(tag, "content"))
            if match and int(match["delay"]) == 0 and match["url"].strip():
                return urljoin(self._base, str(match["url"]).strip())
        return None

    def image_source(self, alternative: str) -> str:
        """Return the address of the picture with that alternative text."""
        images = [t for t in self._soup.find_all("img") if isinstance(t, Tag)]
        for tag in images:
            if _is(attribute(tag, "alt"), alternative):
                return urljoin(self._base, attribute(tag, "src"))
        names = _listed(attribute(tag, "alt") for tag in images)
        raise PageError(
            f"「{alternative}」という画像はありません。"
            f"このページの画像: {names} ({self.url})"
        )

    def _check(self, one: Field) -> None:
        if one.disabled:
            raise PageError(f"「{one.labels[0]}」は選べません。 ({self.url})")
        if one.kind == "radio":
            for other in self._fields:
                if (
                    other.kind == "radio"
                    and other.form is one.form
                    and other.name == one.name
                ):
                    other.checked = False
        one.checked = True

    def _groups(self) -> dict[str, tuple[str, ...]]:
        groups: dict[str, tuple[str, ...]] = {}
        for one in self._fields:
            if not is_visible(one.tag) or not one.labels:
                continue
            if one.kind in CHOICES:
                known = groups.get(one.group, ())
                groups[one.group] = (*known, one.labels[0])
            elif one.kind == "select":
                groups[one.labels[0]] = tuple(text for text, _ in one.options)
        return groups

    def _pressable(self) -> list[tuple[str, Tag]]:
        found: list[tuple[str, Tag]] = []
        for tag in self._soup.find_all(["a", "button", "input"]):
            if not isinstance(tag, Tag) or not is_visible(tag) or is_disabled(tag):
                continue
            if tag.name == "input":
                if attribute(tag, "type").lower() in BUTTONS:
                    text = attribute(tag, "value") or attribute(tag, "alt")
                    found.append((text or "送信", tag))
            elif tag.name == "button" or tag.has_attr("href"):
                text = visible_text(tag).replace("\n", " ")
                found.append((text or attribute(tag, "aria-label"), tag))
        return found

    def _find_base(self) -> str:
        tag = self._soup.find("base", href=True)
        if not isinstance(tag, Tag):
            return self.url
        return urljoin(self.url, attribute(tag, "href"))


def _is(shown: str, wanted: str) -> bool:
    return bool(shown) and label_key(shown) == label_key(wanted)


def _only(found: list[Field], what: str, url: str) -> Field:
    if len(found) == 1:
        return found[0]
    problem = "ありません" if not found else f"{len(found)}個あり、どれか分かりません"
    raise PageError(f"{what}が{problem}。 ({url})")


def _listed(names: Iterable[str]) -> str:
    return "、".join(f"「{name}」" for name in names if name) or "なし"
