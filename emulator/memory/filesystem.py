"""What lies on the card: applications with their files, as data, closed by default.

Nothing here changes while the card is used. What a card remembers between two
commands is in `state`, what survives power loss in `counters`.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

FILLER = 0xFF
"""What fills an EF behind its content [D]; inferred from dumps of other EFs."""


class AccessCondition(Protocol):
    """Whether an operation is allowed, given the PINs verified so far."""

    def met(self, verified: AbstractSet[int]) -> bool:
        """Tell whether the PIN files in *verified* open the operation."""
        ...


@dataclass(frozen=True, slots=True)
class Always:
    """Free: no PIN is asked."""

    def met(self, verified: AbstractSet[int]) -> bool:
        """Allow whoever asks."""
        return True


@dataclass(frozen=True, slots=True)
class AnyPIN:
    """One of these PIN files must be verified; without any, nobody gets in."""

    fids: tuple[int, ...] = ()

    def met(self, verified: AbstractSet[int]) -> bool:
        """Allow when one of the PINs is verified."""
        return not verified.isdisjoint(self.fids)


ALWAYS: AccessCondition = Always()
NEVER: AccessCondition = AnyPIN()


@dataclass(frozen=True, slots=True)
class TransparentEF:
    """A file of plain bytes, filler included."""

    fid: int
    content: bytes
    read: AccessCondition = NEVER


@dataclass(frozen=True, slots=True)
class RecordEF:
    """A file of records, numbered from 1."""

    fid: int
    records: tuple[bytes, ...]
    read: AccessCondition = NEVER


@dataclass(frozen=True, slots=True)
class PINRule:
    """Which new values CHANGE REFERENCE DATA takes."""

    alphabet: bytes
    shortest: int
    longest: int

    def allows(self, value: bytes) -> bool:
        """Tell whether *value* has the right length and characters."""
        return self.shortest <= len(value) <= self.longest and not value.strip(
            self.alphabet
        )


UNCHANGEABLE = PINRule(b"", 1, 0)
"""No new value is ever taken: 照合番号 and the like change only with the card [D]."""


@dataclass(frozen=True, slots=True)
class PINFile:
    """An internal EF that holds a PIN, its limit, and the tries it starts with.

    Without a limit (`None`) any number of wrong values may come; the initial tries
    mean nothing then. A value of no bytes was never set and matches nothing.
    """

    fid: int
    value: bytes = field(repr=False)
    limit: int | None
    rule: PINRule
    initial_tries: int

    def __post_init__(self) -> None:
        if self.limit is not None and not 0 <= self.initial_tries <= self.limit <= 15:
            raise ValueError(
                f"PIN file {self.fid:04X}: 0 <= tries {self.initial_tries} "
                f"<= limit {self.limit} <= 15 does not hold"
            )


@dataclass(frozen=True, slots=True)
class SigningKeyFile:
    """An internal EF that holds a private RSA key (PKCS #8 DER), or none yet."""

    fid: int
    private_key: bytes | None = field(repr=False)
    use: AccessCondition = NEVER


@dataclass(frozen=True, slots=True)
class AuthenticationKeyFile:
    """An internal EF whose private RSA key (PKCS #8 DER) answers INTERNAL
    AUTHENTICATE."""

    fid: int
    private_key: bytes = field(repr=False)
    use: AccessCondition = NEVER


@dataclass(frozen=True, slots=True)
class SessionKeyFile:
    """An internal EF whose private RSA key (PKCS #8 DER) opens what a terminal sends
    by SET SESSION KEY; its public half lies in a file that can be read."""

    fid: int
    private_key: bytes = field(repr=False)
    use: AccessCondition = NEVER


@dataclass(frozen=True, slots=True)
class TerminalCAFile:
    """An internal EF with the public key that checks terminals' certificates.

    The key is a block as card-verifiable certificates carry it:
    `90 03 <exponent> 91 82 01 00 <modulus>` [M].
    """

    fid: int
    public_key: bytes


@dataclass(frozen=True, slots=True)
class InternalFile:
    """An internal EF that exists and tells nothing (6981 on reading)."""

    fid: int


File = (
    TransparentEF
    | RecordEF
    | PINFile
    | SigningKeyFile
    | AuthenticationKeyFile
    | SessionKeyFile
    | TerminalCAFile
    | InternalFile
)


@dataclass(frozen=True, slots=True)
class Application:
    """One DF: its name (AID) and its files."""

    aid: bytes
    files: tuple[File, ...]
    _by_id: dict[int, File] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {file.fid: file for file in self.files}
        if len(by_id) < len(self.files):
            raise ValueError(f"application {self.aid.hex()} has a file id twice")
        object.__setattr__(self, "_by_id", by_id)

    def find(self, fid: int) -> File | None:
        """Give the file with that id."""
        return self._by_id.get(fid)

    def find_short(self, sfi: int) -> File | None:
        """Give the file by its short id: 1 to 30, the same number as its id."""
        return self._by_id.get(sfi) if 1 <= sfi <= 0x1E else None


def padded(content: bytes, size: int, *, filler: int = FILLER) -> bytes:
    """Fill *content* up to the allocated *size*; too much is a `ValueError`."""
    if len(content) > size:
        raise ValueError(f"{len(content)} bytes do not fit a file of {size} bytes")
    return content.ljust(size, bytes((filler,)))
