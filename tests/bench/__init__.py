"""The card's speed and size, measured against what others reach on the same machine."""
