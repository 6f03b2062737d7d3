"""Mentions in, Evidence out."""
