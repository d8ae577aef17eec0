"""A personalised card as a value, and as the JSON document it is kept in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .filesystem import (
    AccessCondition,
    Always,
    AnyPIN,
    Application,
    File,
    InternalFile,
    PINFile,
    PINRule,
    RecordEF,
    SigningKeyFile,
    TransparentEF,
)

SCHEMA = "mynabench.card/1"

# JSON documents have no better type; each reader below checks what it takes.
Document = dict[str, Any]


class ImageError(ValueError):
    """A card document cannot be read; the message says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardImage:
    """Everything written to a card at personalisation; nothing changes it later."""

    persona: str
    applications: tuple[Application, ...]
    data_objects: tuple[tuple[int, bytes], ...] = ()
    """GET DATA objects of the MF level, by tag; values without the tag."""

    def application(self, aid: bytes) -> Application:
        """Give the application with exactly that AID, or raise `KeyError`."""
        for application in self.applications:
            if application.aid == aid:
                return application
        raise KeyError(aid.hex())

    def to_json(self) -> bytes:
        """Write the image, private keys and PINs included, as UTF-8 JSON."""
        document = {
            "schema": SCHEMA,
            "persona": self.persona,
            "data_objects": {f"{t:04X}": v.hex() for t, v in self.data_objects},
            "applications": [
                {"aid": app.aid.hex(), "files": [_file_out(f) for f in app.files]}
                for app in self.applications
            ],
        }
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, raw: bytes) -> CardImage:
        """Read what `to_json` wrote; raises `ImageError` for anything else."""
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
                        tuple(_file_in(file) for file in app["files"]),
                    )
                    for app in document["applications"]
                ),
            )
        except ImageError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ImageError(f"not a card document ({SCHEMA}): {error!r}") from error


def _file_out(file: File) -> Document:
    head: Document = {"fid": f"{file.fid:04X}"}
    match file:
        case TransparentEF():
            return head | {
                "kind": "transparent",
                "content": file.content.hex(),
                "read": _condition_out(file.read),
            }
        case RecordEF():
            return head | {
                "kind": "records",
                "records": [record.hex() for record in file.records],
                "read": _condition_out(file.read),
            }
        case PINFile():
            return head | {
                "kind": "pin",
                "value": file.value.hex(),
                "limit": file.limit,
                "initial_tries": file.initial_tries,
                "alphabet": file.rule.alphabet.decode("ascii"),
                "shortest": file.rule.shortest,
                "longest": file.rule.longest,
            }
        case SigningKeyFile():
            key = None if file.private_key is None else file.private_key.hex()
            return head | {
                "kind": "signing-key",
                "private_key": key,
                "use": _condition_out(file.use),
            }
        case InternalFile():
            return head | {"kind": "internal"}


def _file_in(document: Document) -> File:
    fid = int(document["fid"], 16)
    match document["kind"]:
        case "transparent":
            content = bytes.fromhex(document["content"])
            return TransparentEF(fid, content, _condition_in(document["read"]))
        case "records":
            records = tuple(bytes.fromhex(record) for record in document["records"])
            return RecordEF(fid, records, _condition_in(document["read"]))
        case "pin":
            return PINFile(
                fid,
                bytes.fromhex(document["value"]),
                document["limit"],
                PINRule(
                    document["alphabet"].encode("ascii"),
                    document["shortest"],
                    document["longest"],
                ),
                document["initial_tries"],
            )
        case "signing-key":
            key = document["private_key"]
            return SigningKeyFile(
                fid,
                None if key is None else bytes.fromhex(key),
                _condition_in(document["use"]),
            )
        case "internal":
            return InternalFile(fid)
        case kind:
            raise ImageError(f"file {fid:04X}: unknown kind {kind!r}")


def _condition_out(condition: AccessCondition) -> str | list[str]:
    match condition:
        case Always():
            return "always"
        case AnyPIN(fids):
            return [f"{fid:04X}" for fid in fids]
        case _:
            raise TypeError(f"an access condition of unknown kind: {condition!r}")


def _condition_in(document: str | list[str]) -> AccessCondition:
    if document == "always":
        return Always()
    if isinstance(document, str):
        raise ImageError(f"access is 'always' or a list of PIN files, not {document!r}")
    return AnyPIN(tuple(int(fid, 16) for fid in document))
