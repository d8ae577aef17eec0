"""The dentist's office: a card reader on the counter, and the folders behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from oqs_stub.checking import check_file
from oqs_stub.exchange import ExchangeEvent, FolderExchange
from oqs_stub.exchange.delivery import Delivery, WriteIn
from oqs_stub.face_results import FaceResults
from oqs_stub.messages import Codec, EligibilityAnswer, Encoding
from oqs_stub.records import ConsentForm, ConsentKind, Prescription
from oqs_stub.service.face_reader import FaceReader

from .asking import DENTIST
from .folders_seen import Seconds
from .world import World

EVERYTHING = ConsentForm(
    kinds=frozenset(ConsentKind), prescription=Prescription.ELECTRONIC
)
NAME = f"OQSsiquc01res_face_{DENTIST}{'00' * 10}_20260410100000.xml"
"""What the reader's file is called while its randomness is all zeros."""


def reader_of(
    world: World, results: FaceResults, *, encoding: Encoding = Encoding.UTF_8
) -> FaceReader:
    return FaceReader(
        world.database,
        world.registry,
        world.consents,
        world.institutions,
        world.ledger,
        world.clock,
        results,
        codec=Codec(),
        encoding=encoding,
        random_bytes=bytes,
    )


class Office:
    """The folders of the dentist's, and the reader on the counter."""

    def __init__(
        self,
        world: World,
        root: Path,
        *,
        delivery: Callable[[Path], Delivery] = WriteIn,
        seconds: Seconds | None = None,
    ) -> None:
        self.world = world
        self.events: list[ExchangeEvent] = []
        self.results = FaceResults(world.database)
        self.seconds = seconds or Seconds()
        self.face = root / "face"
        self.exchange = FolderExchange(
            root,
            world.service,
            world.database,
            world.clock,
            delivery=delivery,
            faces=self.results,
            on_event=self.events.append,
            monotonic=self.seconds,
        )
        self.exchange.open()

    def receive(
        self, form: ConsentForm = EVERYTHING, *, encoding: Encoding = Encoding.UTF_8
    ) -> EligibilityAnswer:
        """The message that comes into `face`."""
        received = reader_of(self.world, self.results, encoding=encoding).receive(
            "sakura", DENTIST, form
        )
        self.exchange.run_once()
        data = (self.face / received.name).read_bytes()
        assert check_file(received.name, data).findings == ()
        return Codec().decode(data, EligibilityAnswer).message

    def files(self) -> list[str]:
        return sorted(path.name for path in self.face.iterdir())
