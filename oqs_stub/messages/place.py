"""Where a block stands: what is known of its elements depends on what is around it."""

from __future__ import annotations

from dataclasses import dataclass

from .items import Evidence, Message, Part
from .layout import Element
from .sources import Known, sources

_OURS = Known(Evidence.STUB)


@dataclass(frozen=True, slots=True)
class Place:
    """A block of a message, and whether it is there by a convention of this stub.

    What stands in such a block does so by that convention, too, however well it is
    known elsewhere.
    """

    part: type[Part]
    message: type[Message] | None
    by_convention: bool = False

    @classmethod
    def of(cls, message: type[Message]) -> Place:
        """The outermost one."""
        return cls(message, message)

    def known(self, element: Element) -> Known:
        """How well *element* of this block is known here, and by whom."""
        if self.by_convention:
            return _OURS
        return sources().of_element(self.part, element, message=self.message)

    def inside(self, element: Element, part: type[Part]) -> Place:
        """The block *part* that *element* of this one holds.

        A record of a person is as it is wherever it stands.
        """
        if part.lasting:
            return Place(part, None)
        ours = self.known(element).evidence is Evidence.STUB
        return Place(part, self.message, by_convention=ours)
