"""What a user reads when a part of PC/SC is missing on the machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.drivers import adopted_pcscd, pcscd
from harness.drivers.adopted_pcscd import AdoptedPCSCD, note_first_call
from harness.drivers.pcsc_context import pyscard
from harness.drivers.pcscd import PrivatePCSCD, missing_packages
from harness.drivers.real_card import ByHandCardHolder
from harness.ports import BenchUnavailable


def test_without_pyscard_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smartcard", None)

    with pytest.raises(BenchUnavailable, match=r"mynabench\[pcsc\]"):
        pyscard()


def test_exactly_the_missing_packages_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    present = tmp_path / "present"
    present.touch()
    monkeypatch.setattr(pcscd, "PCSCD", present)
    monkeypatch.setattr(pcscd, "VPCD_DRIVER", tmp_path / "absent")

    assert missing_packages() == ("vsmartcard-vpcd",)
    with pytest.raises(BenchUnavailable, match=r"apt-get .* vsmartcard-vpcd"):
        PrivatePCSCD()


def test_a_user_without_root_is_told_of_the_directory_that_pcscd_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    present = tmp_path / "present"
    present.touch()
    monkeypatch.setattr(pcscd, "PCSCD", present)
    monkeypatch.setattr(pcscd, "VPCD_DRIVER", present)
    monkeypatch.setattr(pcscd, "RUN_DIRECTORY", tmp_path / "absent")
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(BenchUnavailable, match="sudo mkdir -p"):
        PrivatePCSCD()


def test_a_process_that_has_talked_to_another_pcscd_cannot_change_its_mind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adopted_pcscd, "_process", adopted_pcscd._Process())
    monkeypatch.delenv("PCSCLITE_CSOCK_NAME", raising=False)
    note_first_call()

    with pytest.raises(BenchUnavailable, match="別の pcscd と話している"):
        AdoptedPCSCD()


@pytest.mark.parametrize("serial", ["", "0x12", "1 2", "-1", "１２"])
def test_a_real_card_that_is_not_named_is_not_touched(serial: str) -> None:
    with pytest.raises(BenchUnavailable, match="名指しされていません"):
        ByHandCardHolder(reader="", certificate_serial=serial)
