"""Graph tables in, predictions out: which relations the graph lacks, how likely each is, and why."""
