"""The folders of a stub: how answers come there, how long they stay, what is kept."""

from __future__ import annotations

from datetime import timedelta

from .clock import Clock
from .config import StubConfig
from .database import Database
from .exchange import FolderExchange
from .exchange.delivery import WAYS
from .exchange.disturbed import Disturbed
from .face_results import FaceResults
from .kept_messages import kept_in
from .messages.codec import Codec
from .service.inquiries import InquiryService


def stub_folders(
    config: StubConfig,
    inquiries: InquiryService,
    database: Database,
    clock: Clock,
    *,
    codec: Codec,
    faces: FaceResults,
) -> FolderExchange:
    """The folders as they are configured, not yet served."""
    return FolderExchange(
        config.exchange_folder,
        inquiries,
        database,
        clock,
        settle_seconds=config.settle_seconds,
        codec=codec,
        delivery=lambda work: Disturbed(WAYS[config.delivery](work)),
        stay=timedelta(minutes=config.response_stay_minutes) or None,
        faces=faces,
        kept=kept_in(config.keep_messages, clock),
        on_event=config.on_exchange_event,
    )
