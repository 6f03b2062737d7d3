"""Read mappings in SSSOM: which ids of two vocabularies stand for one concept.

Of the standard's columns `subject_id`, `predicate_id` and `object_id` are needed; rows whose predicate is not
an equivalence, and rows with the modifier `Not`, say nothing about identity and are left out.
"""

from collections.abc import Iterator
from pathlib import Path

from kgbuild.entities.sources.tables import curie, rows

EQUIVALENCES = frozenset({"skos:exactMatch", "owl:sameAs", "owl:equivalentClass"})
COLUMNS = ("subject_id", "predicate_id", "object_id")


def load_sssom(path: Path) -> Iterator[tuple[str, str]]:
    """Yield pairs of equivalent ids."""
    for number, row in rows(path, required=COLUMNS):
        equivalent = (
            row["predicate_id"] in EQUIVALENCES and row.get("predicate_modifier", "").lower() != "not"
        )
        pair = (curie(row["subject_id"], path, number), curie(row["object_id"], path, number))
        if equivalent:
            yield pair
