"""The people who come with the program, one TOML file each."""
