"""Evidence in, graph tables out."""
