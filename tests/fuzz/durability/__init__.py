"""Cards whose process is killed, or whose machine loses power, at any point."""
