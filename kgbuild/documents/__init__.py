"""Bytes in, Documents out: one reader a file."""
