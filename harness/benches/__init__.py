"""The ready bench files; `--bench FILE` takes one of your own."""
