"""How a card answers where nothing public says so: one name for every such choice.

The gaps of the published knowledge are parameters here, each with the value chosen
for the default card [D]. Those under "Making a card" act when a card is made, the
others whenever it is used.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from card_profiles.machine_words import file_reason
from card_profiles.model import DEFAULT_OCSP_URL

from .iso7816.atr import CONTACT_ATRS

APPLICATION_NAMES = ("isd", "common", "juki", "visual", "support", "jpki")
"""Short names of what a card holds, in ascending order of their AIDs."""

UNKNOWN_JPKI_FILES = (0x0005, 0x0009, 0x0010, 0x0019, 0x001C, 0x001E)
"""Files of 公的個人認証AP whose content is not published [M]."""

_REFUSALS = range(0x6200, 0x7000)
_URL = re.compile(r"https?://[!-~]+")


class BehaviourError(ValueError):
    """A behaviour file cannot be taken; the message says what was expected."""


def _sw(default: int) -> int:
    """Declare a status word that refuses."""
    chosen: int = field(default=default, metadata={"range": _REFUSALS})
    return chosen


def _count(default: int, least: int, most: int) -> int:
    """Declare a number from *least* to *most*."""
    chosen: int = field(default=default, metadata={"range": range(least, most + 1)})
    return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class CardBehaviour:
    """A card's choices where the real card's are unknown or differ between cards.

    `CardBehaviour()` is the default card. Status words are numbers (0x6984).
    """

    # Power and selection.
    first_command_fails: bool = False
    """6F00 to the first command after a cold contactless power-up; one real card did
    so [M]. OpenSC loses such a card."""
    contact_reset_keeps_session: bool = False
    """Whether a warm reset on the contact interface leaves PINs and selection [D]."""
    contactless_reset_keeps_session: bool = True
    """The same on the contactless interface, where it does [M]."""
    selection_order: tuple[str, ...] = ()
    """Applications by name in the order in which a beginning of a name finds them;
    those not named follow in ascending order of their AIDs, as all do by default."""
    select_answers_fci: bool = True
    """Whether SELECT with P2 = 00 and an Le gives data (`6F 0C 84 0A <AID>`)."""
    fci_extra: bytes = b""
    """Objects added to that data behind the AID."""
    sw_select_nothing: int = _sw(0x6700)
    """SELECT by name without a name."""
    sw_select_long_name: int = _sw(0x6A82)
    """SELECT by a name of more than 16 bytes."""
    failed_select_keeps_file: bool = True
    """Whether the current EF stays current after a SELECT of a missing one."""
    longest_data: int = _count(65535, 255, 65535)
    """Bytes of a command's data field beyond which the card answers 6700."""

    # Reading.
    sw_end_of_file: int = _sw(0x6B00)
    """READ BINARY at or behind the end [M]; 6282 is what other cards say."""
    short_read_is_6282: bool = False
    """Whether a page shorter than Le ends with 6282 and not 9000 [M]. Some clients
    stop at it."""
    sw_read_unknown_short_id: int = _sw(0x6A82)
    """READ BINARY and READ RECORD by a short id that names no file."""

    # PINs.
    sw_blocked: int = _sw(0x6984)
    """VERIFY on a blocked PIN [M]; 6983 is what other cards say and OpenSC knows."""
    empty_verify_tells_success: bool = False
    """Whether VERIFY without data answers 9000 when the PIN is verified, as some
    cards do [M]. OpenSC refuses them."""
    longest_pin: int = _count(16, 1, 255)
    """Bytes of a PIN beyond which VERIFY answers 6700 and spends no try."""
    sw_verify_not_a_pin: int = _sw(0x6981)
    """VERIFY, or a change of the PIN, on a file that holds none."""
    sw_unknown_reference: int = _sw(0x6A88)
    """P2 of VERIFY, signing and the like names no file."""
    sw_change_unverified: int = _sw(0x6982)
    """A new PIN before the old one was verified."""
    sw_change_bad_value: int = _sw(0x6A80)
    """A new PIN of wrong length or characters."""

    # Keys.
    sw_sign_no_file: int = _sw(0x6986)
    """P2 = 80 of signing and VERIFY while no EF is current."""
    sw_sign_not_a_key: int = _sw(0x6981)
    """Signing with a file that holds no key."""
    sw_sign_nothing: int = _sw(0x6700)
    """Signing an empty data field."""
    sw_sign_wrong_length: int = _sw(0x6985)
    """Signing a data field of another length than the scheme takes."""
    pss_salt_length: int = _count(32, 0, 222)
    """Salt bytes of the PSS schemes."""
    sw_forged_terminal: int = _sw(0x6300)
    """SET PUBLIC IC KEY with a signature that does not verify."""

    # Secure messaging.
    reselect_ends_secure_messaging: bool = True
    """Whether SELECT of 券面事項入力補助AP, while it is current, ends the session; its
    PINs stay verified."""

    # GET DATA.
    contact_atr_at_mf: bool = True
    """Whether GET DATA 5F51 is answered at the MF level; some cards answer it only
    inside applications [M]."""
    contact_atr_inside_applications: bool = True
    """Whether it is answered while an application is selected [M]."""
    has_lower_cvc: bool = True
    """Whether GET DATA 7F21 is there; some cards lack it [M]."""
    cvc_behind_header_list: bool = False
    """Whether GET DATA 00F8 and 7F21 begin with the header list that the dump of one
    JPKI test card shows; most findings name the certificate alone [M]."""

    # Making a card.
    contact_atr: str = "contact-e0"
    """The contact ATR that GET DATA 5F51 of a contactless card tells, by its name."""
    certificate_file_size: int = _count(2048, 1700, 32767)
    """Bytes of a certificate's file; a longer certificate takes steps of 256."""
    filler: int = _count(0xFF, 0x00, 0xFF)
    """What fills a file behind its content."""
    ocsp_url: str = DEFAULT_OCSP_URL
    """Where AIA of both certificates says that OCSP is answered: your own responder;
    empty for certificates without AIA [D]."""
    auth_certificate_has_eku: bool = True
    """Whether the 利用者証明用 certificate has the EKU clientAuth, as on one JPKI test
    card [M]."""
    closed_files: tuple[int, ...] = (0x0005, 0x0009)
    """JPKI files that exist but open to nobody (6982); 0009 was measured [M]."""
    number_a_tries: int = _count(10, 1, 15)
    """Tries of 照合番号A, in both 券面 applications."""
    number_b_tries: int = _count(10, 1, 15)
    """Tries of 照合番号B, in both 券面 applications."""
    birthdate_tries: int = _count(10, 1, 15)
    """Tries of the 生年月日 key of 券面事項確認AP."""
    visual_has_0014_0015: bool = False
    """Whether 券面事項確認AP has the files 0014 and 0015."""
    number_b_opens_secure_messaging: bool = False
    """Whether 照合番号B lets a terminal deliver a session key, as the PIN does;
    照合番号A does not [M]."""
    text_file_size: int = _count(256, 256, 32767)
    """Bytes of the 四情報 file of 券面事項入力補助AP; longer content takes steps of
    256."""

    def __post_init__(self) -> None:
        for entry in fields(self):
            allowed = entry.metadata.get("range")
            value = getattr(self, entry.name)
            if allowed is not None and value not in allowed:
                form = "#06x" if entry.name.startswith("sw_") else "d"
                raise BehaviourError(
                    f"{entry.name} は {allowed[0]:{form}} から {allowed[-1]:{form}} の"
                    f"数です。指定された値: {value!r}"
                )
        if self.ocsp_url and not _URL.fullmatch(self.ocsp_url):
            raise BehaviourError(
                "ocsp_url は http:// か https:// で始まるURLです（空ならAIAなし）。"
                f"指定された値: {self.ocsp_url!r}"
            )
        _require(self.selection_order, APPLICATION_NAMES, "selection_order")
        _require((self.contact_atr,), CONTACT_ATRS, "contact_atr")
        _require(_hex(self.closed_files), _hex(UNKNOWN_JPKI_FILES), "closed_files")


def _hex(numbers: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{number:#04x}" for number in numbers)


def _require(values: tuple[str, ...], allowed: Collection[str], name: str) -> None:
    strange = [value for value in values if value not in allowed]
    if strange or len(set(values)) < len(values):
        raise BehaviourError(
            f"{name} に使えるのは {', '.join(allowed)} です（重複なし）。"
            f"指定された値: {', '.join(values)}"
        )


DEFAULT = CardBehaviour()
"""The default card; frozen, so that all cards may share it."""


def load_behaviour(path: Path) -> CardBehaviour:
    """Read a behaviour from TOML: names and values of `CardBehaviour`, at top level.

    Bytes are written in hexadecimal, file ids and status words as numbers (0x6983).
    Raises `BehaviourError`, in Japanese.
    """
    import tomllib  # Here, since hardly any card needs it.

    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BehaviourError(
            f"{path} を読めません。{file_reason(error, path)}。"
        ) from error
    defaults = {entry.name: getattr(DEFAULT, entry.name) for entry in fields(DEFAULT)}
    changes: dict[str, Any] = {}  # Values of several types; each is checked below.
    for name, value in document.items():
        if name not in defaults:
            raise BehaviourError(
                f"{path}: {name} という項目はありません。"
                f"使えるのは {', '.join(sorted(defaults))} です。"
            )
        changes[name] = _converted(value, defaults[name], where=f"{path}: {name}")
    try:
        return replace(DEFAULT, **changes)
    except BehaviourError as error:
        raise BehaviourError(f"{path}: {error}") from error


def _converted(value: object, default: object, *, where: str) -> object:
    """Bring a TOML value to the type of the *default* it replaces."""
    if isinstance(default, bytes) and isinstance(value, str):
        try:
            return bytes.fromhex(value)
        except ValueError as error:
            raise BehaviourError(
                f"{where} は16進数で書きます。指定された値: {value!r}"
            ) from error
    if isinstance(default, tuple) and isinstance(value, list):
        kind = int if default else str
        if all(type(item) is kind for item in value):
            return tuple(value)
    elif type(value) is type(default):  # A bool is no number here.
        return value
    raise BehaviourError(
        f"{where} には {_KINDS[type(default)]} を指定します。指定された値: {value!r}"
    )


_KINDS = {
    bool: "true または false",
    int: "数",
    str: "文字列",
    bytes: "16進数の文字列",
    tuple: "リスト",
}
