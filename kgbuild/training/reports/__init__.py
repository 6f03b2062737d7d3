"""Reports of evaluations and trainings: JSON, PNGs and one HTML page that holds all of it."""
