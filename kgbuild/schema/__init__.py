"""From the hand-written schema of the graph to all that is generated from it; only developers need it."""
