"""The two kinds of certificates, and the figures of the PKI that need no library."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

CA_YEARS: Final = 10
CA_AGE_YEARS: Final = 6
"""A fresh test CA is already six years old, or old certificates could not be its."""

CRL_LIFE: Final = timedelta(hours=48)  # [D]
OCSP_LIFE: Final = timedelta(hours=1)  # [D]
KEY_BITS: Final = 2048


class CertificateKind(StrEnum):
    """The two certificates of a card, each under a CA of its own."""

    AUTH = "auth"  # 利用者証明用
    SIGN = "sign"  # 署名用
