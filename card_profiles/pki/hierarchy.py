"""The test PKI of one state directory: made once and shared by processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .authority import CertificateAuthority
from .card_data import CardDataIssuer
from .kinds import CertificateKind
from .register import PKIError, Register, StoredAuthority


@dataclass(frozen=True, slots=True)
class PKI:
    """The CA for authentication, the CA for signing, and who signs a card's data.

    Safe across processes.
    """

    auth: CertificateAuthority
    sign: CertificateAuthority
    card_data: CardDataIssuer  # Its keys are made when they are first used.

    @classmethod
    def open(cls, directory: Path, *, now: datetime) -> PKI:
        """Open the PKI kept in *directory*; the first time, make it.

        Raises:
            PKIError: It is unreadable, or its CAs are not in force at *now*.
        """
        register = Register.in_directory(directory)
        stored = register.authorities()
        if not stored:
            stored = register.create(_new_authorities(now=now))
        missing = [kind for kind in CertificateKind if kind not in stored]
        if missing:
            raise PKIError(
                f"{register.path}: 認証局 {', '.join(missing)} がありません。"
                "フォルダーごと削除してやり直してください。"
            )
        authorities = {
            kind: CertificateAuthority(
                kind, stored[kind].certificate, stored[kind].key, register
            )
            for kind in CertificateKind
        }
        for authority in authorities.values():
            _require_in_force(authority, register.path, now=now)
        return cls(
            auth=authorities[CertificateKind.AUTH],
            sign=authorities[CertificateKind.SIGN],
            card_data=CardDataIssuer(register),
        )


def _new_authorities(*, now: datetime) -> dict[str, StoredAuthority]:
    """Make both CAs at once: generating keys leaves the interpreter free."""
    from concurrent.futures import ThreadPoolExecutor  # Once a directory, not a start.

    from .issuing import create_authority

    with ThreadPoolExecutor() as threads:
        made = threads.map(
            lambda kind: create_authority(kind, now=now), CertificateKind
        )
        return dict(zip(CertificateKind, made, strict=True))


def _require_in_force(
    authority: CertificateAuthority, path: Path, *, now: datetime
) -> None:
    first, last = authority.life
    if not first <= now <= last:
        raise PKIError(
            f"{path}: 試験用認証局の有効期間は {first:%Y-%m-%d} から {last:%Y-%m-%d} "
            f"ですが、時計は {now:%Y-%m-%d} です。時計を直すか、別のフォルダーを"
            "指定してください。"
        )
