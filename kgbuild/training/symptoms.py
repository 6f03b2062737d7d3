"""Tell symptoms among annotated diseases by their place in the MeSH tree, as `entities/types.py` decides."""

import csv
import gzip
from collections.abc import Collection
from pathlib import Path

from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Kind
from kgbuild.entities.types import mesh_kind
from kgbuild.errors import CorpusError

EITHER = frozenset({EntityType.DISEASE, EntityType.SYMPTOM})


def load_symptom_ids(path: Path) -> frozenset[str]:
    """Return the MeSH ids that are symptoms by one of their places.

    `path` is a gzipped table with the columns `mesh_id` and `mesh_tree_number`.
    """
    if not path.is_file():
        raise CorpusError(path, "no such file; --data names the folder that holds the corpora and vocab")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return frozenset(
            row["mesh_id"] for row in rows if mesh_kind((row["mesh_tree_number"],)) is Kind.SYMPTOM
        )


def disease_or_symptom(ids: Collection[str], symptom_ids: Collection[str]) -> frozenset[EntityType]:
    """Return the types that a disease mention with these concept ids may have.

    A concept is a symptom where MeSH says so and a disease otherwise. Where the concepts of a composite
    mention disagree, or there is none (`-1`), both types are right: training and scoring accept either.

    >>> sorted(disease_or_symptom(["D010146"], {"D010146"}))
    [<EntityType.SYMPTOM: 'Symptom'>]
    >>> disease_or_symptom(["-1"], set()) == EITHER
    True
    """
    plain = {id.removeprefix("MESH:").lstrip("*") for id in ids}
    types = {EntityType.SYMPTOM if id in symptom_ids else EntityType.DISEASE for id in plain if id != "-1"}
    return frozenset(types) or EITHER
