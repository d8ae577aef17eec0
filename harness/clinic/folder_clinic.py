"""The receipt computer: asks through the folders, and knows what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

from card_profiles.dates import today

from ..journal import Journal
from ..ports import Clock
from ..results import ClinicError, Eligibility, Medication
from . import requests
from .answers import (
    DONE,
    expect_for,
    read_bulk,
    read_outcome,
    read_single,
    reception_number,
    segment,
)
from .changes import changed_since
from .checkup_results import Checkups, read_checkups
from .dates import months_before
from .drugs import read_medication
from .errors import RequestError
from .faces import FaceFile, read_faces
from .folders import Folders, Waiting
from .numbering import Numbering
from .requests import InsuredNumbers, Sender
from .xml_form import Encoding, build

DRUG_MONTHS = 36
"""薬剤情報 can be looked up for three years."""


class FolderClinic:
    """A `harness.ports.ClinicSystem` on `folder`/req and `folder`/res.

    One request at a time; not thread-safe. Each call waits at most
    `waiting.seconds` for everything it needs. `numbers` is a file in which the
    running number of requests survives a restart.
    """

    def __init__(
        self,
        folder: Path,
        *,
        institution_code: str,
        clock: Clock,
        journal: Journal | None = None,
        encoding: Encoding = Encoding.UTF_8,
        waiting: Waiting | None = None,
        keep_answers: bool = False,
        numbers: Path | None = None,
    ) -> None:
        self._institution_code = institution_code
        self._clock = clock
        self._encoding = encoding
        self._waiting = waiting or Waiting()
        self._folders = Folders(
            base=folder,
            journal=journal if journal is not None else Journal(),
            waiting=self._waiting,
            keep_answers=keep_answers,
        )
        self._numbering = Numbering(memory=numbers)
        self.unit_errors: tuple[ClinicError, ...] = ()
        """People of the last bulk answer whom the server could not answer for."""

    def fetch_consented(self, *, since: date, until: date) -> Sequence[Eligibility]:
        """同意済資格情報一括取得（訪問診療等）: `OQSmuhvq01`, then `02` until done.

        One 資格情報 for each record; nobody in the period is an empty list. Where the
        server could not answer for some people, the others are returned and
        `unit_errors` says so; if it could not answer for anybody, the first raises.
        """
        return self._listed(
            "OQSmuhvq",
            lambda sender: requests.consented_list(sender, since=since, until=until),
        )

    def check_all(self, people: Sequence[InsuredNumbers]) -> Sequence[Eligibility]:
        """一括照会 of many people, `OQSmuquc01`, then `02` until done.

        In the order of *people*; failures as with `fetch_consented`.
        """
        return self._listed(
            "OQSmuquc",
            lambda sender: requests.bulk_check(sender, people, on=self._today()),
        )

    def register_number(self, known: Eligibility, reference_number: str) -> None:
        """照会番号登録, `OQSsiimm01`: our own number, to come back in answers."""
        self._done(
            "OQSsiimm01",
            lambda sender: requests.registration(
                sender, known, reference_number=reference_number
            ),
        )

    def cancel_consents(self, known: Eligibility, kinds: Sequence[str] = ()) -> None:
        """閲覧同意取消, `OQSsihvd01`: these kinds (OQSCD036), or all of them."""
        self._done(
            "OQSsihvd01",
            lambda sender: requests.consent_cancel(sender, known, kinds=kinds),
        )

    def check(
        self,
        *,
        insurer_number: str,
        symbol: str | None,
        number: str,
        branch: str | None,
        birthdate: date,
    ) -> Eligibility:
        """資格確認 by the numbers of an insured person, `OQSsiquc01`."""
        person = InsuredNumbers(
            insurer_number=insurer_number,
            symbol=symbol,
            number=number,
            branch=branch,
            birthdate=birthdate,
        )
        return self._single(
            "OQSsiquc01",
            lambda sender: requests.eligibility_check(sender, person, on=self._today()),
        )

    def reinquire(self, known: Eligibility) -> Eligibility:
        """再照会, `OQSsihvq01`, with the numbers that an earlier answer taught.

        `changed` is what the receipt computer finds on comparing the two answers.
        """
        if known.birthdate is None:
            raise RequestError("再照会には、前に得た資格情報の生年月日が必要です。")
        person = InsuredNumbers(
            insurer_number=known.insurer_number,
            symbol=known.symbol,
            number=known.number,
            branch=known.branch,
            birthdate=known.birthdate,
        )
        answer = self._single(
            "OQSsihvq01",
            lambda sender: requests.reinquiry(sender, person, on=self._today()),
        )
        return replace(answer, changed=changed_since(known, answer))

    def medication(
        self, known: Eligibility, *, category: str = requests.HOME_VISIT
    ) -> Medication:
        """薬剤情報 of the last three years, `YZKsiquc01`, with 診療区分 2 by default.

        Asks whatever the consent says: refusing is the server's duty.
        """
        until = self._today()
        _, root = self._ask(
            "YZKsiquc01",
            lambda sender: requests.medication(
                sender,
                known,
                since=months_before(until, DRUG_MONTHS),
                until=until,
                category=category,
            ),
            deadline=self._deadline(),
        )
        return read_medication(root)

    def checkups(self, known: Eligibility) -> Checkups:
        """特定健診情報, `TKKsiquc01`, with 診療区分 2.

        Asks whatever the consent says: refusing is the server's duty.
        """
        _, root = self._ask(
            "TKKsiquc01",
            lambda sender: requests.checkups(sender, known),
            deadline=self._deadline(),
        )
        return read_checkups(root)

    def faces(self) -> tuple[FaceFile, ...]:
        """Everybody recognised at the card reader whose file lies in `face`.

        The files are deleted after reading unless `keep_answers`.
        """
        found = read_faces(self._folders.base / "face", on=self._today())
        for file in found:
            self._folders.collected("face", file.name, file.content)
        return found

    def close(self) -> None:
        """Nothing is held open between two calls."""

    def _single(self, kind: str, compose: Callable[[Sender], Element]) -> Eligibility:
        sender, root = self._ask(kind, compose, deadline=self._deadline())
        segment(root)
        expect_for(root, sender)
        return read_single(root, on=self._today())

    def _done(self, kind: str, compose: Callable[[Sender], Element]) -> None:
        sender, root = self._ask(kind, compose, deadline=self._deadline())
        segment(root)
        expect_for(root, sender)
        read_outcome(root)

    def _listed(
        self, kind: str, compose: Callable[[Sender], Element]
    ) -> tuple[Eligibility, ...]:
        """Send 01, then 02 until it is done, and read its units."""
        deadline = self._deadline()
        sender, accepted = self._ask(f"{kind}01", compose, deadline=deadline)
        segment(accepted)
        expect_for(accepted, sender)
        finished = self._finished(
            kind, sender, reception_number(accepted), deadline=deadline
        )
        answer = read_bulk(finished, on=self._today())
        self.unit_errors = answer.errors
        if answer.errors and not answer.found:
            raise answer.errors[0]
        return answer.found

    def _finished(
        self, kind: str, sender: Sender, reception: str, *, deadline: float
    ) -> Element:
        """Send 02 again, each time as a new request, while the job is 処理中."""
        while True:
            _, root = self._ask(
                f"{kind}02",
                lambda sender: requests.list_result(sender, reception_number=reception),
                deadline=deadline,
            )
            if segment(root) == DONE:
                expect_for(root, sender)
                return root
            if self._waiting.watch() >= deadline:
                raise ClinicError(
                    "timeout", "", f"受付番号{reception}の処理が時間内に終わりません。"
                )
            self._waiting.pause(self._waiting.poll)

    def _ask(
        self,
        kind: str,
        compose: Callable[[Sender], Element],
        *,
        deadline: float,
    ) -> tuple[Sender, Element]:
        prefix = f"{kind}req_"
        suffix = self._numbering.next(
            self._today(), taken=lambda suffix: self._folders.taken(prefix + suffix)
        )
        sender = Sender(
            institution_code=self._institution_code,
            file_identifier=f"{kind}-{suffix}",
        )
        content = build(compose(sender), self._encoding)
        root = self._folders.exchange(prefix + suffix, content, deadline=deadline)
        return sender, root

    def _today(self) -> date:
        return today(self._clock.now())

    def _deadline(self) -> float:
        return self._waiting.watch() + self._waiting.seconds
