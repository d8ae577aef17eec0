"""The steps by which a QA engineer's sentences become actions on the bench."""
