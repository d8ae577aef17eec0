"""Find a persona by what a scenario calls the patient: 花子, 保険 花子 or hanako."""

from __future__ import annotations

from card_profiles.loader import names
from card_profiles.model import Persona

from ..people import People


class UnknownPatientError(AssertionError):
    """A scenario names a patient who does not exist, or who is not the only one."""


def find_patient(people: People, words: str) -> Persona:
    """Return the one persona so called.

    A file name, an id such as `synth-0-0001` and a path are looked up as they are.
    Raises `UnknownPatientError` when there is nobody or more than one;
    `card_profiles.loader.PersonaError` when a file is not a persona.
    """
    if words.isascii():
        return people.get(words)
    wanted = _folded(words)
    everybody = [people.get(name) for name in names()]
    found = [
        one
        for one in everybody
        if wanted in (_folded(one.person.given_name), _folded(one.person.name))
    ]
    if len(found) != 1:
        raise UnknownPatientError(
            f"患者「{words}」という人は{len(found)}人います。使える名前: "
            + "、".join(one.person.given_name for one in everybody)
        )
    return found[0]


def mentioned(people: People, text: str) -> tuple[Persona, ...]:
    """Return the ready personas that *text* may speak of; one too many does no harm."""
    folded = _folded(text)
    everybody = (people.get(name) for name in names())
    return tuple(
        one
        for one in everybody
        if one.name in text or _folded(one.person.given_name) in folded
    )


def _folded(name: str) -> str:
    return name.replace("\u3000", "").replace(" ", "")
