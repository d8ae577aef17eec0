"""Running Gherkin features in Japanese: reading, checking, running, reporting them."""
