"""The test PKI: two CAs of the JPKI's shape, with real CRLs and OCSP answers."""

from .authority import CertificateAuthority
from .hierarchy import PKI
from .profile import DEFAULT_OCSP_URL, CertificateKind
from .register import PKIError

__all__ = [
    "DEFAULT_OCSP_URL",
    "PKI",
    "CertificateAuthority",
    "CertificateKind",
    "PKIError",
]
