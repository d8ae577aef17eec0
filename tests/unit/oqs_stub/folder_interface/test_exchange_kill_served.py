"""A served exchange killed while it works: all is answered once in the end."""

from __future__ import annotations

import os
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from watchfiles import watch

from .killed_places import LONGEST_WAIT, Place, start, stream

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="the killed processes are forked: not on Windows"
)


def test_a_served_exchange_killed_again_and_again_answers_all_once(
    place: Place, request_bytes: Callable[..., bytes]
) -> None:
    count, kills = 20, 2
    for kill in range(kills):
        process = start(str(place.database), str(place.folder))
        try:
            assert stream(process.stdout).readline() == "serving\n"
            for number in range(kill * count, (kill + 1) * count):
                name = f"OQSsiquc01req_{number:04d}.xml"
                data = request_bytes(identifier=f"id{number}")
                draft = place.folder / "req" / f".{name}.tmp"
                draft.write_bytes(data)
                draft.rename(place.folder / "req" / name)
            _wait_for_files(place, kill * count + 5)
        finally:
            process.kill()
            process.wait(timeout=LONGEST_WAIT)
            stream(process.stdin).close()
            stream(process.stdout).close()
    place.recover()

    answers = place.files("res")
    assert len(answers) == kills * count
    for name, data in answers.items():
        number = int(name.removeprefix("OQSsiquc01res_").removesuffix(".xml"))
        header = ET.fromstring(data).find("MessageHeader")  # noqa: S314 - our own answer.
        assert header is not None
        assert header.findtext("ArbitraryFileIdentifier") == f"id{number}"
    assert place.asked() == kills * count
    assert place.files("req") == {}
    assert place.files("work") == {}


def _wait_for_files(place: Place, count: int) -> None:
    """Wait until there are so many answers, whole or not."""
    end = time.monotonic() + LONGEST_WAIT
    for _ in watch(
        place.folder / "res",
        debounce=10,
        step=5,
        rust_timeout=50,
        yield_on_timeout=True,
    ):
        if len(place.files("res")) >= count:
            return
        assert time.monotonic() < end, "nothing was answered"
