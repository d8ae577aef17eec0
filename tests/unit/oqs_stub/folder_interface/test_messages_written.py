"""What is written without a tree is what the binding library would write."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from oqs_stub.messages import Codec, Encoding, Message
from oqs_stub.messages.conventions import load_conventions
from oqs_stub.messages.layout import make_ready

from .asking import eligibility_request, medicine_request, reinquiry_request
from .world import World


def _messages(world: World) -> Iterator[Message]:
    world.visit()
    yield eligibility_request(InsuredCardSymbol="<記号>&'\"\r")
    yield eligibility_request(ArbitraryIdentifier="")
    yield medicine_request()
    yield world.eligibility()
    yield world.eligibility(InsuredIdentificationNumber="404")
    yield world.ask(reinquiry_request(), Message)
    yield world.consented()
    yield world.medicines()


def test_every_message_is_written_as_the_library_binds_it(world: World) -> None:
    wire = load_conventions().wire
    for message in _messages(world):
        make_ready(type(message))
        tree = message.to_xml_tree(skip_empty=True, exclude_none=True)
        for node in tree.iter():
            node.tag = wire(str(node.tag))
        expected = ET.canonicalize(ET.tostring(tree, "unicode"), strip_text=True)

        written = Codec().encode(message, Encoding.UTF_8).decode()

        assert ET.canonicalize(written, strip_text=True) == expected


def test_what_xml_cannot_carry_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="XML can carry"):
        Codec().encode(eligibility_request(InsuredCardSymbol="\x01"), Encoding.UTF_8)
