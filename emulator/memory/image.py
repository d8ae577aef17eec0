"""A personalised card as a value, and as the JSON document it is kept in."""

from __future__ import annotations

import json
from dataclasses import dataclass

from card_profiles.model import CardForm, CardInterface

from ..iso7816.atr import DEFAULT_ATR
from .filesystem import Application
from .image_files import Document, ImageError, read_file, write_file

__all__ = ["SCHEMA", "CardImage", "ImageError"]

SCHEMA = "mynabench.card/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardImage:
    """Everything written to a card at personalisation; nothing changes it later."""

    persona: str
    applications: tuple[Application, ...]
    data_objects: tuple[tuple[int, bytes], ...] = ()
    """GET DATA objects of the MF level, by tag; values without the tag."""
    form: CardForm = CardForm.PLASTIC
    interface: CardInterface = CardInterface.CONTACTLESS
    """By which side a reader meets the card, unless the card's user says otherwise."""
    atr: bytes = DEFAULT_ATR
    """The answer to reset on that side."""

    def application(self, aid: bytes) -> Application:
        """Give the application with exactly that AID, or raise `KeyError`."""
        for application in self.applications:
            if application.aid == aid:
                return application
        raise KeyError(aid.hex())

    def to_json(self) -> bytes:
        """Write the image, private keys and PINs included, as UTF-8 JSON."""
        document: Document = {
            "schema": SCHEMA,
            "persona": self.persona,
            "form": self.form,
            "interface": self.interface,
            "atr": self.atr.hex(),
            "data_objects": {f"{t:04X}": v.hex() for t, v in self.data_objects},
            "applications": [
                {"aid": app.aid.hex(), "files": [write_file(f) for f in app.files]}
                for app in self.applications
            ],
        }
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, raw: bytes) -> CardImage:
        """Read what `to_json` wrote; raises `ImageError` for anything else.

        Documents from before the card had a form read as plastic, contactless cards.
        """
        try:
            document = json.loads(raw)
            if document["schema"] != SCHEMA:
                raise ImageError(
                    f"expected a card document {SCHEMA}, got {document['schema']}"
                )
            return cls(
                persona=document["persona"],
                data_objects=tuple(
                    (int(tag, 16), bytes.fromhex(value))
                    for tag, value in document["data_objects"].items()
                ),
                applications=tuple(
                    Application(
                        bytes.fromhex(app["aid"]),
                        tuple(read_file(file) for file in app["files"]),
                    )
                    for app in document["applications"]
                ),
                form=CardForm(document.get("form", CardForm.PLASTIC)),
                interface=CardInterface(
                    document.get("interface", CardInterface.CONTACTLESS)
                ),
                atr=bytes.fromhex(document.get("atr", DEFAULT_ATR.hex())),
            )
        except ImageError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ImageError(f"not a card document ({SCHEMA}): {error!r}") from error
