"""A process that starts `mynabench card serve` again and again, each in a new child.

Starting Python anew each time would cost half a second; a child is there in ten
milliseconds. It is asked by lines: the arguments as JSON, or `wait PID`.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path


def main() -> None:
    """Start or wait for children until there are no more lines."""
    import harness.card_serve
    import harness.cli.card_serve
    import harness.cli.group
    import harness.people  # noqa: F401 - here, and not in each child.

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order, _, rest = line.strip().partition(" ")
        if order == "wait":
            _, status = os.waitpid(int(rest), 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            asked = json.loads(line)
            answer = os.fork()
            if not answer:
                _serve(asked["arguments"], Path(asked["said"]))
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _serve(arguments: list[str], said: Path) -> None:
    """As `mynabench` itself, which tells of a signal at whatever moment it comes."""
    from harness.cli import program

    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, target in enumerate((nothing, output, output)):
        os.dup2(target, number)
    code = 1
    sys.argv = ["mynabench", *arguments]
    try:
        program()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()  # As Python does; what follows tells nobody.
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
