"""My Number Card clients that public package registries carry, run unmodified."""
