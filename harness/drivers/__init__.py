"""Drivers: one file for each way to play a layer of the bench."""
