"""Trackers of training runs, one a file; `TRACKERS` is their table."""
