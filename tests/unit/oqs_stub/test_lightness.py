"""What a start of the stub must not wait for."""

from __future__ import annotations

import os
import subprocess
import sys

HEAVY = ("faker", "fpdf", "gunicorn", "httpx", "psycopg", "rich")
"""Libraries that some function needs, and no start."""


OURS = ("oqs_stub.control_page", "oqs_stub.checking")
"""Parts of ours that a start without the control face does without."""


def test_serving_imports_nothing_that_only_few_need() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, harness.cli.oqs, harness.oqs_serve\n"
            "print(*sorted(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )

    assert {*HEAVY, *OURS} & set(done.stdout.split()) == set()
