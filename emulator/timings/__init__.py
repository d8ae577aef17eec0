"""Timing tables that come with the package."""
