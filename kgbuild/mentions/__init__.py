"""Documents in, Mentions out: sentences, the tagger, abbreviations, assertion."""
