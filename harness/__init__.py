"""The bench: the seam, the switch, the drivers, and everything a user starts."""
