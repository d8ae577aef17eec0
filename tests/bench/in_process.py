"""The card called as an object: reading, SELECT + VERIFY, and signing."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable

from . import vsc
from .results import Bar, NotMeasured, Row, Section
from .rounds import Rounds, compare, pinned, rate
from .shelf import (
    READ_256,
    SELECT_CERTIFICATE,
    SELECT_JPKI,
    SIGN,
    VERIFY,
    Shelf,
)

_ROUNDS = 15
_READS = 100_000
_SELECTS = 3_000
_VSC_READS = 500
_VSC_SELECTS = 300
_SIGN_ROUNDS = 7
_SIGNATURES = 3_000
_OPENSSL_SECONDS = 1
_OURS = "Mynabench"
_THEIRS = "virtualsmartcard"


def reading(shelf: Shelf) -> Section:
    """READ BINARY of 256 bytes of the certificate for authentication."""
    with shelf.take() as stored, pinned():
        transmit = stored.card.transmit
        for command in (SELECT_JPKI, SELECT_CERTIFICATE):
            transmit(command)
        _require(transmit(READ_256), 258)
        contestants: dict[str, Callable[[], float]] = {
            _OURS: lambda: rate(lambda: transmit(READ_256), _READS)
        }
        missing = _add_theirs(contestants, _their_reads)
        found = compare(contestants, rounds=_ROUNDS)
    bars = [
        Bar(
            text="READ BINARY 256", value=found.median(_OURS), limit=400_000, unit="/s"
        ),
    ]
    if _THEIRS in found:
        bars.append(
            Bar(
                text="READ BINARY 256 : virtualsmartcard",
                value=found.ratio(_OURS, _THEIRS),
                limit=5,
                unit="×",
            )
        )
    return Section(
        key="read-binary",
        title="READ BINARY, 256 bytes, in process",
        title_ja="READ BINARY 256バイト（プロセス内）",
        unit="/s",
        rows=_rows(found),
        bars=tuple(bars),
        how=f"a second of processor time on one CPU; median of {_ROUNDS} interleaved "
        "rounds",
        missing=missing,
    )


def verifying(shelf: Shelf) -> Section:
    """SELECT of the application and VERIFY of the right PIN on a full counter."""
    with shelf.take() as stored, pinned():
        transmit = stored.card.transmit

        def both() -> None:
            transmit(SELECT_JPKI)
            transmit(VERIFY)

        transmit(SELECT_JPKI)
        _require(transmit(VERIFY), 2)
        contestants: dict[str, Callable[[], float]] = {
            _OURS: lambda: rate(both, _SELECTS)
        }
        missing = _add_theirs(contestants, _their_verifies)
        found = compare(contestants, rounds=_ROUNDS)
    bars: tuple[Bar, ...] = ()
    if _THEIRS in found:
        bars = (
            Bar(
                text="SELECT + VERIFY : virtualsmartcard",
                value=found.ratio(_OURS, _THEIRS),
                limit=1,
                unit="×",
            ),
        )
    return Section(
        key="select-verify",
        title="SELECT + VERIFY of the right PIN, in process",
        title_ja="SELECT + 正しい暗証番号のVERIFY（プロセス内）",
        unit="/s",
        rows=_rows(found),
        bars=bars,
        how="counter full, kept in a file; a second of processor time, median of "
        f"{_ROUNDS} interleaved rounds",
        missing=missing,
    )


def signing(shelf: Shelf) -> Section:
    """COMPUTE DIGITAL SIGNATURE beside `openssl speed rsa2048`, on one core."""
    openssl = shutil.which("openssl")
    with shelf.take() as stored, pinned():
        transmit = stored.card.transmit
        transmit(SELECT_JPKI)
        transmit(VERIFY)
        _require(transmit(SIGN), 258)
        contestants: dict[str, Callable[[], float]] = {
            # In seconds of the processor, as `openssl speed` does, too.
            _OURS: lambda: rate(lambda: transmit(SIGN), _SIGNATURES)
        }
        if openssl is not None:
            contestants["openssl speed"] = lambda: _openssl_rate(openssl)
        found = compare(contestants, rounds=_SIGN_ROUNDS)
    bars: tuple[Bar, ...] = ()
    if openssl is not None:
        bars = (
            Bar(
                text="COMPUTE DIGITAL SIGNATURE : openssl speed rsa2048",
                value=found.ratio(_OURS, "openssl speed"),
                limit=0.9,
                unit="×",
            ),
        )
    return Section(
        key="signature",
        title="COMPUTE DIGITAL SIGNATURE (RSA-2048), in process",
        title_ja="COMPUTE DIGITAL SIGNATURE（RSA-2048、プロセス内）",
        unit="/s",
        rows=_rows(found),
        bars=bars,
        how=f"a second of processor time on one CPU; median of {_SIGN_ROUNDS} "
        "interleaved rounds",
        missing=() if openssl is not None else ("Debian package openssl",),
    )


def _their_reads() -> Callable[[], float]:
    card = vsc.card_object()
    for command in (vsc.SELECT, vsc.SELECT_FILE):
        card.execute(command)
    _require(card.execute(vsc.READ_256), 258)
    return lambda: rate(lambda: card.execute(vsc.READ_256), _VSC_READS)


def _their_verifies() -> Callable[[], float]:
    card = vsc.card_object()

    def both() -> None:
        card.execute(vsc.SELECT)
        card.execute(vsc.VERIFY)

    card.execute(vsc.SELECT)
    _require(card.execute(vsc.VERIFY), 2)
    return lambda: rate(both, _VSC_SELECTS)


def _add_theirs(
    contestants: dict[str, Callable[[], float]],
    build: Callable[[], Callable[[], float]],
) -> tuple[str, ...]:
    """Add the other card if it can be had; return what it lacks."""
    try:
        contestants[_THEIRS] = build()
    except NotMeasured:
        return vsc.missing()
    return ()


def _openssl_rate(openssl: str) -> float:
    command = [openssl, "speed", "-seconds", str(_OPENSSL_SECONDS), "-mr", "rsa2048"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60
    )
    found = re.search(r"^\+F2:\d+:2048:([0-9.]+):", done.stdout, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"openssl speed said something new: {done.stdout!r}")
    figure = float(found[1])
    return figure if figure > 1 else 1 / figure  # Some versions give seconds a sign.


def _require(answer: bytes, size: int) -> None:
    """See that a card really does what is to be measured."""
    if len(answer) != size or answer[-2:] != b"\x90\x00":
        raise RuntimeError(f"expected {size} bytes ending 9000, got {answer.hex()}")


def _rows(found: Rounds) -> tuple[Row, ...]:
    return tuple(
        Row(label=name, value=found.median(name), ours=name == _OURS) for name in found
    )
