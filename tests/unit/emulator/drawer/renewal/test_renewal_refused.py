"""What stops a renewal, and what a renewal that is stopped leaves behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from emulator.drawer import rewriting
from emulator.drawer.renewal import RenewalError
from emulator.drawer.store import CardInUse
from emulator.memory.counters import write_durably

from .office import NOW, Office, serials


def test_a_card_in_a_reader_is_not_renewed(office: Office) -> None:
    before = office.card()

    with (
        office.drawer.open(office.persona, office.pki),
        pytest.raises(CardInUse),
    ):
        office.renew()

    assert office.card() == before


def test_a_card_that_was_never_made_is_not_renewed(office: Office) -> None:
    with pytest.raises(RenewalError, match="まだありません"):
        office.renew()


def test_a_card_that_has_expired_is_not_renewed(office: Office) -> None:
    before = office.card()

    with pytest.raises(RenewalError, match="有効期限"):
        office.renew(now=NOW + timedelta(days=4000))

    assert office.card() == before
    assert not set(serials(before)) & office.revoked()


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("stage", ["issued", "noted", "written", "half revoked"])
def test_a_kill_leaves_the_old_card_or_the_new(
    office: Office, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    before = serials(office.card())
    durably, revoke = write_durably, type(office.pki.sign).revoke

    def write(path: Path, content: bytes) -> None:
        if stage == "issued" or (stage == "noted" and path.name == "card.json"):
            raise Killed
        durably(path, content)

    def take_back(self: object, *args: object, **options: object) -> None:
        if stage == "written" or self is office.pki.sign:
            raise Killed
        revoke(self, *args, **options)

    monkeypatch.setattr(rewriting, "write_durably", write)
    monkeypatch.setattr(type(office.pki.sign), "revoke", take_back)
    with pytest.raises(Killed):
        office.renew()
    monkeypatch.undo()

    after = serials(office.card())  # Taking the card out ends what was begun.

    if stage == "issued":
        assert after == before
        assert not set(before) & office.revoked()
    else:
        assert not set(after) & set(before)
        assert set(before) <= office.revoked()
        assert not set(after) & office.revoked()
