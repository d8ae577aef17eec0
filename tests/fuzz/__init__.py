"""What a card withstands: any input, death at any moment, neighbours, restarts."""
