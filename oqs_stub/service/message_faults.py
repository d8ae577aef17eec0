"""What the armed faults do to a request of the folder interface and to its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..error_codes import ErrorCodes, Refusal
from ..faults import Face, Faults, Happening, Occasion
from ..institutions import Institutions
from ..messages import Exchange, Message
from ..messages.items import Part
from ..registry import Registry
from .arrival import Arrival
from .faulty_answers import (
    about,
    counted,
    failed,
    of_another_request,
    records_of,
    says_whether_done,
    still_working,
    with_validity,
)
from .inquiry_context import Origin, Outcome, RefusedError

_NOBODY_REACHED = ("outage", "connection-error")
_REFUSED = ("err", "segment-9")
_REFUSALS = {  # What is done, as the ledger has it.
    "err": ".err で断りました",
    "segment-9": "異常終了と答えました",
    **dict.fromkeys(_NOBODY_REACHED, "接続できないと答えました"),
}
_ABOUT_PEOPLE = ("status-2", "validity", "someone-else")
_ABOUT_THE_WHOLE = ("processing", "wrong-echo")
_DELIVERIES = ("slow", "broken-off", "never", "duplicate")
_AFTER = (*_ABOUT_PEOPLE, *_ABOUT_THE_WHOLE, *_DELIVERIES)

FAULT = "fault"
"""The result of an answer whose content is none of our own any more."""

_NUMBERS = ("InsuredIdentificationNumber", "InsuredPersonIdentificationNumber")
_OTHERS = ("taro", "hanako")  # Whose answer comes where the fault names nobody.


class UnreachableForNowError(Exception):
    """Nobody can be asked; the request stays where it is until that is over."""

    def __init__(self, happening: Happening) -> None:
        super().__init__(happening.fault.text)
        self.happening = happening


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and where it came in."""

    exchange: Exchange
    request: Message
    institution_code: str
    origin: Origin

    @property
    def face(self) -> Face:
        """Where it came in; whatever else there is counts as the folders."""
        known = [face for face in Face if face == self.origin.face]
        return known[0] if known else Face.EXCHANGE


@dataclass(frozen=True, slots=True)
class MessageFaults:
    """The faults of one stub, as its inquiries meet them."""

    faults: Faults
    registry: Registry
    institutions: Institutions
    codes: ErrorCodes

    @property
    def quiet(self) -> bool:
        """Whether none is armed that an inquiry could meet."""
        return not self.faults.any_armed((*_NOBODY_REACHED, *_REFUSED, *_AFTER))

    def before(self, asked: Asked) -> None:
        """Let fail what is to fail before anybody looks at the request.

        Raises `RefusedError` or `UnreachableForNowError`; nothing has been done for
        the request then.
        """
        kinds = (*_NOBODY_REACHED, *_REFUSED) if _by_folder(asked) else _REFUSED
        if not self.faults.any_armed(kinds):
            return
        occasion = self._occasion(asked, lambda: self._whose(asked.request))
        outage = self.faults.holds(occasion, ("outage",)) if _by_folder(asked) else None
        if outage is not None and outage.fault.word("how") == "wait":
            raise UnreachableForNowError(outage)
        for happening in self.faults.meet(occasion, kinds):
            if self.faults.tell(happening, _REFUSALS[happening.kind]):
                raise self._refused(happening)

    def after(self, asked: Asked, outcome: Outcome) -> Outcome:
        """*outcome* with what is to be wrong about it, or about how it arrives."""
        if not self.faults.any_armed(_AFTER):
            return outcome
        occasion = self._occasion(
            asked, lambda: outcome.person_id or self._whose(asked.request)
        )
        answer = self._about_people(outcome.answer, occasion)
        for happening in self.faults.meet(occasion, _ABOUT_THE_WHOLE):
            answer = self._about_the_whole(answer, happening)
        arrival = outcome.arrival
        if _by_folder(asked):
            for happening in self.faults.meet(occasion, _DELIVERIES):
                disturbed, what = _disturbed(arrival, happening)
                if self.faults.tell(happening, what):
                    arrival = disturbed
        result = outcome.result if answer == outcome.answer else FAULT
        return replace(outcome, answer=answer, arrival=arrival, result=result)

    def tell_held(self, error: UnreachableForNowError) -> bool:
        """Say that a request has been made to wait; once for each request.

        False where the outage was over by then, as of `Faults.tell`.
        """
        return self.faults.tell(error.happening, "要求を待たせました")

    def _occasion(self, asked: Asked, person: Callable[[], str]) -> Occasion:
        institution = self.institutions.find(asked.institution_code)
        return Occasion(
            face=asked.face,
            message=asked.exchange.prefix,
            institution=asked.institution_code,
            region="" if institution is None else institution.region,
            person=person,
        )

    def _refused(self, happening: Happening) -> RefusedError:
        match happening.kind:
            case "err":
                why = self._refusal(happening, "fault_err")
                return RefusedError(why, as_file=True)
            case "segment-9":
                return RefusedError(self._refusal(happening, "fault_segment"))
            case _:
                return RefusedError(self.codes.refusal("fault_outage"))

    def _refusal(self, happening: Happening, name: str) -> Refusal:
        ready = self.codes.refusal(name)
        return Refusal(
            happening.fault.word("code") or ready.code,
            happening.fault.word("message") or ready.message,
        )

    def _about_people(self, answer: Message, occasion: Occasion) -> Message:
        """Go through everybody the answer is about, one occasion each."""
        body = getattr(answer, "MessageBody", None)
        if not isinstance(body, Part) or not self.faults.any_armed(_ABOUT_PEOPLE):
            return answer
        units = getattr(body, "BulkConfirmUnit", None)
        if units is None:
            changed = self._about_one(body, occasion)
            return answer.model_copy(update={"MessageBody": changed})
        changed = body.model_copy(
            update={
                "BulkConfirmUnit": tuple(
                    self._about_one(unit, self._occasion_of(unit, occasion))
                    for unit in units
                )
            }
        )
        return counted(answer.model_copy(update={"MessageBody": changed}))

    def _occasion_of(self, unit: Part, occasion: Occasion) -> Occasion:
        return replace(occasion, person=lambda: self._whose(unit))

    def _about_one(self, subject: Part, occasion: Occasion) -> Part:
        if not says_whether_done(subject):
            return subject
        for happening in self.faults.meet(occasion, _ABOUT_PEOPLE):
            changed, what = self._mistaken(subject, happening)
            if changed is not None and self.faults.tell(happening, what):
                subject = changed
        return subject

    def _mistaken(self, subject: Part, happening: Happening) -> tuple[Part | None, str]:
        """*subject* with the mistake, None if it cannot be made; and what it was."""
        match happening.kind:
            case "status-2":
                refusal = self._refusal(happening, "fault_status")
                return failed(subject, refusal), "処理結果状況2と答えました"
            case "validity":
                value = happening.fault.word("value")
                return (
                    with_validity(subject, value),
                    f"資格有効性{value}と答えました",
                )
            case _:
                own = happening.occasion.person()
                for name in happening.fault.words("whose") or _OTHERS:
                    other = None if name == own else self.registry.get(name)
                    if other is not None and other.coverages:
                        changed = about(subject, other, other.coverages[-1])
                        return changed, f"{name}の資格を答えました"
                return None, ""

    def _about_the_whole(self, answer: Message, happening: Happening) -> Message:
        if happening.kind == "processing":
            changed, what = still_working(answer), "処理中と答えました"
        else:
            changed, what = of_another_request(answer), "別の要求への答えにしました"
        if changed is None or not self.faults.tell(happening, what):
            return answer
        return changed

    def _whose(self, block: Part) -> str:
        """Whom the numbers in *block* fit first; "" for nobody."""
        for one in (*records_of(block), block):
            if person := self._person_of(one):
                return person
        return ""

    def _person_of(self, block: Part) -> str:
        insurer = _value(block, "InsurerNumber")
        number = _value(block, *_NUMBERS)
        if insurer and number:
            found = self.registry.find(
                insurer_number=insurer,
                number=number,
                symbol=_value(block, "InsuredCardSymbol", "InsuranceCardSymbol"),
                branch=_value(block, "InsuredBranchNumber", "BranchNumber"),
            )
            return found[0][0].person_id if found else ""
        for name in type(block).model_fields:
            inner = getattr(block, name)
            if isinstance(inner, Part) and (person := self._person_of(inner)):
                return person
        return ""


def _value(block: Part, *names: str) -> str | None:
    """The value of the first of these elements that *block* has."""
    found = (getattr(block, name, None) for name in names)
    return next((value for value in found if isinstance(value, str)), None)


def _by_folder(asked: Asked) -> bool:
    """Over HTTP, the line and how an answer arrives are the web server's affair."""
    return asked.face is Face.EXCHANGE


def _disturbed(arrival: Arrival, happening: Happening) -> tuple[Arrival, str]:
    """*arrival* with what this fault does to it, and that in words."""
    match happening.kind:
        case "slow":
            seconds = happening.fault.real("seconds")
            return (
                replace(arrival, after_seconds=arrival.after_seconds + seconds),
                f"答えを{seconds:g}秒遅らせました",
            )
        case "broken-off":
            seconds = happening.fault.real("seconds")
            return (
                replace(arrival, rest_after_seconds=seconds),
                f"答えを途中まで書き、{seconds:g}秒後に残りを書きました",
            )
        case "never":
            return replace(arrival, never=True), "答えませんでした"
        case _:
            return replace(arrival, again=True), "二度答えました"
