"""Write the graph in the formats of other programs, one writer a file."""
