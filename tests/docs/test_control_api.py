"""The reference has every address of the control API, with its methods."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from card_profiles.dates import JST
from card_profiles.pki import PKI
from oqs_stub.app import create_app
from oqs_stub.stub import Stub, StubConfig

from .blocks import ROOT

PAGE = ROOT / "docs" / "reference" / "commands.md"


def _offered(tmp_path: Path) -> dict[str, set[str]]:
    """The methods of each address, its parts in <> left out."""
    stub = Stub(
        StubConfig(state_dir=tmp_path, people=(), control_token="x"),
        pki=PKI.open(tmp_path / "pki", now=datetime.now(JST)),
    )
    found: dict[str, set[str]] = {}
    for rule in create_app(stub).url_map.iter_rules():
        if rule.endpoint.startswith("control.") and rule.endpoint != "control.unknown":
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            found.setdefault(_plain(rule.rule), set()).update(methods)
    stub.close()
    return found


def _plain(address: str) -> str:
    return re.sub("<[^>]*>", "<>", address)


def _told() -> dict[str, set[str]]:
    """What the first cells of the tables say: methods, then the address they are of."""
    found: dict[str, set[str]] = {}
    for cell in re.findall(r"^\| (`[A-Z]+[ `].*?) \|", PAGE.read_text("utf-8"), re.M):
        methods = set[str]()
        for method, address in re.findall(r"`([A-Z]+)(?: (/control/[^`]+))?`", cell):
            methods.add(method)
            if address:
                found.setdefault(_plain(address), set()).update(methods)
                methods = set()
    return found


@pytest.mark.parametrize("what", ["offered", "told"])
def test_the_reference_has_what_the_control_api_has(tmp_path: Path, what: str) -> None:
    offered, told = _offered(tmp_path), _told()

    missing = offered if what == "offered" else told
    there = told if what == "offered" else offered
    lacking = {
        address: sorted(methods - there.get(address, set()))
        for address, methods in missing.items()
    }
    assert {a: m for a, m in lacking.items() if m} == {}
