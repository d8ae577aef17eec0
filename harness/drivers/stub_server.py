"""Our stub as the national side: served on loopback by threads of this process."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from card_profiles.loader import load_all
from card_profiles.model import Persona
from card_profiles.pki import PKIError
from card_profiles.variant import split_variant
from oqs_stub.clock import Clock
from oqs_stub.database import DatabaseError
from oqs_stub.error_codes import ErrorCodesError
from oqs_stub.exchange import FolderError
from oqs_stub.institutions.file import InstitutionFileError
from oqs_stub.server import ServerError, StubServer
from oqs_stub.stub import Stub, StubConfig

from ..ports import BenchUnavailable, Capability, ControlPort
from ..server_conditions import ServerConditions
from .control_http import HTTPControl

LOOPBACK = "127.0.0.1"


class StubServerDriver:
    """`Server`: pages, responder and folders of one stub, on automatic ports.

    Real HTTP and real files; only the process is shared. The stub tells time by the
    clock it is given, and its control face moves that clock.
    """

    capabilities = frozenset(
        {Capability.SET_CLOCK, Capability.CONTROL, Capability.SERVER_FAULTS}
    )
    control: ControlPort | None

    def __init__(
        self,
        state_dir: Path,
        *,
        clock: Clock,
        seed: int = 0,
        patients: Sequence[Persona] = (),
        settle_seconds: float = 5.0,
        conditions: ServerConditions | None = None,
    ) -> None:
        """Serve the stub kept in *state_dir*; a fresh one knows every ready persona.

        *patients* are registered beside them unless they are known already. Raises
        `BenchUnavailable` when state, folder or port cannot be used.
        """
        token = secrets.token_urlsafe(32)
        config = StubConfig(
            state_dir=state_dir,
            seed=seed,
            clock=clock,
            people=load_all(now=clock.now()),
            control_token=token,
            settle_seconds=settle_seconds,
        )
        try:
            self._stub = Stub(config)
        except (
            DatabaseError,
            ErrorCodesError,
            FolderError,
            InstitutionFileError,
            PKIError,
        ) as error:
            raise BenchUnavailable(str(error)) from error
        try:
            with self._stub.database.starting():
                self._stub.database.claim()  # Before anything is changed.
                self._register(patients)
                (conditions or ServerConditions()).put_on(self._stub)
            self._server = StubServer(self._stub, host=LOOPBACK, port=0).start()
        except (DatabaseError, ServerError, FolderError) as error:
            self._stub.close()
            raise BenchUnavailable(str(error)) from error
        except BaseException:
            self._stub.close()
            raise
        self.base_url = self._server.base_url
        self.folder = str(config.exchange_folder)
        self._http_control = HTTPControl(self.base_url, token=token)
        self.control = self._http_control

    def close(self) -> None:
        """Stop serving; everything acknowledged is on disk."""
        self._http_control.close()
        self._server.stop()
        self._stub.close()

    def _register(self, patients: Sequence[Persona]) -> None:
        registry = self._stub.registry
        # Whoever comes with another card is the same person to the national side.
        known_as = [replace(one, name=split_variant(one.name)[0]) for one in patients]
        strangers = [one for one in known_as if registry.get(one.name) is None]
        if strangers:
            self._stub.people.add(strangers)
