"""Files are read page by page, to the end of their object or to their own."""

from __future__ import annotations

import pytest

from harness.card.errors import StatusWordError
from harness.card.objects import ObjectError
from harness.card.session import CardSession
from harness.card.support import SUPPORT_AID
from harness.card.vouching import parse_public_key

from .conftest import DirectConnection


@pytest.fixture
def session(connection: DirectConnection) -> CardSession:
    session = CardSession(connection)
    session.select_application(SUPPORT_AID)
    connection.sent.clear()
    return session


@pytest.mark.parametrize(
    ("file_id", "size", "pages"),
    [
        pytest.param(0x0004, 568, 3, id="a short page is the last"),
        pytest.param(0x0005, 256, 2, id="a full page is followed by one more"),
    ],
)
def test_a_whole_file_is_read_with_its_filler(
    session: CardSession,
    connection: DirectConnection,
    file_id: int,
    size: int,
    pages: int,
) -> None:
    assert len(session.read_whole(file_id)) == size

    assert [command[:2].hex() for command in connection.sent] == ["00a4"] + [
        "00b0"
    ] * pages


def test_an_object_is_read_without_filler(session: CardSession) -> None:
    assert len(session.read_object(0x0005, 0xFF40)) == 164
    assert len(session.read_object(0x0004, 0x7F21)) == 568


def test_a_file_that_is_closed_stays_a_refusal(session: CardSession) -> None:
    with pytest.raises(StatusWordError, match="6982"):
        session.read_whole(0x0001)
    with pytest.raises(StatusWordError, match="6982"):
        session.read_object(0x0001, 0xFF10)


def test_a_key_of_another_size_is_refused() -> None:
    block = bytes.fromhex("9003010001 9140") + b"\xff" * 64

    with pytest.raises(ObjectError, match="256 bytes, got 64"):
        parse_public_key(block)
