"""A PC/SC program on a pcscd of its own: `python -m tests.fuzz.client READER ROUNDS`.

Writes the challenges that the card in the reader gave, one a line.
"""

from __future__ import annotations

import sys

from harness.drivers.pcsc_card import PCSCCardConnection, wait_for_card

CHALLENGE = bytes.fromhex("0084000008")
SECONDS = 60.0


def main(reader: str, rounds: int) -> None:
    """Ask so many times, with a cold reset now and then."""
    wait_for_card(reader, seconds=SECONDS)
    connection = PCSCCardConnection(reader)
    for number in range(rounds):
        if number % 50 == 49:
            connection.unpower()
        sys.stdout.write(connection.transmit(CHALLENGE).hex() + "\n")
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
