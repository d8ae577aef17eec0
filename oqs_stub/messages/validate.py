"""Whether a message keeps to its layout: shape first, then the form of each value."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element as Node

from pydantic import ValidationError

from .errors import MessageError
from .in_words import absence, described, shown
from .items import Message, Part
from .layout import Element, elements

ROOT = "XmlMsg"


def check_shape(root: Node, message_type: type[Message]) -> None:
    """Check which elements are there and that values and blocks are not mixed up.

    Elements that the layout does not know are left alone. Raises `MessageError`.
    """
    if str(root.tag) != ROOT:
        raise MessageError("", expected=f"ルート要素 {ROOT}", came=f"<{root.tag}>")
    _check_part(root, message_type, path=ROOT)


def check_values(message: Message) -> None:
    """Check every value of a message against its format. Raises `MessageError`."""
    _check_values(message, path=ROOT)


def _check_part(node: Node, part: type[Part], *, path: str) -> None:
    counts = Counter(str(child.tag) for child in node)
    known = {element.name: element for element in elements(part)}
    for one in known.values():
        count = counts[one.name]
        here = f"{path}/{one.name}"
        if one.required and count == 0:
            came = absence(one.name, counts.keys() - known.keys())
            raise MessageError(here, expected=described(one), came=came)
        if count > 1 and not one.repeated:
            raise MessageError(here, expected="1個だけの要素", came=f"{count}個")
    for child in node:
        element = known.get(str(child.tag))
        if element is not None:
            _check_kind(child, element, path=f"{path}/{element.name}")


def _check_kind(node: Node, element: Element, *, path: str) -> None:
    if element.part is not None:
        if not len(node):
            raise MessageError(
                path, expected=described(element), came=shown(node.text or "")
            )
        _check_part(node, element.part, path=path)
    elif len(node):
        raise MessageError(path, expected=described(element), came="子要素")


def _check_values(part: Part, *, path: str) -> None:
    for element in elements(type(part)):
        value = getattr(part, element.name)
        values = value if element.repeated else (value,)
        for index, one in enumerate(values, start=1):
            here = f"{path}/{element.name}"
            if element.repeated:
                here += f"[{index}]"
            if isinstance(one, Part):
                _check_values(one, path=here)
            elif one is not None and not _fits(element, one):
                raise MessageError(here, expected=described(element), came=shown(one))


def _fits(element: Element, value: str) -> bool:
    form = element.item.format
    return form is None or form.accepts(value)


def unlike_layout(error: ValidationError) -> MessageError:
    """What is said of a message that pydantic does not take."""
    first = error.errors()[0]
    return MessageError(
        "/".join([ROOT, *map(str, first["loc"])]),
        expected="配置仕様どおりの要素",
        came=first["msg"],
    )
