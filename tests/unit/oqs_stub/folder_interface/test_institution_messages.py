"""OQSsiurl01, OQSsiinq01, OQSsiupd01: the institution's own URL and settings."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import pytest
from PIL import Image

from oqs_stub.messages.access_url import AccessURLAnswer
from oqs_stub.messages.environment import (
    ConsentUseBlock,
    SettingsAnswer,
    SettingsBlock,
    SettingsUpdateAnswer,
)
from oqs_stub.messages.validate import check_values
from oqs_stub.records import ConsentKind, Settings, TreatmentCategory
from oqs_stub.service.inquiries import InquiryService
from oqs_stub.service.inquiry_context import InquiryOptions
from oqs_stub.urls import OwnAddress

from .asking import DENTIST
from .asking_more import settings_request, update_request, url_request
from .world import World

NOT_ENROLLED = "9910000026"


@pytest.fixture
def served(world: World) -> World:
    """The same stub, where phones can reach it."""
    service = InquiryService(
        world.database,
        world.registry,
        world.consents,
        world.institutions,
        world.ledger,
        world.clock,
        address=OwnAddress("https://stub.test"),
    )
    return replace(world, service=service)


def _url(world: World, kind: str = "2", **asked: str | None) -> tuple[str, bytes]:
    answer = world.ask(url_request(kind, **asked), AccessURLAnswer)
    check_values(answer)
    body = answer.MessageBody
    assert body is not None
    assert (body.ProcessingResultStatus, body.URLKind) == ("1", kind)
    return body.AccessURL, base64.b64decode(body.AccessURLFile or "")


@pytest.mark.parametrize(("kind", "path"), [("2", "hv"), ("3", "on")])
def test_the_url_is_the_one_the_terminal_shows(
    served: World, kind: str, path: str
) -> None:
    token = served.institutions.url_token(DENTIST, TreatmentCategory(kind))

    assert _url(served, kind) == (f"https://stub.test/zaitaku/{path}/{token}", b"")


def test_the_qr_code_comes_as_a_picture_or_a_sheet(served: World) -> None:
    _, png = _url(served, form="2")
    _, pdf = _url(served, form="1")

    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        assert picture.width == picture.height > 200
    assert pdf.startswith(b"%PDF-")


def test_a_changed_url_is_new_and_the_old_one_is_dead(served: World) -> None:
    old, _ = _url(served, change="0")
    assert _url(served)[0] == old

    new, _ = _url(served, change="1")

    assert new != old
    assert _url(served)[0] == new
    assert served.institutions.by_token(old.rsplit("/", 1)[1]) is None
    assert served.institutions.by_token(new.rsplit("/", 1)[1]) is not None
    assert served.ledger.entries()[-2].detail == "URL変更"


def test_changing_one_kind_leaves_the_other(served: World) -> None:
    online, _ = _url(served, "3")

    _url(served, "2", change="1")

    assert _url(served, "3")[0] == online


def test_a_stub_without_an_address_has_no_url_to_give(world: World) -> None:
    answer = world.ask(url_request(change="1"), AccessURLAnswer)

    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "9"
    assert answer.MessageHeader.ErrorCode == "STUB0209"
    first = world.institutions.url_token(DENTIST, TreatmentCategory.HOME_VISIT)
    assert world.institutions.by_token(first) is not None


def _shown(world: World) -> SettingsBlock:
    answer = world.ask(settings_request(), SettingsAnswer)
    check_values(answer)
    assert answer.MessageBody is not None
    return answer.MessageBody.EnvironmentSettings


def _update(world: World, block: SettingsBlock) -> SettingsUpdateAnswer:
    answer = world.ask(update_request(block), SettingsUpdateAnswer)
    check_values(answer)
    return answer


def test_the_settings_in_force_are_told(world: World) -> None:
    block = _shown(world)

    uses = {one.ConsentUseKind: one.UseClassification for one in block.ConsentUse}
    assert uses == {"TSR": "0", "TKK": "1", "YZK": "1", "SRJ": "0", "SHJ": "0"}
    assert (block.HomeVisitUse, block.OnlineUse) == ("1", "0")
    assert block.MedicalAidUse == "0"
    assert block.ElectronicPrescriptionUse == "2"
    assert block.PrescriptionSelectTiming == "2"


def test_changed_settings_wait_for_the_next_login(world: World) -> None:
    answer = _update(world, SettingsBlock(OnlineUse="1"))

    assert answer.MessageBody is not None
    assert answer.MessageBody.ProcessingResultStatus == "1"
    assert answer.MessageBody.EnvironmentSettings is not None
    assert answer.MessageBody.EnvironmentSettings.OnlineUse == "1"
    assert _shown(world).OnlineUse == "0"
    world.institutions.apply_pending(DENTIST)
    assert _shown(world).OnlineUse == "1"


def test_they_can_be_put_in_force_at_once(world: World) -> None:
    quick = world.with_options(InquiryOptions(settings_at_once=True))

    _update(quick, SettingsBlock(OnlineUse="1"))

    assert _shown(quick).OnlineUse == "1"


def _use(kind: str, use: str) -> SettingsBlock:
    block = ConsentUseBlock(ConsentUseKind=kind, UseClassification=use)
    return SettingsBlock(ConsentUse=(block,))


BEFORE = Settings(home_visit=True)
CHANGES = {
    "nothing": (SettingsBlock(), BEFORE),
    "home visits off": (
        SettingsBlock(HomeVisitUse="0"),
        replace(BEFORE, home_visit=False),
    ),
    "online on": (SettingsBlock(OnlineUse="1"), replace(BEFORE, online=True)),
    "medical aid on": (
        SettingsBlock(MedicalAidUse="1"),
        replace(BEFORE, medical_aid=True),
    ),
    "paper only": (
        SettingsBlock(ElectronicPrescriptionUse="3"),
        replace(BEFORE, electronic_prescription="3"),
    ),
    "asked elsewhere": (
        SettingsBlock(PrescriptionSelectTiming="1"),
        replace(BEFORE, prescription_timing="1"),
    ),
    "a kind on": (
        _use("SHJ", "1"),
        replace(
            BEFORE,
            consent_kinds=BEFORE.consent_kinds | {ConsentKind.OPERATION},
        ),
    ),
    "a kind off": (
        _use("YZK", "0"),
        replace(BEFORE, consent_kinds=frozenset({ConsentKind.HEALTH_CHECKUP})),
    ),
}


@pytest.mark.parametrize(("block", "settings"), CHANGES.values(), ids=CHANGES.keys())
def test_only_what_is_named_changes(
    world: World, block: SettingsBlock, settings: Settings
) -> None:
    assert world.institutions.settings(DENTIST) == BEFORE

    _update(world, block)

    world.institutions.apply_pending(DENTIST)
    assert world.institutions.settings(DENTIST) == settings


def test_a_kind_that_is_named_twice_is_refused_and_nothing_changes(
    world: World,
) -> None:
    both = (*_use("YZK", "1").ConsentUse, *_use("YZK", "0").ConsentUse)

    body = _update(world, SettingsBlock(OnlineUse="1", ConsentUse=both)).MessageBody

    assert body is not None
    assert (body.ProcessingResultStatus, body.ProcessingResultCode) == ("2", "STUB0210")
    assert "閲覧同意情報種別 YZK が2回あります" in (body.ProcessingResultMessage or "")
    assert world.institutions.pending(DENTIST) is None


def test_a_second_change_builds_on_the_first_that_still_waits(world: World) -> None:
    _update(world, SettingsBlock(OnlineUse="1"))
    _update(world, SettingsBlock(MedicalAidUse="1"))

    world.institutions.apply_pending(DENTIST)
    settings = world.institutions.settings(DENTIST)
    assert (settings.online, settings.medical_aid) == (True, True)


def test_an_institution_in_its_test_period_cannot_switch_home_visits_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oqs_stub.records import InstitutionState

    held, settings = world.institutions._configured[DENTIST]
    testing = replace(held, state=InstitutionState.TEST_PERIOD)
    monkeypatch.setitem(world.institutions._configured, DENTIST, (testing, settings))
    world.enable(home_visit=False)

    answer = _update(world, SettingsBlock(HomeVisitUse="1"))

    assert answer.MessageBody is not None
    assert answer.MessageBody.ProcessingResultStatus == "2"
    assert answer.MessageBody.ProcessingResultCode == "STUB0210"
    assert "運用中ではない" in (answer.MessageBody.ProcessingResultMessage or "")
    assert world.institutions.pending(DENTIST) is None


@pytest.mark.parametrize("code", [NOT_ENROLLED, "9999999999"])
def test_only_a_connected_institution_learns_its_settings(
    world: World, code: str
) -> None:
    answer = world.ask(settings_request(code), SettingsAnswer)
    update = world.ask(update_request(SettingsBlock(), code), SettingsUpdateAnswer)

    check_values(answer)
    assert answer.MessageHeader.SegmentOfResult == "9"
    assert answer.MessageBody is None
    assert update.MessageHeader.SegmentOfResult == "9"
