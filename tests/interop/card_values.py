"""What the declared parts of a golden stand for on one card."""

from __future__ import annotations

import re
from collections.abc import Mapping

from card_profiles.card_numbers import birthdate_key, number_a, number_b
from card_profiles.model import Persona
from emulator.memory.filesystem import TransparentEF
from emulator.memory.image import CardImage

APPLICATIONS: Mapping[str, bytes] = {
    "jpki": bytes.fromhex("D392F000260100000001"),
    "visual": bytes.fromhex("D3921000310001010402"),
    "support": bytes.fromhex("D3921000310001010408"),
    "juki": bytes.fromhex("D3921000310001010401"),
    "common": bytes.fromhex("D3921000310001010100"),
}

RANDOM_FILES = frozenset(
    {
        *(("jpki", fid) for fid in (0x0001, 0x0002, 0x000A, 0x000B, 0x0016)),
        *(("visual", fid) for fid in (0x0001, 0x0002, 0x0003, 0x0004, 0x0005)),
        *(("support", fid) for fid in (0x0003, 0x0004, 0x0006, 0x0007)),
    }
)
"""Files with keys, certificates or signatures in them, new on every card."""

RANDOM_OBJECTS = frozenset({0x00F8, 0x7F21})

_PART = re.compile(r"(file|object) (?:([a-z]+)/)?([0-9A-F]{4})(?: (\d+)\+(\d+))?")


SECRET_FILES: Mapping[tuple[str, int], str] = {
    ("jpki", 0x0018): "auth-pin",
    ("jpki", 0x001B): "sign-password",
    ("visual", 0x0011): "birthdate-key",
    ("visual", 0x0012): "number-b",
    ("visual", 0x0013): "number-a",
    ("support", 0x0011): "support-pin",
    ("support", 0x0014): "number-a",
    ("support", 0x0015): "number-b",
    ("juki", 0x001C): "juki-pin",
    ("common", 0x001C): "common-pin",
}


def secrets_of(persona: Persona) -> dict[str, bytes]:
    """Name everything that somebody has to type for this person's card."""
    plan = persona.card
    secrets = {
        "auth-pin": plan.auth_pin,
        "sign-password": plan.sign_password,
        "support-pin": plan.support_pin,
        "juki-pin": plan.juki_pin,
        "common-pin": plan.common_pin,
        "number-a": number_a(persona.person),
        "number-b": number_b(persona.person, plan),
        "birthdate-key": birthdate_key(persona.person),
    }
    return {name: secret.encode("ascii") for name, secret in secrets.items()}


class CardValues:
    """The secrets and the files of one card."""

    def __init__(self, image: CardImage, secrets: Mapping[str, bytes]) -> None:
        self._image = image
        self.secrets = secrets

    def __call__(self, declared: str) -> bytes:
        """Give what *declared* stands for; `KeyError` if there is no such thing."""
        part = _PART.fullmatch(declared)
        if part is None:
            return self.secrets[declared]
        kind, application, number, offset, length = part.groups()
        content = (
            self.file(application, int(number, 16))
            if kind == "file"
            else self.object(int(number, 16))
        )
        if offset is None:
            return content
        start, end = int(offset), int(offset) + int(length)
        if end > len(content):
            raise KeyError(declared)
        return content[start:end]

    def file(self, application: str, fid: int) -> bytes:
        """Give the content of a transparent file, filler included."""
        found = self._image.application(APPLICATIONS[application]).find(fid)
        if not isinstance(found, TransparentEF):
            raise KeyError(f"{application}/{fid:04X}")
        return found.content

    def object(self, tag: int) -> bytes:
        """Give the value of a GET DATA object."""
        return dict(self._image.data_objects)[tag]
