"""Renewing a card's certificates in place: new keys on the same card, old ones revoked.

As at the municipal office: the certificates of 公的個人認証AP, their keys and the CA
certificates are written anew; PINs, tries and every other application stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from card_profiles.dates import JST
from card_profiles.model import CardPlan, CertificatePlan, Persona
from card_profiles.renewal import BOTH, Kind, RenewalError, renewed

from ..applets import jpki
from ..behaviour import DEFAULT, CardBehaviour
from ..issuing.authorities import Authorities
from ..issuing.card_age import auth_certificate, sign_certificate
from ..issuing.issuer_check import require_issuer
from ..issuing.key_generation import KeyGenerator, KeySource
from ..memory.filesystem import Application, File, SigningKeyFile, TransparentEF
from ..memory.image import CardImage
from .rewriting import Revocation, Rewriting, finish_revocations, rewrite
from .store import CARD, CardDrawer

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

__all__ = ["BOTH", "Kind", "RenewalError", "as_on_card", "renew_certificates"]

_READERS = {"auth": auth_certificate, "sign": sign_certificate}
_KEYS = {"auth": jpki.AUTH_KEY, "sign": jpki.SIGN_KEY}
_CERTIFICATES = {"auth": jpki.AUTH_CERTIFICATE, "sign": jpki.SIGN_CERTIFICATE}
_CA_CERTIFICATES = {
    "auth": jpki.AUTH_CA_CERTIFICATE,
    "sign": jpki.SIGN_CA_CERTIFICATE,
}


def renew_certificates(
    drawer: CardDrawer,
    persona: Persona,
    pki: Authorities,
    *,
    now: datetime,
    kinds: tuple[Kind, ...] = BOTH,
    key_source: KeySource | None = None,
) -> Persona:
    """Renew the certificates of *kinds* on the card of *persona*, those it has.

    The card must be in the drawer. Returns the persona with the new certificates.
    The CAs note whose certificate each one follows, so that a registry that finds
    people by serial number still does.
    A process killed meanwhile leaves the old card with certificates in force, or
    the new one; in neither case does the old certificate stay in force beside a
    card that carries the new. Keys are new ones always, never from a cache.

    Raises `RenewalError` when the card has none of *kinds* or has itself expired,
    `CardInUse`, `ForeignCard`, `image.ImageError`.
    """
    with drawer.held(persona.name) as home:
        if not (home / CARD).exists():
            raise RenewalError(
                f"{persona.name} のカードはまだありません。"
                "一度使ってから更新してください。"
            )
        image = CardImage.from_json((home / CARD).read_bytes())
        require_issuer(image, pki, where=home)
        finish_revocations(home, pki)
        present = tuple(kind for kind in kinds if _READERS[kind](image) is not None)
        if not present:
            raise RenewalError(
                f"{persona.name} のカードには、更新する電子証明書がありません。"
            )
        before = as_on_card(persona, image)
        after = renewed(before, now=now, kinds=present)
        with KeyGenerator() as generator:
            if key_source is None:
                generator.expect(len(present))
            new_image = _renewed_image(
                image,
                after,
                pki,
                kinds=present,
                key_source=key_source or generator,
            )
        _link(before, after, pki, kinds=present)
        rewrite(
            home,
            Rewriting(
                files={CARD: new_image.to_json()},
                revocations=tuple(_revocations(before, after, present)),
            ),
            pki,
        )
    return after


def as_on_card(persona: Persona, image: CardImage) -> Persona:
    """Return *persona* with the certificates that its card really carries.

    They are others than the persona's file says once they have been renewed.
    """
    auth = _planned(auth_certificate(image), persona.card.auth_certificate)
    sign = _planned(sign_certificate(image), persona.card.sign_certificate)
    card = replace(
        persona.card,
        auth_certificate=auth or persona.card.auth_certificate,
        sign_certificate=sign,
    )
    return replace(persona, card=card)


def _planned(
    certificate: Certificate | None, planned: CertificatePlan | None
) -> CertificatePlan | None:
    """Describe a certificate; the one that was planned keeps what else is known."""
    if certificate is None:
        return None
    if planned is not None and planned.serial_number == certificate.serial_number:
        revoked_at = planned.revoked_at
    else:
        revoked_at = None
    return CertificatePlan(
        serial_number=certificate.serial_number,
        issued_at=certificate.not_valid_before_utc.astimezone(JST),
        expires_at=certificate.not_valid_after_utc.astimezone(JST),
        revoked_at=revoked_at,
    )


def _renewed_image(
    image: CardImage,
    after: Persona,
    pki: Authorities,
    *,
    kinds: tuple[Kind, ...],
    key_source: KeySource,
) -> CardImage:
    changes: dict[int, bytes] = {}
    for kind in kinds:
        changes |= _new_contents(after, pki, kind, _like(image), key_source)
    return replace(
        image,
        applications=tuple(
            _rewritten(application, changes)
            if application.aid == jpki.AID
            else application
            for application in image.applications
        ),
    )


def _new_contents(
    after: Persona,
    pki: Authorities,
    kind: Kind,
    behaviour: CardBehaviour,
    key_source: KeySource,
) -> dict[int, bytes]:
    """Certify a new key; give the contents of key, certificate and CA files."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from ..issuing.jpki import planned_for
    from ..memory.keys import private_bytes

    plan = planned_for(_plan(after.card, kind), after.card, behaviour)
    if plan is None:
        raise RenewalError(f"{after.name}: {kind} の電子証明書がありません。")
    authority = pki.auth if kind == "auth" else pki.sign
    key = key_source()
    certificate = authority.issue(key.public_key(), person=after.person, plan=plan)

    def in_file(content: Certificate) -> bytes:
        return jpki.certificate_file(content.public_bytes(Encoding.DER), behaviour)

    return {
        _KEYS[kind]: private_bytes(key),
        _CERTIFICATES[kind]: in_file(certificate),
        _CA_CERTIFICATES[kind]: in_file(authority.certificate),
    }


def _like(image: CardImage) -> CardBehaviour:
    """Give the behaviour that makes certificates and files as those on the card are."""
    file = image.application(jpki.AID).find(jpki.AUTH_CA_CERTIFICATE)
    certificate = auth_certificate(image)
    if not isinstance(file, TransparentEF) or certificate is None:
        return DEFAULT
    ocsp_url, has_eku = _parameters(certificate)
    return replace(
        DEFAULT,
        certificate_file_size=len(file.content),
        filler=file.content[-1],
        ocsp_url=ocsp_url,
        auth_certificate_has_eku=has_eku,
    )


def _parameters(certificate: Certificate) -> tuple[str, bool]:
    """Tell by which parameters of `CardBehaviour` a 利用者証明用 one was made."""
    from cryptography.x509 import AuthorityInformationAccess, ExtendedKeyUsage

    ocsp_url, has_eku = "", False
    for extension in certificate.extensions:
        match extension.value:
            case AuthorityInformationAccess() as access:
                ocsp_url = str(next(iter(access)).access_location.value)
            case ExtendedKeyUsage():
                has_eku = True
    return ocsp_url, has_eku


def _rewritten(application: Application, changes: dict[int, bytes]) -> Application:
    def written(file: File) -> File:
        content = changes.get(file.fid)
        match file:
            case TransparentEF() if content is not None:
                return replace(file, content=content)
            case SigningKeyFile() if content is not None:
                return replace(file, private_key=content)
            case _:
                return file

    return Application(application.aid, tuple(map(written, application.files)))


def _link(
    before: Persona, after: Persona, pki: Authorities, *, kinds: tuple[Kind, ...]
) -> None:
    """Let relying parties find the holder by the new serial numbers too."""
    for kind in kinds:
        old, new = _plan(before.card, kind), _plan(after.card, kind)
        if old is not None and new is not None:
            authority = pki.auth if kind == "auth" else pki.sign
            authority.record_renewal(new.serial_number, earlier=old.serial_number)


def _revocations(
    before: Persona, after: Persona, kinds: tuple[Kind, ...]
) -> Iterator[Revocation]:
    """Take the old certificates back from the moment the new ones begin."""
    for kind in kinds:
        old, new = _plan(before.card, kind), _plan(after.card, kind)
        if old is not None and new is not None:
            yield Revocation(
                kind=kind, serial_number=old.serial_number, at=new.issued_at
            )


def _plan(card: CardPlan, kind: Kind) -> CertificatePlan | None:
    return card.auth_certificate if kind == "auth" else card.sign_certificate
