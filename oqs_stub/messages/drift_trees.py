"""Changes that later editions, or other producers, make to the elements of a message.

Each function changes one tree in place; names are those of the description.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from xml.etree.ElementTree import Element as Node

from pydantic_xml.element.native import etree

from .items import Message, Part
from .layout import elements
from .record import CONFIRMATION_KEY, NEWER_CONSENTS, NEWER_DATES

Change = Callable[[Node, type[Message], str], None]
"""The tree, what it is a message of, and a seed for what is left to chance."""

_RECORD = "ResultOfQualificationConfirmation"
_UNIT = "BulkConfirmUnit"
_LIST = "ResultList"
_FORM = "PrescriptionIssueSelect"
_LIKE = "DiagnosisInfo"  # Whose consent the newer ones take after.
_KEY_DIGITS = 32
_TRIPLE = ("ConsFlg", "ConsTime", "AvailableTime")


def add_newer_consents(root: Node, _message: type[Message], _seed: str) -> None:
    """Put the six consent triples of 電子カルテ情報共有 behind those there are."""
    for record in _all(root, _RECORD):
        known = {str(child.tag): child.text for child in record}
        if f"{_LIKE}ConsFlg" not in known:
            continue  # No consent was taken for this answer.
        if f"{NEWER_CONSENTS[0]}ConsFlg" in known:
            continue  # They were asked, and are told as chosen.
        place = 1 + max(
            index
            for index, child in enumerate(record)
            if str(child.tag).endswith(("ConsFlg", "ConsTime", "AvailableTime"))
        )
        for stem in reversed(NEWER_CONSENTS):
            for end in reversed(_TRIPLE):
                value = known.get(f"{_LIKE}{end}")
                if value:
                    record.insert(place, _leaf(f"{stem}{end}", value))


def add_confirmation_keys(root: Node, _message: type[Message], seed: str) -> None:
    """End each record of what a face reader writes with an opaque key."""
    if not _is_face(root):
        return
    for number, record in enumerate(_all(root, _RECORD)):
        identifier = root.findtext("MessageHeader/ArbitraryFileIdentifier")
        name = f"{seed}/{identifier}/{number}"
        key = hashlib.sha256(name.encode()).hexdigest()[:_KEY_DIGITS]
        record.append(_leaf(CONFIRMATION_KEY, key))


def drop_newer_dates(root: Node, _message: type[Message], _seed: str) -> None:
    """Leave out what was added after 2023."""
    for record in _all(root, _RECORD):
        for child in list(record):
            if str(child.tag) in NEWER_DATES:
                record.remove(child)


def shuffle(root: Node, message: type[Message], seed: str) -> None:
    """Order elements as a hash table of their names would; rows keep their order."""
    for node in (root, *_below(root)):
        children = sorted(
            node,
            key=lambda child: hashlib.sha256(
                f"{seed}/{child.tag}".encode()
            ).hexdigest(),
        )
        for child in children:
            node.remove(child)
        node.extend(children)


def shuffle_faces(root: Node, message: type[Message], seed: str) -> None:
    """As `shuffle`, but only what a face reader writes."""
    if _is_face(root):
        shuffle(root, message, seed)


def show_empty_values(root: Node, message: type[Message], _seed: str) -> None:
    """Write absent values as empty elements, in their places."""
    _fill(root, message)


def move_prescription_into_records(
    root: Node, _message: type[Message], _seed: str
) -> None:
    """Put the 処方箋発行形態 of the body into each record."""
    body = root.find("MessageBody")
    form = None if body is None else body.find(_FORM)
    if body is None or form is None:
        return
    records = _all(body, _RECORD)
    if records:
        body.remove(form)
    for record in records:
        if record.find(_FORM) is None:
            record.append(_leaf(_FORM, form.text or ""))


def wrap_records_of_units(root: Node, _message: type[Message], _seed: str) -> None:
    """Put the records of each unit of a list into a `ResultList`."""
    for unit in _all(root, _UNIT):
        records = [child for child in unit if str(child.tag) == _RECORD]
        if not records:
            continue
        wrapper = etree.Element(_LIST)
        unit.insert(list(unit).index(records[0]), wrapper)
        for record in records:
            unit.remove(record)
            wrapper.append(record)


def add_unknown_elements(root: Node, _message: type[Message], _seed: str) -> None:
    """Put an unknown value and an unknown block into every block."""
    for node in [root, *_below(root)]:
        if len(node):
            block = etree.Element("StubFutureBlock")
            block.append(_leaf("StubFutureValue", "9"))
            node.append(block)
            node.insert(0, _leaf("StubFutureValue", "9"))


def _is_face(root: Node) -> bool:
    return root.findtext("MessageHeader/ReferenceClassification") == "1"


def _fill(node: Node, part: type[Part]) -> None:
    """Add what *part* describes as a value and *node* has not got."""
    here = 0
    for element in elements(part):
        found = [child for child in node if str(child.tag) == element.name]
        if element.part is not None:
            for child in found:
                _fill(child, element.part)
        elif not found:
            node.insert(here, _leaf(element.name, ""))
            here += 1
            continue
        here = list(node).index(found[-1]) + 1 if found else here


def _leaf(name: str, value: str) -> Node:
    leaf: Node = etree.Element(name)
    leaf.text = value
    return leaf


def _all(root: Node, name: str) -> list[Node]:
    return [node for node in _below(root) if str(node.tag) == name]


def _below(root: Node) -> list[Node]:
    found = []
    for child in root:
        found.append(child)
        found.extend(_below(child))
    return found
