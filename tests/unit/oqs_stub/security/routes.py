"""Every address of the stub, and requests to it that nobody has foreseen."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from flask import Flask
from hypothesis import strategies as st
from werkzeug.routing import Rule

from oqs_stub import webapi

NASTY = (
    "",
    " ",
    "\0",
    "-1",
    "0",
    "1",
    "true",
    "null",
    "[]",
    "{}",
    "NaN",
    "1e999",
    "9" * 400,
    "９９３００００１４",
    "٣",
    "𠮷",
    "\u202e",
    "\ufffe",
    "\r\nSet-Cookie: a=b",
    "../../../../etc/passwd",
    "..\\..\\windows",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%s%n",
    "' OR 1=1 --",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "20260230",
    "2026-04-10",
    "2026-04-10T10:00:00+09:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "PT999999999H",
    "A" * 5000,
)
"""Values that have broken other programs."""

_NAME = re.compile(r'"([A-Za-z][A-Za-z0-9_-]{1,40})"')
_KINDS = ("form", "json", "query", "raw")
_CONTENT_TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/ocsp-request",
    "text/plain; charset=utf-7",
    "",
)

_WEBAPI = tuple(
    f"{webapi.PREFIX}{rest}"
    for rest in ("auth", "refresh", "search", "messages/<prefix>", "<rest>")
)
_WEBAPI_WORDS = (
    '"XmlMsg" "MessageHeader" "MessageBody" "QualificationConfirmSearchInfo"'
)

Body = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """One rule of the map with one of its methods, and what its code has words for."""

    rule: Rule
    method: str
    words: tuple[str, ...]
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values that mean something here, by the name of the part or field."""

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule}"

    def paths(self) -> st.SearchStrategy[str]:
        """The address with its parts filled in."""
        text = self.rule.rule
        parts = re.findall(r"<(?:([a-z]+)(?:\(([^)]*)\))?:)?([a-z_]+)>", text)
        values: list[st.SearchStrategy[str]] = []
        for converter, options, name in parts:
            if converter == "any":
                values.append(st.sampled_from(re.findall(r"\w+", options)))
            elif converter == "int":
                values.append(st.integers(0, 2**70).map(str) | st.sampled_from("0123"))
            else:
                values.append(self.values(name))
        pattern = re.sub(r"<[^>]*>", "{}", text)
        return st.tuples(*values).map(
            lambda filled: pattern.format(*(quote(part, safe="") for part in filled))
        )

    def values(self, name: str) -> st.SearchStrategy[str]:
        """A value for a part or a field: one that means something, or anything."""
        anything = st.sampled_from(NASTY) | st.text(
            st.characters(exclude_categories=["Cs"]), max_size=30
        )
        known = self.known.get(name, ())
        return st.sampled_from(known) | anything if known else anything

    def fields(self) -> st.SearchStrategy[dict[str, str]]:
        """A form in the words of the page's code; those of its own login with it."""
        names = st.lists(st.sampled_from(self.words), max_size=8, unique=True)
        always = {name: st.sampled_from(self.known[name]) for name in ("form-token",)}
        return names.flatmap(
            lambda chosen: st.fixed_dictionaries(
                {name: self.values(name) for name in chosen} | always
            )
        )

    def documents(self) -> st.SearchStrategy[object]:
        """JSON in the words of the code, of any depth."""
        words = st.sampled_from(self.words)
        leaf = (
            st.none()
            | st.booleans()
            | st.integers(-(2**70), 2**70)
            | st.floats(width=32)
            | st.sampled_from(NASTY)
            | words
            | words.flatmap(self.values)
        )
        return st.recursive(
            leaf,
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=6)
            ),
            max_leaves=12,
        )

    def requests(self) -> st.SearchStrategy[Body]:
        """What is sent, as arguments of a Flask test client."""
        return st.sampled_from(_KINDS).flatmap(self._request)

    def _request(self, kind: str) -> st.SearchStrategy[Body]:
        if kind == "form":
            return self.fields().map(lambda fields: {"data": fields})
        if kind == "query":
            return self.fields().map(lambda fields: {"query_string": fields})
        if kind == "json":
            return self.documents().map(
                lambda document: {
                    "data": json.dumps(document),
                    "content_type": "application/json",
                }
            )
        return st.builds(
            lambda data, content_type: {"data": data, "content_type": content_type},
            st.binary(max_size=200) | st.sampled_from([b"{", b"[" * 3000, b"\xff\xfe"]),
            st.sampled_from(_CONTENT_TYPES),
        )


def addresses(app: Flask, known: Mapping[str, tuple[str, ...]]) -> list[Address]:
    """Every address of *app* with every method it takes, and of its WebAPI."""
    words = set(_NAME.findall(inspect.getsource(webapi) + _WEBAPI_WORDS)) | set(known)
    found = [
        Address(Rule(rule, endpoint="webapi"), method, tuple(sorted(words)), known)
        for rule in _WEBAPI
        for method in ("GET", "POST", "PUT")
    ]
    for rule in sorted(app.url_map.iter_rules(), key=str):
        view = app.view_functions[rule.endpoint]
        words = _words_of(view) | set(known)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append(Address(rule, method, tuple(sorted(words)), known))
    return found


def _words_of(view: Callable[..., object]) -> set[str]:
    """The words in the module of a view: names of fields are among them."""
    module = inspect.getmodule(inspect.unwrap(view))
    try:
        source = inspect.getsource(module) if module is not None else ""
    except OSError:
        source = ""
    return set(_NAME.findall(source)) or {"name"}
