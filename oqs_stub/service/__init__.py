"""What the stub does, whichever face asked for it."""
