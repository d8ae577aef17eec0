"""Install pyscard into this environment, or say which Debian packages it lacks.

On Linux pyscard is built from source. Where its headers are missing the tests that
need it are skipped with the packages' names; with MYNABENCH_REQUIRE_SYSTEM set,
as in CI, their absence is an error instead.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

NEEDED = {
    "gcc": lambda: shutil.which("gcc") is not None,
    "libpcsclite-dev": lambda: Path("/usr/include/PCSC/winscard.h").exists(),
    "python3-dev": lambda: (Path(sysconfig.get_path("include")) / "Python.h").exists(),
}


def main() -> int:
    """Return the exit status: 0 installed or skipped, 1 missing where required."""
    if importlib.util.find_spec("smartcard") is not None:
        return 0
    missing = [package for package, present in NEEDED.items() if not present()]
    if sys.platform == "linux" and missing:
        print(  # noqa: T201 - a command that tells its user.
            "pyscard cannot be built here; missing Debian packages: "
            f"{' '.join(missing)}. Run scripts/system-packages."
        )
        return 1 if os.environ.get("MYNABENCH_REQUIRE_SYSTEM") else 0
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "pyscard>=2.3"]
    return subprocess.run(pip, check=False).returncode  # noqa: S603 - our own arguments.


if __name__ == "__main__":
    raise SystemExit(main())
