"""How a message is described: a class per block, an annotated field per element.

Field names are the wire names, verbatim; the order of declaration is the order on
the wire; the annotation says whether an element may be absent or repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import ConfigDict
from pydantic_xml import BaseXmlModel, element
from pydantic_xml.element.element import SearchMode

from .formats import Format


class Evidence(StrEnum):
    """How well an element is known from public material."""

    TWO_SOURCES = "A"
    ONE_SOURCE = "B"
    INFERRED = "C"
    STUB = "X"  # Not public: a convention of this stub.


A = Evidence.TWO_SOURCES
B = Evidence.ONE_SOURCE
C = Evidence.INFERRED
X = Evidence.STUB


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of one element: its Japanese name, its format, the evidence."""

    title: str
    format: Format | None  # None for an element that holds others.
    evidence: Evidence
    note: str = ""


def item(title: str, form: Format | None, evidence: Evidence, *, note: str = "") -> Any:  # noqa: ANN401 - pydantic's field information has no public type of its own.
    """Describe one element; goes into the `Annotated` of its field."""
    field = element()
    field.metadata.append(Item(title, form, evidence, note))
    return field


class Part(BaseXmlModel, search_mode=SearchMode.UNORDERED):
    """A block of elements. Reading does not depend on their order (real ones vary)."""

    lasting: ClassVar[bool] = False
    """True for what says the same in many messages: of a person, not of a request."""

    # A start needs few of the many messages: `layout.make_ready` does the rest later.
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Message(Part, tag="XmlMsg"):
    """A whole message; its root element is always `XmlMsg`, without attributes."""

    stub_convention: ClassVar[bool] = False
    """True where the layout is not public and this stub had to choose one."""

    many_people: ClassVar[bool] = False
    """True for a request that may name thousands of people, and be as large."""
