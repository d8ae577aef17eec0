"""The test PKI of one state directory: both CAs, made once and shared by processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from .authority import CertificateAuthority, create_authority, open_authority
from .profile import CertificateKind
from .register import PKIError, Register


@dataclass(frozen=True, slots=True)
class PKI:
    """The CA for authentication and the CA for signing. Safe across processes."""

    auth: CertificateAuthority
    sign: CertificateAuthority

    @classmethod
    def open(cls, directory: Path, *, now: datetime) -> PKI:
        """Open the PKI kept in *directory*; the first time, make it.

        Raises:
            PKIError: It is unreadable, or its CAs are not in force at *now*.
        """
        register = Register.in_directory(directory)
        stored = register.authorities()
        if not stored:
            stored = register.create(
                {kind: create_authority(kind, now=now) for kind in CertificateKind}
            )
        missing = [kind for kind in CertificateKind if kind not in stored]
        if missing:
            raise PKIError(
                f"{register.path}: 認証局 {', '.join(missing)} がありません。"
                "フォルダーごと削除してやり直してください。"
            )
        authorities = {
            kind: open_authority(kind, stored[kind], register)
            for kind in CertificateKind
        }
        for authority in authorities.values():
            _require_in_force(authority.certificate, register.path, now=now)
        return cls(authorities[CertificateKind.AUTH], authorities[CertificateKind.SIGN])


def _require_in_force(
    certificate: x509.Certificate, path: Path, *, now: datetime
) -> None:
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not first <= now <= last:
        raise PKIError(
            f"{path}: 試験用認証局の有効期間は {first:%Y-%m-%d} から {last:%Y-%m-%d} "
            f"ですが、時計は {now:%Y-%m-%d} です。時計を直すか、別のフォルダーを"
            "指定してください。"
        )
