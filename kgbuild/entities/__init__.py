"""Mentions in, grounded Entities out."""
