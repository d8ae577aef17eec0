"""A national side that answers by script, and a clinic that asks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from card_profiles.dates import JST
from harness.clinic import Encoding, FolderClinic
from harness.clinic.folders import Waiting
from harness.clinic.xml_form import parse, text_of
from harness.journal import Journal
from harness.results import Eligibility

NOW = datetime(2025, 11, 21, 9, 30, tzinfo=JST)
DAY = NOW.date()
CODE = "9930000014"
PERSON = (
    "<ProcessingResultStatus>1</ProcessingResultStatus>"
    "<QualificationValidity>1</QualificationValidity><ResultList>"
    "<ResultOfQualificationConfirmation><Name>架空　花子</Name>"
    "<InsurerNumber>  139999</InsurerNumber><Birthdate>19800217</Birthdate>"
    "</ResultOfQualificationConfirmation></ResultList>"
)


class StoppedClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class NationalSide:
    """Answers whenever the clinic pauses, so that nothing here runs beside it.

    A script says, request by request, what goes into `res`.
    """

    folder: Path
    script: list[Callable[[NationalSide, str, bytes], None]] = field(
        default_factory=list
    )
    seen: list[str] = field(default_factory=list)
    time: float = 0.0

    def pause(self, seconds: float) -> None:
        self.time += seconds
        for path in sorted((self.folder / "req").glob("*.xml")):
            if self.script:
                content = path.read_bytes()
                self.seen.append(path.name)
                path.unlink()
                self.script.pop(0)(self, path.name, content)

    def watch(self) -> float:
        return self.time

    def deliver(self, name: str, content: bytes) -> None:
        (self.folder / "res" / name).write_bytes(content)


def answer(
    body: str, *, header: str = "<SegmentOfResult>1</SegmentOfResult>"
) -> Callable[[NationalSide, str, bytes], None]:
    """Answer with *body*, echoing what must be echoed."""

    def write(side: NationalSide, name: str, content: bytes) -> None:
        side.deliver(name.replace("req_", "res_"), answer_bytes(content, body, header))

    return write


def answer_bytes(request: bytes, body: str, header: str, identifier: str = "") -> bytes:
    sent = parse(request).find("MessageHeader")
    echo = identifier or text_of(sent, "ArbitraryFileIdentifier")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        f"<XmlMsg><MessageHeader><MedicalInstitutionCode>{CODE}"
        f"</MedicalInstitutionCode><ArbitraryFileIdentifier>{echo}"
        f"</ArbitraryFileIdentifier>{header}</MessageHeader>"
        f"<MessageBody>{body}</MessageBody></XmlMsg>"
    ).encode()


def clinic(
    side: NationalSide,
    journal: Journal | None = None,
    *,
    encoding: Encoding = Encoding.UTF_8,
    keep_answers: bool = False,
) -> FolderClinic:
    return FolderClinic(
        side.folder,
        institution_code=CODE,
        clock=StoppedClock(),
        journal=journal,
        encoding=encoding,
        keep_answers=keep_answers,
        waiting=Waiting(seconds=10, poll=0.1, pause=side.pause, watch=side.watch),
    )


def check(asking: FolderClinic) -> Eligibility:
    return asking.check(
        insurer_number="139999",
        symbol="１２",
        number="345",
        branch=None,
        birthdate=date(1980, 2, 17),
    )


def lying(side: NationalSide) -> list[str]:
    return sorted(
        f"{path.parent.name}/{path.name}"
        for path in side.folder.rglob("*")
        if path.is_file()
    )
