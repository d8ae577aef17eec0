"""New certificates on the same card, the old ones revoked, all else as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.x509 import AuthorityInformationAccess

from card_profiles.pki import PKI
from emulator.applets import jpki
from emulator.behaviour import CardBehaviour
from emulator.drawer.renewal import BOTH, RenewalError, as_on_card
from emulator.drawer.store import CardDrawer
from emulator.issuing.card_age import age_of, auth_certificate, sign_certificate
from emulator.issuing.key_cache import KeyCache
from emulator.memory.filesystem import TransparentEF
from emulator.memory.image import CardImage

from .office import LATER, NOW, Office, serials

AP = bytes.fromhex("00A4040C0AD392F000260100000001")
RIGHT = bytes.fromhex("002000980431323334")
WRONG = bytes.fromhex("002000980430303030")
ASK = bytes.fromhex("00200098")
SIGN_ABCD = bytes.fromhex("802A0097046162636400")
CERTIFICATES = (jpki.AUTH_CERTIFICATE, jpki.SIGN_CERTIFICATE)


def told_by(image: CardImage, fid: int) -> tuple[list[str], str]:
    """Tell a certificate's extensions in their order, and where OCSP is answered."""
    certificate = {
        jpki.AUTH_CERTIFICATE: auth_certificate,
        jpki.SIGN_CERTIFICATE: sign_certificate,
    }[fid](image)
    assert certificate is not None
    access = [
        each.value[0].access_location.value
        for each in certificate.extensions
        if isinstance(each.value, AuthorityInformationAccess)
    ]
    return [each.oid.dotted_string for each in certificate.extensions], str(access)


def test_both_certificates_are_new_and_the_old_ones_revoked(office: Office) -> None:
    before = office.card()

    after = office.renew()

    card = office.card()
    assert serials(card) == (
        after.card.auth_certificate.serial_number,
        after.card.sign_certificate and after.card.sign_certificate.serial_number,
    )
    assert not set(serials(card)) & set(serials(before))
    assert set(serials(before)) <= office.revoked()
    assert not set(serials(card)) & office.revoked()
    assert office.pki.auth.revoked()[serials(before)[0]] == LATER


def test_renewed_certificates_run_from_that_day_to_the_fifth_birthday(
    office: Office,
) -> None:
    office.card()
    office.renew()

    age = age_of(office.card(), now=LATER)

    assert age.auth is not None
    assert age.auth.valid_from == LATER
    assert age.auth.valid_until.isoformat() == "2031-02-17T23:59:59+09:00"


def test_the_card_signs_with_the_new_keys(office: Office) -> None:
    before = auth_certificate(office.card())
    office.renew()

    with office.drawer.open(office.persona, office.pki) as stored:
        stored.card.power_on()
        stored.card.transmit(AP)
        assert stored.card.transmit(RIGHT) == b"\x90\x00"
        signature = stored.card.transmit(SIGN_ABCD)[:-2]
        after = auth_certificate(stored.image)

    assert before is not None
    assert after is not None
    key = after.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert key != before.public_key()
    key.verify(signature, b"abcd", padding.PKCS1v15(), NoDigestInfo())


def test_everything_else_on_the_card_stays(office: Office) -> None:
    before = office.card()
    with office.drawer.open(office.persona, office.pki) as stored:
        stored.card.power_on()
        stored.card.transmit(AP)
        stored.card.transmit(WRONG)

    office.renew()

    with office.drawer.open(office.persona, office.pki) as stored:
        stored.card.power_on()
        stored.card.transmit(AP)
        assert stored.card.transmit(ASK) == b"\x63\xc2"
        after = stored.image
    changed = {
        (old.aid, old_file.fid)
        for old, new in zip(before.applications, after.applications, strict=True)
        for old_file, new_file in zip(old.files, new.files, strict=True)
        if old_file != new_file
    }
    assert changed == {
        (jpki.AID, fid)
        for fid in (
            jpki.AUTH_KEY,
            jpki.AUTH_CERTIFICATE,
            jpki.SIGN_KEY,
            jpki.SIGN_CERTIFICATE,
        )
    }
    assert replace(after, applications=before.applications) == before


def test_one_kind_alone_can_be_renewed(office: Office) -> None:
    before = serials(office.card())

    office.renew(kinds=("auth",))

    after = serials(office.card())
    assert after[0] != before[0]
    assert after[1] == before[1]
    assert before[0] in office.revoked()
    assert before[1] not in office.revoked()


def test_a_card_can_be_renewed_again_and_again(office: Office) -> None:
    seen = {serials(office.card())[0]}

    for days in (200, 400, 600):
        office.renew(now=NOW + timedelta(days=days))
        seen.add(serials(office.card())[0])

    assert len(seen) == 4
    assert len(seen & office.revoked()) == 3


def test_the_persona_as_on_the_card_is_the_renewed_one(office: Office) -> None:
    assert as_on_card(office.persona, office.card()) == office.persona
    after = office.renew()

    assert as_on_card(office.persona, office.card()) == after


def test_a_certificate_that_is_not_on_the_card_is_not_there(office: Office) -> None:
    """The file says one is to be signed with; the card was made without."""
    planned = office.persona
    card = replace(planned.card, sign_certificate=None, sign_password="")
    office.persona = replace(planned, card=card)

    assert as_on_card(planned, office.card()).card.sign_certificate is None


def test_the_authoritys_newer_certificate_gets_onto_the_card(
    office: Office, tmp_path: Path
) -> None:
    """The CA of a newer generation is played by another CA altogether."""
    old = office.card()
    newer = PKI.open(tmp_path / "newer", now=NOW)
    sign = replace(office.pki.sign, certificate_der=newer.sign.certificate_der)
    office.pki = replace(office.pki, sign=sign)

    office.renew(kinds=("sign",))

    fid = jpki.SIGN_CA_CERTIFICATE
    before, after = (
        image.application(jpki.AID).find(fid) for image in (old, office.card())
    )
    assert before != after


def test_a_card_without_signing_certificate_renews_the_other(office: Office) -> None:
    card = replace(office.persona.card, sign_certificate=None, sign_password="")
    office.persona = replace(office.persona, card=card)
    office.card()

    after = office.renew()

    assert after.card.sign_certificate is None
    assert sign_certificate(office.card()) is None
    with pytest.raises(RenewalError, match="更新する電子証明書がありません"):
        office.renew(kinds=("sign",))


def test_renewed_keys_never_come_from_the_cache(office: Office, tmp_path: Path) -> None:
    cache = KeyCache(tmp_path / "keys")
    office.drawer = CardDrawer(
        tmp_path / "cards", key_cache=cache, key_source=office.keys
    )
    before = auth_certificate(office.card())
    kept = cache.kept(office.persona.name)

    office.renew()

    after = auth_certificate(office.card())
    assert before is not None
    assert after is not None
    assert before.public_key() != after.public_key()
    assert cache.kept(office.persona.name) == kept


def test_a_card_made_anew_after_a_renewal_is_in_force_again(office: Office) -> None:
    before = serials(office.card())
    office.renew()

    office.drawer.remake(office.persona, office.pki)

    assert serials(office.card()) == before
    assert not set(before) & office.revoked()


@pytest.mark.parametrize(
    "made_so",
    [
        pytest.param(CardBehaviour(), id="default"),
        pytest.param(CardBehaviour(ocsp_url="http://127.0.0.1:9/"), id="responder"),
        pytest.param(CardBehaviour(ocsp_url=""), id="no responder"),
        pytest.param(CardBehaviour(auth_certificate_has_eku=False), id="no EKU"),
    ],
)
def test_renewed_certificates_are_built_like_those_before(
    office: Office, made_so: CardBehaviour
) -> None:
    with office.drawer.open(office.persona, office.pki, behaviour=made_so) as stored:
        before = [told_by(stored.image, fid) for fid in CERTIFICATES]

    office.renew()

    with office.drawer.open(office.persona, office.pki, behaviour=made_so) as stored:
        assert [told_by(stored.image, fid) for fid in CERTIFICATES] == before


def test_both_kinds_are_renewed_unless_told_otherwise() -> None:
    assert BOTH == ("auth", "sign")


def test_certificate_files_keep_their_size_and_filler(office: Office) -> None:
    made_so = CardBehaviour(certificate_file_size=3000, filler=0x00)
    with office.drawer.open(office.persona, office.pki, behaviour=made_so):
        pass

    office.renew()

    with office.drawer.open(office.persona, office.pki, behaviour=made_so) as stored:
        file = stored.image.application(jpki.AID).find(jpki.AUTH_CERTIFICATE)
    assert isinstance(file, TransparentEF)
    assert len(file.content) == 3000
    assert file.content.endswith(bytes(100))
