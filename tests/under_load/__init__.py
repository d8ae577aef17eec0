"""The served stub under load, killed with -9 again and again."""
