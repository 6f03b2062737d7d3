"""Read medical literature into a knowledge graph with evidence for every relation."""

__version__ = "0.1.0"
