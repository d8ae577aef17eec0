"""Whether cards can have the faults they are to have, asked before anything runs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from card_profiles.loader import PersonaError
from card_profiles.model import Persona
from card_profiles.pki import PKI
from emulator.faults import FaultError, Where
from emulator.faults.image import changed
from emulator.issuing.key_generation import new_key
from emulator.issuing.making import make_image
from emulator.memory.image import CardImage

from .card_conditions import CardConditions, ConditionsError


def require_possible(
    conditions: CardConditions,
    personas: Sequence[Persona],
    *,
    people: Callable[[str], Persona],
    now: datetime,
) -> None:
    """Try the faults of a card's content on a copy that is thrown away.

    A fault is refused that none of *personas* can have; *people* finds whose
    certificates it may need. Raises `ConditionsError` with the key `fault`.
    """
    faults = [f for f in conditions.faults if f.kind.where is Where.CONTENT]
    if not faults:
        return
    key = new_key()  # One is as good as many: nobody signs with these cards.

    def made(persona: Persona, pki: PKI) -> CardImage:
        return make_image(persona, pki, key_source=lambda: key)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        pki = PKI.open(Path(directory), now=now)
        images = [made(persona, pki) for persona in personas]
        for fault in faults:
            refusals = []
            for number, image in enumerate(images):
                try:
                    images[number], _ = changed(
                        image,
                        fault,
                        seed="",
                        donor=lambda name: made(people(name), pki),
                        key_source=lambda: key,
                    )
                except (FaultError, PersonaError) as error:
                    refusals.append(str(error))
            if len(refusals) == len(images):
                raise ConditionsError("fault", refusals[0])
