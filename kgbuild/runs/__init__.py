"""Sharded, resumable execution of steps 1 to 5."""
