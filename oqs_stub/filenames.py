"""Names of the files in `req`, `res` and `face`: which message, which request.

`<system><mode><function><step><req|res>_<suffix>.<ext>`, as `OQSsiquc01req_….xml`;
the suffix is the requester's own, and whatever it looks like, nothing but a suffix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

# What no line of text can hold: control characters, ends of lines, bytes of no UTF-8.
_NO_TEXT = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_EXTENSION = r"\.(?P<extension>[xX][mM][lL]|[zZ][iI][pP]|[pP][dD][fF]|[eE][rR][rR])"
_NAME = re.compile(
    r"(?P<system>OQS|YZK|TKK|CIP|EPS|PMH)"
    r"(?P<mode>si|mu)"
    r"(?P<function>[A-Za-z]{3})"
    r"(?P<step>[0-9]{2})"
    r"(?P<direction>req|res)"
    rf"_(?P<suffix>[^/\\{_NO_TEXT}]+)"
    rf"{_EXTENSION}",
)
_KIND = re.compile(r"(OQS|YZK|TKK|CIP|EPS|PMH)(si|mu)[A-Za-z]{3}[0-9]{2}(req|res)_")
_MEANT = re.compile(  # Not hidden: under such a name programs write.
    rf"(?P<prefix>(?!\.).*?)req_(?P<suffix>.*){_EXTENSION}"
)
_TEXT = re.compile(rf"[^{_NO_TEXT}]*")
_PLAIN = re.compile(r"[A-Za-z0-9]+")
_LONGEST_DATE = len("19500401")
_END_IN_LOG = re.compile(r"[0-9]{4}")  # Too little of a number to be anybody's.
_LONGEST = 255  # Characters of any name that a file system takes; often it is bytes.


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeName:
    """One file name, taken apart."""

    system: str
    mode: str
    function: str
    step: str
    direction: str
    suffix: str
    extension: str

    @property
    def prefix(self) -> str:
        """What kind of message it is: "OQSsiquc01"."""
        return f"{self.system}{self.mode}{self.function}{self.step}"

    @property
    def stem(self) -> str:
        """The name without its extension."""
        return f"{self.prefix}{self.direction}_{self.suffix}"

    @property
    def text(self) -> str:
        """The whole name, as it was."""
        return f"{self.stem}.{self.extension}"

    @property
    def is_misspelt(self) -> bool:
        """Whether it is only meant as a request, see `parse_request_name`."""
        return not self.mode

    @property
    def is_plain(self) -> bool:
        """Whether its suffix is letters and digits, as in every public program."""
        return _PLAIN.fullmatch(self.suffix) is not None

    @property
    def is_request(self) -> bool:
        """Whether it names a request (of any extension)."""
        return self.direction == "req"

    def answer(self, extension: str = "xml") -> ExchangeName:
        """The name of the answer: `req_` becomes `res_`, the suffix stays."""
        return replace(self, direction="res", extension=extension)

    def rejection(self) -> ExchangeName:
        """The name of the `.err` beside the echoed request."""
        return replace(self, extension="err")

    def answers(self) -> tuple[str, ...]:
        """Every file name that would show this request to be answered already."""
        answer = f"{self.prefix}res_{self.suffix}"
        return (
            f"{answer}.xml",
            f"{answer}.zip",
            f"{answer}.pdf",
            f"{self.stem}.err",
            self.text,
        )


def parse_name(name: str) -> ExchangeName | None:
    """Take *name* apart; None for a file that is none of the interface's."""
    if len(name) > _LONGEST:
        return None
    found = _NAME.fullmatch(name)
    return None if found is None else ExchangeName(**found.groupdict())


def parse_request_name(name: str) -> ExchangeName | None:
    """As `parse_name`, and a name that is only meant as a request's as well.

    That is one with `req_` and an extension of the interface, whatever text stands
    before and after: the whole of its prefix is then the `system`.
    """
    found = parse_name(name)
    if found is not None:
        return found if found.is_request else None
    meant = _MEANT.fullmatch(name)
    if meant is None or not is_text(name):
        return None
    return ExchangeName(
        system=meant["prefix"],
        mode="",
        function="",
        step="",
        direction="req",
        suffix=meant["suffix"],
        extension=meant["extension"],
    )


def is_text(name: str) -> bool:
    """Whether *name* can stand in a line of text: no control character, no half one."""
    return _TEXT.fullmatch(name) is not None


def for_log(name: str) -> str:
    """*name* as a log may have it: what the interface says of it, and little more.

    The suffix is the requester's own and may be a patient's name, number or birthday;
    of a long one the digits at its end stay, by which somebody finds the file. A
    misspelt name may be anything.
    """
    found = parse_name(name)
    if found is None:
        kind = _KIND.match(name)
        return f"{kind[0] if kind else ''}*"
    end = found.suffix[-4:] if len(found.suffix) > _LONGEST_DATE else ""
    shown = end if _END_IN_LOG.fullmatch(end) else ""
    return f"{found.prefix}{found.direction}_*{shown}.{found.extension}"
