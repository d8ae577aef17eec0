"""The keys that sign cards' data: made once, lazily, and vouched for by CVCs."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from card_profiles.pki import PKI, CardDataIssuer, DataSigner, card_data, cvc
from card_profiles.pki.register import Register

FILE = "pki.sqlite3"

OPEN = """
import sys
from datetime import datetime
from pathlib import Path
from card_profiles.pki import PKI
pki = PKI.open(Path(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]))
print(pki.card_data.visual.certificate.hex(), pki.card_data.upper_cvc.hex())
"""


@pytest.fixture(scope="module")
def keyed(made_pki: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a PKI whose keys for cards' data are made."""
    directory = tmp_path_factory.mktemp("keyed")
    (directory / FILE).write_bytes((made_pki / FILE).read_bytes())
    _ = CardDataIssuer(Register(directory / FILE)).terminal_ca
    return directory


@pytest.fixture
def issuer(keyed: Path, now: datetime) -> CardDataIssuer:
    """Who signs cards' data."""
    return PKI.open(keyed, now=now).card_data


def signer_of(issuer: CardDataIssuer, name: str) -> DataSigner:
    return issuer.visual if name == "visual" else issuer.support


def stored_keys(directory: Path) -> int:
    with closing(sqlite3.connect(directory / FILE)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM card_key").fetchone()
    return int(count)


@pytest.mark.parametrize(
    ("name", "issuer_id", "municipal_id"),
    [
        pytest.param("visual", b"6000023", b"9900021", id="visual"),
        pytest.param("support", b"6000033", b"9900031", id="support"),
    ],
)
def test_a_signer_is_certified_by_the_ca_of_its_application(
    issuer: CardDataIssuer, name: str, issuer_id: bytes, municipal_id: bytes
) -> None:
    signer = signer_of(issuer, name)
    certificate = cvc.parse(signer.certificate)

    certificate.verify(signer.issuer_public_key)
    assert len(signer.certificate) == 568
    assert certificate.issuer_key_id == signer.issuer_key_id
    assert signer.issuer_key_id == issuer_id + b"\x08\x05001\0\0\0\0"
    assert certificate.subject_key_id == signer.key_id
    assert signer.key_id == municipal_id + b"\x08\x05000\0\0\0\0"
    assert certificate.public_key.public_numbers() == signer.public_key.public_numbers()


def test_a_message_is_signed_with_the_certified_key(issuer: CardDataIssuer) -> None:
    signature = issuer.visual.sign(b"DF11 and DF12")

    assert len(signature) == 256
    issuer.visual.public_key.verify(
        signature, b"DF11 and DF12", padding.PKCS1v15(), hashes.SHA256()
    )


def test_three_digests_are_signed_where_one_has_its_place(
    issuer: CardDataIssuer,
) -> None:
    digests = bytes(range(96))

    signature = issuer.visual.sign_digests(digests)

    signed = issuer.visual.public_key.recover_data_from_signature(
        signature, padding.PKCS1v15(), None
    )
    assert signed == (
        bytes.fromhex("3071 300D 0609608648016503040201 0500 0460") + digests
    )


def test_too_many_digests_are_refused(issuer: CardDataIssuer) -> None:
    with pytest.raises(ValueError, match="127"):
        issuer.visual.sign_digests(bytes(128))


def test_the_cards_own_chain_begins_at_the_root(issuer: CardDataIssuer) -> None:
    upper, lower = cvc.parse(issuer.upper_cvc), cvc.parse(issuer.lower_cvc)

    assert issuer.upper_cvc.startswith(b"\x5f\x4e")
    assert upper.issuer_key_id == issuer.root_key_id == b"6000020\x08\x05001\0\0\0\0"
    assert upper.subject_key_id == lower.issuer_key_id == issuer.intermediate_key_id
    upper.verify(issuer.root_public_key)
    lower.verify(upper.public_key)


def test_a_terminals_certificate_verifies_with_the_key_on_the_card(
    issuer: CardDataIssuer, holder_key: rsa.RSAPrivateKey
) -> None:
    subject = b"a terminal's id."

    body, signature = issuer.issue_terminal_certificate(
        holder_key.public_key(), subject=subject
    )

    certificate = cvc.parse(body + signature)
    certificate.verify(cvc.read_key_block(issuer.terminal_ca))
    assert (len(body), len(signature)) == (307, 261)
    assert (len(issuer.terminal_ca), certificate.subject_key_id) == (265, subject)


def test_opening_a_pki_makes_no_key_and_the_first_use_makes_all(
    pki: PKI, pki_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    a_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def one_key() -> rsa.RSAPrivateKey:
        made.append("key")
        return a_key

    monkeypatch.setattr(card_data, "_new_key", one_key)
    before = stored_keys(pki_directory)
    _ = pki.card_data.root_key_id

    assert (before, made) == (0, [])
    _ = pki.card_data.visual
    _ = pki.card_data.support
    assert len(made) == stored_keys(pki_directory) == 8


def test_keys_are_the_same_after_opening_again(keyed: Path, now: datetime) -> None:
    first = PKI.open(keyed, now=now).card_data
    again = PKI.open(keyed, now=now).card_data

    assert again.visual.certificate == first.visual.certificate
    assert again.support.sign(b"x") == first.support.sign(b"x")
    assert again.terminal_ca == first.terminal_ca


def test_threads_that_ask_at_once_get_the_same_keys(
    pki: PKI, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [rsa.generate_private_key(public_exponent=65537, key_size=2048)] * 8
    supply = iter(keys)  # A second making of keys would find it empty.
    monkeypatch.setattr(card_data, "_new_key", lambda: next(supply))
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(pki.card_data.upper_cvc))
        for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(found) == 4
    assert len(set(found)) == 1


def test_processes_that_use_it_first_at_once_share_the_keys(
    pki_directory: Path, now: datetime
) -> None:
    command = [sys.executable, "-c", OPEN, str(pki_directory), now.isoformat()]
    root = Path(__file__).parents[3]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
        for _ in range(2)
    ]

    outputs = [process.communicate(timeout=60)[0].strip() for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    assert outputs[0] == outputs[1] != ""
    assert stored_keys(pki_directory) == 8


def test_who_loses_the_race_takes_the_keys_of_the_winner(
    keyed: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    winner = PKI.open(keyed, now=now).card_data
    loser = PKI.open(keyed, now=now).card_data
    monkeypatch.setattr(Register, "card_keys", lambda _: {})
    a_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    monkeypatch.setattr(card_data, "_new_key", lambda: a_key)

    taken = loser.visual.certificate
    monkeypatch.undo()

    assert taken == winner.visual.certificate


def test_a_pki_of_an_older_program_opens_and_gains_the_keys(
    pki_directory: Path, now: datetime
) -> None:
    with closing(sqlite3.connect(pki_directory / FILE)) as connection, connection:
        connection.execute("DROP TABLE card_key")
        connection.execute("DROP TABLE renewed")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO issued VALUES ('auth', 'abc')")

    pki = PKI.open(pki_directory, now=now)
    pki.auth.revoke(0xABC, at=now)

    assert len(pki.card_data.visual.certificate) == 568
    assert PKI.open(pki_directory, now=now).auth.revoked() == {
        0xABC: now.replace(microsecond=0)
    }


def test_a_key_is_never_shown(issuer: CardDataIssuer, keyed: Path) -> None:
    kept = Register(keyed / FILE).card_keys()["visual"]

    assert "key=" not in repr(kept).replace("public=", "")
    assert "PrivateKey" not in repr(issuer.visual)
