"""Programs that know nothing of us, run unmodified against the card."""
