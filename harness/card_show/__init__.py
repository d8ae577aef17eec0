"""What is on an invented person's card, laid open for people to look at."""
