"""A card is laid open as it is: files, tries, decoded data, pictures."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from PIL import Image

from card_profiles.loader import load
from card_profiles.model import CardForm, Persona
from card_profiles.pki import PKI
from emulator.card import VirtualCard
from emulator.issuing.personalize import personalize
from emulator.memory.counters import MemoryCounters
from emulator.memory.filesystem import Application, TransparentEF
from emulator.memory.image import CardImage
from harness.card_show.data_objects import objects_in, outer_value
from harness.card_show.face import face_of
from harness.card_show.page import ShownCard, page_of, shown_card
from harness.trace.card_names import CARD_FACE_AID

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=9), "JST"))


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> PKI:
    return PKI.open(tmp_path_factory.mktemp("pki"), now=NOW)


@pytest.fixture(scope="module")
def hanako() -> Persona:
    return load("hanako", now=NOW)


@pytest.fixture(scope="module")
def image(pki: PKI, hanako: Persona) -> CardImage:
    return personalize(hanako, pki)


@pytest.fixture
def card(image: CardImage) -> VirtualCard:
    return VirtualCard(image, counters=MemoryCounters())


@pytest.fixture
def shown(hanako: Persona, image: CardImage, card: VirtualCard) -> ShownCard:
    return shown_card(hanako, image, card, atr=card.atr)


def test_the_holder_is_read_as_the_card_tells(
    shown: ShownCard, hanako: Persona
) -> None:
    person = hanako.person

    assert shown.face.fields == {
        "個人番号": person.individual_number,
        "氏名": person.name,
        "住所": person.address,
        "生年月日": f"{person.birthdate:%Y%m%d}",
        "性別": "女性（2）",
        "有効期限": f"{hanako.card.expires_on:%Y%m%d}",
    }


def test_every_picture_can_be_shown_by_any_browser(shown: ShownCard) -> None:
    titles = [picture.title for picture in shown.face.pictures]

    assert titles[:4] == ["顔写真", "氏名", "住所", "個人番号"]
    for picture in shown.face.pictures:
        head, _, body = picture.source.partition(",")
        assert head == "data:image/png;base64"
        with Image.open(io.BytesIO(base64.b64decode(body))) as opened:
            assert opened.format == "PNG"


def test_tries_are_asked_of_the_card_and_none_is_spent(
    hanako: Persona, image: CardImage, card: VirtualCard
) -> None:
    card.power_on()
    for command in (
        "00A4040C0AD392F000260100000001",
        "002000980430303030",
    ):
        card.transmit(bytes.fromhex(command))

    for _ in range(2):
        shown = shown_card(hanako, image, card, atr=card.atr)

    tries = {
        (application.name, file.fid): file.tries
        for application in shown.applications
        for file in application.files
        if file.tries
    }
    assert tries["公的個人認証AP", "0018"] == "残り2回"
    assert tries["公的個人認証AP", "001B"] == "残り5回"
    assert tries["券面事項入力補助AP", "0012"] == "ロック"
    assert not card.powered


def test_who_may_read_is_said_of_every_file(shown: ShownCard) -> None:
    access = {
        (application.name, file.fid): file.access
        for application in shown.applications
        for file in application.files
    }

    assert access["公的個人認証AP", "0001"] == "読む: 001Bの照合"
    assert access["公的個人認証AP", "000A"] == "読む: 自由"
    assert access["公的個人認証AP", "0017"] == "使う: 0018の照合"
    assert access["券面事項確認AP", "0005"] == "読む: 0013の照合"
    assert access["共通カードAP", "0019"] == "使う: 自由"


def test_the_page_holds_all_of_it_and_no_pin(shown: ShownCard, hanako: Persona) -> None:
    html = page_of(shown)

    for words in ("保険　花子", "券面事項入力補助AP", "残り3回", "架空の人物"):
        assert words in html
    assert html.count("data:image/png") == len(shown.face.pictures)
    assert hanako.card.sign_password not in html


@pytest.mark.parametrize("form", ["blank", "unresponsive"])
def test_a_card_with_nothing_to_tell_is_shown_too(
    pki: PKI, image: CardImage, hanako: Persona, form: str
) -> None:
    odd = replace(image, form=CardForm(form))
    card = VirtualCard(odd, counters=MemoryCounters())

    shown = shown_card(hanako, odd, card, atr=card.atr)

    assert shown.form == form
    assert page_of(shown)


@pytest.mark.parametrize(
    ("content", "objects"),
    [
        pytest.param("FF2006DF220141DF23014E", {}, id="cut-short"),
        pytest.param(
            "FF2008DF220141DF23014EFFFFFF",
            {0xDF22: b"A", 0xDF23: b"N"},
            id="short-form",
        ),
        pytest.param("FF208200 04DF220141FFFF", {0xDF22: b"A"}, id="82-form"),
        pytest.param("FFFFFFFF", {}, id="filler-only"),
        pytest.param("", {}, id="empty"),
        pytest.param("DF220141", {}, id="no-outer-object"),
    ],
)
def test_objects_of_both_lengths_are_found_and_filler_ends_them(
    content: str, objects: dict[int, bytes]
) -> None:
    found = objects_in(bytes.fromhex(content))

    assert {tag: found[tag] for tag in objects} == objects
    if not objects:
        assert 0xDF23 not in found


def test_a_number_stands_right_in_its_outer_object() -> None:
    assert outer_value(b"\xff\x10\x0c123456789012\xff\xff") == b"123456789012"


def test_a_picture_that_cannot_be_read_is_said_so(image: CardImage) -> None:
    broken = b"\xff\x40\x82\x00\x08\xdf\x41\x82\x00\x03abc"
    face = Application(CARD_FACE_AID, (TransparentEF(0x0005, broken),))

    (picture,) = face_of(replace(image, applications=(face,))).pictures

    assert picture.source == ""
    assert "3バイト（表示できません" in picture.note
