"""Graph tables in, Cypher out: one adapter for every server that speaks Bolt."""
