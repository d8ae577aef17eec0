"""Making 券面事項確認AP: pictures that any viewer opens, the same bytes every time."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from PIL import Image

from card_profiles.loader import load, names
from card_profiles.model import Persona
from card_profiles.pki import DataSigner
from emulator.memory.filesystem import Application, TransparentEF
from emulator.memory.image import CardImage

from .conftest import NOW, ApplicationMaker
from .face_reader import Key, check_face, check_record, values

FACE, NUMBER = 0x0002, 0x0005


def content(application: Application, fid: int) -> bytes:
    file = application.find(fid)
    assert isinstance(file, TransparentEF)
    return file.content


def opened(raw: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(raw))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("fid", "tag", "form", "mode", "size"),
    [
        pytest.param(FACE, 0xDF25, "PNG", "1", None, id="name"),
        pytest.param(FACE, 0xDF26, "PNG", "1", None, id="address"),
        pytest.param(FACE, 0xDF27, "JPEG2000", "L", None, id="photo"),
        pytest.param(FACE, 0xDF2A, "PNG", "1", (24, 12), id="security code"),
        pytest.param(NUMBER, 0xDF41, "PNG", "1", (72, 12), id="number"),
    ],
)
def test_a_viewer_opens_every_picture(
    application: Application,
    fid: int,
    tag: int,
    form: str,
    mode: str,
    size: tuple[int, int] | None,
) -> None:
    picture = opened(values(content(application, fid))[tag])

    assert (picture.format, picture.mode) == (form, mode)
    if size is not None:
        assert picture.size == size
    dark, light = picture.convert("L").getextrema()
    assert dark < 80
    assert light > 230


@pytest.mark.parametrize("name", names())
def test_every_ready_persona_gets_a_face_that_verifies(
    make_application: ApplicationMaker, issuer: DataSigner, name: str
) -> None:
    numbers = issuer.public_key.public_numbers()
    signer = Key(numbers.n, numbers.e)

    made = make_application(load(name, now=NOW))

    assert check_face(content(made, FACE), signer)
    assert check_record(content(made, NUMBER), signer)
    assert check_record(content(made, 0x0001), signer)


def test_the_same_persona_and_key_give_the_same_bytes(
    application: Application, make_application: ApplicationMaker
) -> None:
    assert make_application() == application


def test_another_key_changes_neither_pictures_nor_facts(
    application: Application, make_application: ApplicationMaker
) -> None:
    other = make_application(key=rsa.generate_private_key(65537, 2048))

    one, two = (values(content(card, FACE)) for card in (application, other))

    changed = {tag for tag in one if one[tag] != two[tag]}
    assert changed == {0xDF24, 0xDF28}


@pytest.mark.parametrize(
    ("change", "tag"),
    [
        pytest.param({"given_name": "太郎"}, 0xDF25, id="name"),
        pytest.param({"alias": "架空　花"}, 0xDF25, id="alias"),
        pytest.param({"address": "架空県試験市９－９"}, 0xDF26, id="address"),
        pytest.param({"birthdate": date(2021, 4, 1)}, 0xDF27, id="age"),
    ],
)
def test_what_a_person_is_shows_in_the_picture_for_it(
    application: Application,
    make_application: ApplicationMaker,
    persona: Persona,
    change: dict[str, object],
    tag: int,
) -> None:
    person = replace(persona.person, **change)  # type: ignore[arg-type]  # A table's values have several types.

    made = make_application(replace(persona, person=person))

    assert values(content(made, FACE))[tag] != values(content(application, FACE))[tag]


def test_a_card_at_work_never_loads_the_drawing_library(
    application: Application,
) -> None:
    image = CardImage(persona="tester", applications=(application,)).to_json()
    program = (
        "import sys\n"
        "from emulator.card import VirtualCard\n"
        "from emulator.memory.counters import MemoryCounters\n"
        "from emulator.memory.image import CardImage\n"
        "import emulator.issuing.visual\n"
        "image = CardImage.from_json(sys.stdin.buffer.read())\n"
        "card = VirtualCard(image, counters=MemoryCounters())\n"
        "card.power_on()\n"
        "card.transmit(bytes.fromhex('00A4040C0AD3921000310001010402'))\n"
        "card.transmit(bytes.fromhex('00200092') + b'\\x0e55021720362285')\n"
        "answer = card.transmit(bytes.fromhex('00B08200000000'))\n"
        "print(len(answer), 'PIL' in sys.modules)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        input=image,
        capture_output=True,
        timeout=60,
        check=True,
    )

    expected = len(content(application, FACE)) + 2
    assert done.stdout.decode().split() == [str(expected), "False"]


def test_the_whole_card_carries_the_application(
    image: CardImage, application: Application
) -> None:
    made = image.application(application.aid)

    assert [file.fid for file in made.files] == [file.fid for file in application.files]
    assert (
        values(content(made, FACE))[0xDF27]
        == values(content(application, FACE))[0xDF27]
    )
