"""What a card keeps without power: its files and keys, its counters and PINs."""
