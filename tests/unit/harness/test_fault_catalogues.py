"""`oqs faults` and `card faults` tell their catalogues alike, and whole."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from emulator import faults as of_the_card
from harness.cli import card_faults, oqs_faults
from oqs_stub import faults as of_the_stub

COMMANDS = {
    "card": (card_faults.command, of_the_card.CATALOGUE, of_the_card.PROFILES),
    "oqs": (oqs_faults.command, of_the_stub.CATALOGUE, of_the_stub.PROFILES),
}


def _told(command: click.Command, *arguments: str) -> str:
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("room", COMMANDS)
def test_every_fault_is_told_with_its_parameters(room: str) -> None:
    command, kinds, profiles = COMMANDS[room]

    text = _told(command)
    document = json.loads(_told(command, "--json"))

    assert {
        kind["name"]: [parameter["name"] for parameter in kind["parameters"]]
        for kind in document["faults"]
    } == {
        kind.name: [parameter.name for parameter in kind.parameters]
        for kind in kinds.values()
    }
    assert {one["name"]: one["faults"] for one in document["profiles"]} == {
        one.name: list(one.faults) for one in profiles.values()
    }
    for kind in kinds.values():
        assert f"{kind.name}  {kind.title}（{kind.where}）" in text
        for parameter in kind.parameters:
            assert f"    {parameter.name}: {parameter.title}（" in text
    for profile in profiles.values():
        assert f"    出典: {profile.source}" in text
