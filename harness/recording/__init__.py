"""Recordings of a card: made, played again as a card, checked against a card."""
