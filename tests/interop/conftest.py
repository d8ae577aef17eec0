"""What the interop tests share: cards, a desk to use them at, goldens, the report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from card_profiles.loader import load
from card_profiles.pki import PKI
from emulator.drawer.store import CardDrawer, StoredCard

from .card_values import CardValues, secrets_of
from .desk import Desk
from .golden_file import GoldenFile
from .packages import require, version
from .report import PROPERTY, rows_of, table, write_report

JST = timezone(timedelta(hours=9), "JST")
NOW = datetime(2026, 7, 1, 9, 0, tzinfo=JST)
GOLDENS = Path(__file__).parent / "goldens"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("interop")
    group.addoption(
        "--renew-goldens",
        action="store_true",
        help="write the goldens that no longer fit anew; then review the difference",
    )
    group.addoption("--interop-report", help="write the table of what ran to this file")


def pytest_configure(config: pytest.Config) -> None:
    if _renewing(config) and os.environ.get("CI"):
        raise pytest.UsageError("goldens are renewed by hand and reviewed, never in CI")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    rows = rows_of(terminalreporter.stats)
    if not rows:
        return
    terminalreporter.section("interop report")
    terminalreporter.write(table(rows))
    wanted = config.getoption("--interop-report", default=None)
    if wanted:
        write_report(Path(wanted), rows)


def _renewing(config: pytest.Config) -> bool:
    return bool(config.getoption("--renew-goldens", default=False))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Cards of ready personas, all of one test PKI."""

    pki: PKI
    directory: Path
    now: datetime

    def take(self, persona: str, *, drawer: str = "cards") -> StoredCard:
        """Take the card of *persona*; another *drawer* holds another card of theirs."""
        drawers = CardDrawer(self.directory / drawer)
        return drawers.open(load(persona, now=self.now), self.pki)

    def values(self, stored: StoredCard) -> CardValues:
        """Tell what the declared parts of a golden stand for on this card."""
        persona = load(stored.image.persona, now=self.now)
        return CardValues(stored.image, secrets_of(persona))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    directory = tmp_path_factory.mktemp("shelf")
    return Shelf(PKI.open(directory / "pki", now=NOW), directory, NOW)


@pytest.fixture(scope="session")
def shared_desk(shelf: Shelf) -> Iterator[Desk]:
    """Hanako's card in a reader, from the first test of this process to the last."""
    require()
    with shelf.take("hanako") as stored, Desk(stored) as desk:
        yield desk


@pytest.fixture
def desk(
    shared_desk: Desk, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """Hanako's card as it comes, and programs that have it for themselves."""
    hand_over(shared_desk, tmp_path, request)
    yield shared_desk
    shared_desk.close_programs()


@pytest.fixture
def throw_away_desk(
    shelf: Shelf, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """A new card with a pcscd of its own, for tests that spend its tries."""
    require()
    with shelf.take("taro", drawer=tmp_path.name) as stored, Desk(stored) as desk:
        hand_over(desk, tmp_path, request)
        yield desk
        desk.close_programs()


def hand_over(desk: Desk, directory: Path, request: pytest.FixtureRequest) -> None:
    """Make a desk ready for one test, and let the report know what the test uses."""
    versions = {package: version(package) for package in ("pcscd", "vsmartcard-vpcd")}
    request.node.user_properties.append((PROPERTY, versions))
    desk.clear(directory, versions)


CheckGolden = Callable[..., None]


@pytest.fixture
def check_golden(
    shelf: Shelf, pytestconfig: pytest.Config, request: pytest.FixtureRequest
) -> CheckGolden:
    """Compare what a card has been asked since its test began with a golden."""

    def check(desk: Desk, name: str) -> None:
        golden = GoldenFile(GOLDENS / f"{name}.txt", shelf.values(desk.stored))
        found = golden.differences(desk.card.atr, desk.card.exchanges)
        if not found:
            return
        if _renewing(pytestconfig) and not golden.kept_by_hand:
            golden.write(
                request.node.name,
                desk.versions,
                atr=desk.card.atr,
                exchanges=desk.card.exchanges,
            )
            return
        pytest.fail("\n".join(found), pytrace=False)

    return check
