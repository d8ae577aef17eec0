"""How programs reach the card: plugged into a vpcd reader, or carried by `vicc`."""
