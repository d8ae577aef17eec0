"""A receipt computer that asks without pause, and takes each answer as it comes."""

from __future__ import annotations

import itertools
import random
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from card_profiles.model import Coverage, Persona
from harness.clinic.requests import InsuredNumbers, Sender, eligibility_check, padded
from harness.clinic.xml_form import Encoding, block, build, message

from .book import Book, Standing

INSTITUTION = "9930000014"
TODAY = date(2026, 11, 21)


@dataclass(frozen=True, slots=True)
class _Asked:
    prefix: str
    person: str
    number: str = ""  # The 照会番号 to be registered.


class Clinic:
    """Writes requests and keeps book of what is acknowledged. Not for threads."""

    def __init__(
        self,
        folder: Path,
        people: dict[str, Persona],
        book: Book,
        chance: random.Random,
    ) -> None:
        self._req, self._res = folder / "req", folder / "res"
        self._people = people
        self._book = book
        self._chance = chance
        self._running = itertools.count(1)
        self._waiting: dict[str, _Asked] = {}  # By suffix.
        self._done: set[str] = set()
        self._registering: set[str] = set()
        self.asked: Counter[str] = Counter()  # By prefix.

    @property
    def waiting(self) -> int:
        """How many requests are not answered yet."""
        return len(self._waiting)

    @property
    def answered(self) -> int:
        """How many are."""
        return len(self._done)

    def send(self) -> None:
        """Put one more request of some kind into `req`."""
        draw = self._chance.random()
        if draw < 0.15 and self._cancel():
            return
        if draw < 0.4 and self._register():
            return
        self._check(self._chance.choice(sorted(self._people)))

    def take(self) -> None:
        """Read and remove every answer that is whole. Twice is an error."""
        for path in sorted(self._res.iterdir()):
            prefix, _, suffix = path.stem.partition("_")
            assert suffix in self._waiting, (
                f"{path.name} has come twice"
                if suffix in self._done
                else f"nobody has asked for {path.name}"
            )
            try:
                root = ET.fromstring(path.read_bytes())  # noqa: S314 - our own answer.
            except ET.ParseError:
                continue  # It is being written, or was when the server died.
            asked = self._waiting.pop(suffix)
            self._done.add(suffix)
            path.unlink()
            assert prefix == asked.prefix.replace("req", "res"), path.name
            self._note(asked, root, suffix)

    def _note(self, asked: _Asked, root: ET.Element, suffix: str) -> None:
        assert root.findtext(".//ArbitraryFileIdentifier") == suffix
        assert root.findtext(".//SegmentOfResult") == "1", ET.tostring(root, "unicode")
        status = root.findtext(".//ProcessingResultStatus")
        if asked.prefix == "OQSsiimm01req":
            assert status == "1", ET.tostring(root, "unicode")
            self._book.numbers[asked.person] = asked.number
            self._registering.discard(asked.person)
        elif asked.prefix == "OQSsihvd01req":
            assert status == "1", ET.tostring(root, "unicode")
            self._book.cancels[asked.person] += 1
            assert self._book.turn(
                asked.person, now=(Standing.CANCELLING,), to=Standing.CANCELLED
            )
        elif asked.prefix == "OQSsiquc01req":
            seen = root.findtext(".//ResultOfQualificationConfirmation/ReferenceNumber")
            known = self._book.numbers.get(asked.person)
            # Unless another was registered between question and answer.
            settled = asked.person not in self._registering
            if settled and asked.number and known == asked.number:
                assert seen == known, f"{asked.person}: {known} is gone, {seen} there"

    def _check(self, person: str) -> None:
        """資格確認; tells also whether a 照会番号 is still known."""
        quiet = person not in self._registering
        known = self._book.numbers.get(person, "") if quiet else ""
        self._write(
            _Asked("OQSsiquc01req", person, known),
            lambda sender: eligibility_check(sender, self._numbers(person), on=TODAY),
        )

    def _register(self) -> bool:
        """照会番号登録, one after the other for each person."""
        free = sorted(self._people.keys() - self._registering)
        if not free:
            return False
        person = self._chance.choice(free)
        self._registering.add(person)
        number = f"R{next(self._running):06d}"
        coverage = self._people[person].coverages[0]
        values = [("ReferenceNumber", number), *_identity(coverage)]
        self._write(
            _Asked("OQSsiimm01req", person, number),
            lambda sender: message(
                _header(sender),
                [block("ReferenceNumberRegistrationInfo", values)],
            ),
        )
        return True

    def _cancel(self) -> bool:
        """閲覧同意取消 of somebody whose consent was acknowledged."""
        person = next(
            (
                person
                for person in self._book.who(Standing.REGISTERED)
                if self._book.turn(
                    person, now=(Standing.REGISTERED,), to=Standing.CANCELLING
                )
            ),
            None,
        )
        if person is None:
            return False
        values = _identity(self._people[person].coverages[0])
        self._write(
            _Asked("OQSsihvd01req", person),
            lambda sender: message(
                _header(sender), [block("QualificationConfirmSearchInfo", values)]
            ),
        )
        return True

    def _write(self, asked: _Asked, make: Callable[[Sender], ET.Element]) -> None:
        suffix = f"{next(self._running):08d}"
        root = make(Sender(institution_code=INSTITUTION, file_identifier=suffix))
        draft = self._req / f".{suffix}.tmp"
        draft.write_bytes(build(root, Encoding.UTF_8))
        self._waiting[suffix] = asked
        self.asked[asked.prefix.removesuffix("req")] += 1
        draft.rename(self._req / f"{asked.prefix}_{suffix}.xml")

    def _numbers(self, person: str) -> InsuredNumbers:
        persona = self._people[person]
        coverage = persona.coverages[0]
        return InsuredNumbers(
            insurer_number=coverage.insurer_number,
            symbol=coverage.symbol,
            number=coverage.number,
            branch=coverage.branch,
            birthdate=persona.person.birthdate,
        )


def _header(sender: Sender) -> list[tuple[str, str | None]]:
    return [
        ("MedicalInstitutionCode", sender.institution_code),
        ("ArbitraryFileIdentifier", sender.file_identifier),
    ]


def _identity(coverage: Coverage) -> list[tuple[str, str | None]]:
    return [
        ("InsurerNumber", padded(coverage.insurer_number)),
        ("InsuredCardSymbol", coverage.symbol),
        ("InsuredIdentificationNumber", coverage.number),
        ("InsuredBranchNumber", coverage.branch),
    ]
