"""The files of a card as parts of its JSON document."""

from __future__ import annotations

from typing import Any

from .filesystem import (
    AccessCondition,
    Always,
    AnyPIN,
    AuthenticationKeyFile,
    File,
    InternalFile,
    PINFile,
    PINRule,
    RecordEF,
    SessionKeyFile,
    SigningKeyFile,
    TerminalCAFile,
    TransparentEF,
)

# JSON documents have no better type; each reader below checks what it takes.
Document = dict[str, Any]


class ImageError(ValueError):
    """A card document cannot be read; the message says what was expected."""


def write_file(file: File) -> Document:
    """Put a file into words of a document; secrets in clear."""
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
        case AuthenticationKeyFile():
            return head | _private_key_out("authentication-key", file)
        case SessionKeyFile():
            return head | _private_key_out("session-key", file)
        case TerminalCAFile():
            return head | {"kind": "terminal-ca", "public_key": file.public_key.hex()}
        case InternalFile():
            return head | {"kind": "internal"}


def read_file(document: Document) -> File:
    """Read what `write_file` wrote; raises `ImageError` or the builtin errors."""
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
        case "authentication-key":
            return AuthenticationKeyFile(fid, *_private_key_in(document))
        case "session-key":
            return SessionKeyFile(fid, *_private_key_in(document))
        case "terminal-ca":
            return TerminalCAFile(fid, bytes.fromhex(document["public_key"]))
        case "internal":
            return InternalFile(fid)
        case kind:
            raise ImageError(f"file {fid:04X}: unknown kind {kind!r}")


def _private_key_out(
    kind: str, file: AuthenticationKeyFile | SessionKeyFile
) -> Document:
    return {
        "kind": kind,
        "private_key": file.private_key.hex(),
        "use": _condition_out(file.use),
    }


def _private_key_in(document: Document) -> tuple[bytes, AccessCondition]:
    return bytes.fromhex(document["private_key"]), _condition_in(document["use"])


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
