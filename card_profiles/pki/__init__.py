"""The test PKI: two CAs of the JPKI's shape, and the keys that sign cards' data."""

from .authority import CertificateAuthority
from .card_data import CardDataIssuer, DataSigner
from .hierarchy import PKI
from .kinds import CertificateKind
from .register import PKIError

__all__ = [
    "PKI",
    "CardDataIssuer",
    "CertificateAuthority",
    "CertificateKind",
    "DataSigner",
    "PKIError",
]
