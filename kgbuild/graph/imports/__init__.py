"""Formats of curated knowledge, one reader a file.

A reader is a function of a path and a lexicon that returns `Imported`; to add one, write its file and its
line here. It does not guess: a row that says what the graph has no place for is skipped and counted by the
reason, a broken file is an error.
"""

FORMATS = {
    "hpo": "kgbuild.graph.imports.hpo:read_hpo",
    "kgx": "kgbuild.graph.imports.kgx:read_kgx",
    "triples": "kgbuild.graph.imports.triples:read_triples",
    "obo": "kgbuild.graph.imports.obo:read_obo",
}
