"""Faults of what lies on the card: another image than the one that was personalised."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from card_profiles.fault_parameters import FaultError

from ..applets import AIDS, jpki
from ..issuing.key_generation import KeySource, new_key
from ..memory.filesystem import (
    Application,
    File,
    RecordEF,
    SigningKeyFile,
    TransparentEF,
)
from ..memory.image import CardImage
from ..memory.keys import private_bytes
from .spelling import Fault

Donor = Callable[[str], CardImage]
"""Gives the card of a persona by name; for 他人の証明書."""

_FILES = MappingProxyType(
    {
        "auth": (jpki.AUTH_KEY, jpki.AUTH_CERTIFICATE),
        "sign": (jpki.SIGN_KEY, jpki.SIGN_CERTIFICATE),
    }
)
_WORDS = {"auth": "利用者証明用", "sign": "署名用"}
_SEQUENCE = b"\x30"  # What a certificate in DER begins with.


def changed(
    image: CardImage,
    fault: Fault,
    *,
    seed: str,
    donor: Donor,
    key_source: KeySource = new_key,
) -> tuple[CardImage, str]:
    """Return the image with *fault* in it, and in Japanese what was changed.

    *image* itself stays as it is. Raises `FaultError` where it has no such file, or
    *donor* no such person.
    """
    match fault.kind.name:
        case "wrong-key":
            return _wrong_key(image, fault, key_source)
        case "other-certificate":
            return _other_certificate(image, fault, donor)
        case "corrupt-file":
            return _corrupt_file(image, fault, seed)
        case name:
            raise ValueError(f"{name} is no fault of the card's content")


def _wrong_key(
    image: CardImage, fault: Fault, key_source: KeySource
) -> tuple[CardImage, str]:
    files: dict[int, File] = {}
    named = []
    for which in _wanted(fault):
        key_fid, _ = _FILES[which]
        kept = _find(image, jpki.AID, key_fid)
        if isinstance(kept, SigningKeyFile) and kept.private_key is not None:
            files[key_fid] = replace(kept, private_key=private_bytes(key_source()))
            named.append(_WORDS[which])
    _require(files, image, fault, "秘密鍵")
    what = f"{'と'.join(named)}の秘密鍵を別の鍵にしました"
    return _with(image, jpki.AID, files), what


def _other_certificate(
    image: CardImage, fault: Fault, donor: Donor
) -> tuple[CardImage, str]:
    whose = fault.word("whose") or ("hanako" if image.persona == "taro" else "taro")
    if whose == image.persona:
        raise FaultError(
            f"障害 {fault.text}: 「{whose}」はカードの持ち主です。"
            "whose には別の人を書いてください。"
        )
    other = donor(whose)
    files: dict[int, File] = {}
    for which in _wanted(fault):
        key_fid, certificate_fid = _FILES[which]
        if not (_is_certified(image, which) and _is_certified(other, which)):
            continue
        for fid in (certificate_fid, key_fid)[: 2 if _is_pair(fault) else 1]:
            theirs = _find(other, jpki.AID, fid)
            if theirs is not None:
                files[fid] = theirs
    lacking = other if any(_is_certified(image, w) for w in _wanted(fault)) else image
    _require(files, lacking, fault, "電子証明書")
    what = "電子証明書と秘密鍵" if _is_pair(fault) else "電子証明書"
    return _with(image, jpki.AID, files), f"{whose} の{what}に替えました"


def _corrupt_file(image: CardImage, fault: Fault, seed: str) -> tuple[CardImage, str]:
    aid = AIDS[fault.word("ap")]
    fid = int(fault.word("ef"), 16)
    file = _find(image, aid, fid)
    if not isinstance(file, TransparentEF | RecordEF):
        raise FaultError(
            f"障害 {fault.text}: {image.persona} のカードの {fault.word('ap')} に、"
            f"壊せるファイル {fid:04X} はありません。"
            f"あるもの: {'、'.join(_damageable(image, aid)) or 'なし'}"
        )
    where = f"{fault.word('ap')} のファイル {fid:04X}"
    damage = _damage(fault, f"{seed}/{fault.text}")
    after: TransparentEF | RecordEF
    match fault.word("how"), file:
        case "missing", _:
            return _with(image, aid, {fid: None}), f"{where} をなくしました（missing）"
        case "empty", RecordEF():
            after = replace(file, records=())
        case _, RecordEF(records=records):
            first = tuple(damage(record) for record in records[:1])
            after = replace(file, records=first + records[1:])
        case _, TransparentEF():
            after = replace(file, content=damage(file.content))
    count = _difference(_octets(file), _octets(after))
    if not count:
        raise FaultError(
            f"障害 {fault.text}: {where} は変わりません。長さは"
            f"{len(_octets(file))}バイトで、壊そうとした位置 {fault.number('at')} から"
            f"の{fault.number('bytes')}バイトは、その外にあるか、すでに同じ値です。"
        )
    return (
        _with(image, aid, {fid: after}),
        f"{where} を{count}バイト壊しました（{fault.word('how')}）",
    )


def _octets(file: TransparentEF | RecordEF) -> bytes:
    """Return what damage is counted in: the content, or that of the first record."""
    if isinstance(file, TransparentEF):
        return file.content
    return b"".join(file.records[:1])


def _difference(before: bytes, after: bytes) -> int:
    """Count the bytes that are others now, or gone."""
    same = sum(a == b for a, b in zip(before, after, strict=False))
    return max(len(before), len(after)) - same


def _damage(fault: Fault, seed: str) -> Callable[[bytes], bytes]:
    start, size = fault.number("at"), fault.number("bytes")
    chance = random.Random(seed)  # noqa: S311 - chance in a test, no secret.

    def damage(content: bytes) -> bytes:
        head, middle = content[:start], content[start : start + size]
        tail = content[start + size :]
        match fault.word("how"):
            case "zero":
                return head + bytes(len(middle)) + tail
            case "ff":
                return head + b"\xff" * len(middle) + tail
            case "flip":
                return head + bytes(b ^ chance.randint(1, 255) for b in middle) + tail
            case "truncate":
                return head
            case _:
                return b""

    return damage


def _wanted(fault: Fault) -> tuple[str, ...]:
    key = fault.word("key")
    return ("auth", "sign") if key == "both" else (key,)


def _is_certified(image: CardImage, which: str) -> bool:
    """Tell whether the card has that certificate, and not a file of filler alone."""
    file = _find(image, jpki.AID, _FILES[which][1])
    return isinstance(file, TransparentEF) and file.content[:1] == _SEQUENCE


def _is_pair(fault: Fault) -> bool:
    return fault.word("pair") == "yes"


def _find(image: CardImage, aid: bytes, fid: int) -> File | None:
    try:
        return image.application(aid).find(fid)
    except KeyError:
        return None


def _damageable(image: CardImage, aid: bytes) -> list[str]:
    try:
        files = image.application(aid).files
    except KeyError:
        return []
    return [f"{f.fid:04X}" for f in files if isinstance(f, TransparentEF | RecordEF)]


def _require(
    files: Mapping[int, File], image: CardImage, fault: Fault, what: str
) -> None:
    if not files:
        raise FaultError(
            f"障害 {fault.text}: {image.persona} のカードには、その{what}がありません。"
        )


def _with(image: CardImage, aid: bytes, files: Mapping[int, File | None]) -> CardImage:
    """Return the image with these files in place of its own; None takes one away."""

    def rewritten(application: Application) -> Application:
        kept = ((f.fid, files.get(f.fid, f)) for f in application.files)
        return replace(application, files=tuple(f for _, f in kept if f is not None))

    return replace(
        image,
        applications=tuple(
            rewritten(app) if app.aid == aid else app for app in image.applications
        ),
    )
