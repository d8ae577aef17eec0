"""Cards on disk: made once, taken out by one at a time, changed whole or not at all."""
