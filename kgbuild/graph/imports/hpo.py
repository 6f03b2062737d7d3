"""Read `phenotype.hpoa`: which diseases show which abnormalities, how often and from when on."""

from pathlib import Path

from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import Predicate
from kgbuild.entities.sources.hpo import LICENCE
from kgbuild.entities.sources.tables import rows, text_lines
from kgbuild.errors import VocabularyFileError
from kgbuild.graph.curated import MANUAL, CuratedRelation
from kgbuild.graph.imports.imported import Imported, Lookup, as_type, entity_of

AUTOMATED = "automated_agent"
ELECTRONIC = "IEA"
"""Evidence code: inferred from electronic annotation."""
ABNORMALITY = "P"
"""Aspect; others are inheritance, clinical course and modifiers."""
_REQUIRED = ("database_id", "disease_name", "qualifier", "hpo_id", "reference", "evidence", "aspect")
_FILLED = ("database_id", "hpo_id", "aspect")


def read_hpo(path: Path, lookup: Lookup) -> Imported:
    """Return HAS_SYMPTOM relations; what a disease is said not to show is skipped, as are other aspects.

    Raises `VocabularyFileError` for a file of another kind, and for a line that is cut short.
    """
    found = Imported(version=_version(path), licence=LICENCE)
    for number, row in rows(path, required=_REQUIRED):
        if empty := [name for name in _FILLED if not row[name]]:
            raise VocabularyFileError(path, f"the column {', '.join(empty)} is empty", line=number)
        if row["aspect"] != ABNORMALITY:
            found.skipped[f"of aspect {row['aspect']}, not {ABNORMALITY}"] += 1
            continue
        if row["qualifier"]:
            found.skipped[f"with the qualifier {row['qualifier']}"] += 1
            continue
        disease = entity_of(row["database_id"], lookup, type=EntityType.DISEASE, name=row["disease_name"])
        symptom = entity_of(row["hpo_id"], lookup, type=EntityType.SYMPTOM)
        if disease is None or symptom is None:
            found.skipped["of something without a type"] += 1
            continue
        relation = CuratedRelation(
            disease.id,
            Predicate.HAS_SYMPTOM,
            symptom.id,
            agent_type=AUTOMATED if row["evidence"] == ELECTRONIC else MANUAL,
            publications=tuple(part for part in row["reference"].split(";") if part.startswith("PMID:")),
            frequency=row.get("frequency", ""),
            onset=row.get("onset", ""),
        )
        # To HPO all its terms are abnormalities of a disease, also those that are diseases to others.
        found.relate(relation, as_type(disease, EntityType.DISEASE), as_type(symptom, EntityType.SYMPTOM))
    return found


def _version(path: Path) -> str:
    for line in text_lines(path):
        if not line.startswith("#"):
            break
        if line.lower().startswith("#version:"):
            return line.partition(":")[2].strip()
    return ""
