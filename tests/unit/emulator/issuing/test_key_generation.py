"""Keys are made ahead on all cores, as many as expected and none too many."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from emulator.issuing import key_generation
from emulator.issuing.key_generation import KeyGenerator, cores, new_key

SECONDS = 60.0


class Workshop:
    """Stands in for the generator of keys: says who makes one, and when."""

    def __init__(self, keys: Callable[[], rsa.RSAPrivateKey]) -> None:
        self._keys = keys
        self.threads: list[str] = []
        self.together = threading.Barrier(2)
        self.wait = False
        self.held_by: threading.Event | None = None
        self.broken: Exception | None = None

    def __call__(self) -> rsa.RSAPrivateKey:
        self.threads.append(threading.current_thread().name)
        if self.wait:
            self.together.wait(SECONDS)
        if self.held_by is not None:
            self.held_by.wait(SECONDS)
        broken, self.broken = self.broken, None
        if broken is not None:
            raise broken
        return self._keys()


@pytest.fixture
def workshop(
    monkeypatch: pytest.MonkeyPatch, key_source: Callable[[], rsa.RSAPrivateKey]
) -> Iterator[Workshop]:
    workshop = Workshop(key_source)
    monkeypatch.setattr(key_generation, "new_key", workshop)
    yield workshop
    assert not [t for t in threading.enumerate() if t.name.startswith("rsa-key")]


def test_a_new_key_is_what_the_card_needs() -> None:
    key = new_key()

    assert key.key_size == 2048
    assert key.public_key().public_numbers().e == 65537


def test_two_keys_are_made_at_the_same_time(workshop: Workshop) -> None:
    """The barrier opens only when two threads have reached it together."""
    workshop.wait = True

    with KeyGenerator(workers=2) as generator:
        generator.expect(2)
        keys = [generator(), generator()]

    assert all(isinstance(key, rsa.RSAPrivateKey) for key in keys)
    assert len(set(workshop.threads)) == 2


def test_exactly_as_many_are_made_as_were_expected(workshop: Workshop) -> None:
    with KeyGenerator(workers=2) as generator:
        generator.expect(30)
        generator.expect(5)
        for _ in range(35):
            generator()

    assert len(workshop.threads) == 35
    assert threading.current_thread().name not in workshop.threads


def test_not_all_of_many_are_made_before_they_are_wanted(workshop: Workshop) -> None:
    with KeyGenerator(workers=1) as generator:
        generator.expect(1_000)
        generator()

    assert len(workshop.threads) <= 1 + 8 + 1


def test_a_key_nobody_expected_is_made_on_the_spot(workshop: Workshop) -> None:
    with KeyGenerator(workers=2) as generator:
        generator()

    assert workshop.threads == [threading.current_thread().name]


def test_a_failure_comes_out_where_the_key_is_awaited(workshop: Workshop) -> None:
    workshop.broken = MemoryError("no room for a prime")

    with KeyGenerator(workers=1) as generator:
        generator.expect(1)
        with pytest.raises(MemoryError, match="no room"):
            generator()


class LastOrders(ThreadPoolExecutor):
    """Lets its workers go on only once it has been told to shut down."""

    gate = threading.Event()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the base class's signature.
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        self.gate.set()
        super().shutdown(wait=wait)


def test_leaving_early_waits_for_no_key_that_is_not_begun(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_generation, "_threads", LastOrders)
    workshop.held_by = LastOrders.gate

    def interrupted() -> None:
        with KeyGenerator(workers=1) as generator:
            generator.expect(1_000)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert len(workshop.threads) <= 1


def test_there_is_a_core_to_work_on() -> None:
    assert cores() >= 1
