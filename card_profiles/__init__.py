"""Who the people are: personas, their numbers, their certificates, their insurance."""
