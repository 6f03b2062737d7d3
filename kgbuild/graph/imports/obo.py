"""Read the hierarchy of an ontology in OBO format: SUBCLASS_OF between its terms."""

from pathlib import Path

from kgbuild.domain.relation import Predicate
from kgbuild.entities.sources.obo import parse_obo
from kgbuild.entities.sources.tables import text_lines
from kgbuild.graph.curated import CuratedRelation
from kgbuild.graph.imports.imported import Imported, Lookup, entity_of

_LICENCE = ("property_value: http://purl.org/dc/terms/license", "property_value: dcterms-license")


def read_obo(path: Path, lookup: Lookup) -> Imported:
    """Return SUBCLASS_OF relations between terms of the kinds that the graph has, by the prefix of their ids.

    Raises `VocabularyFileError` for a broken file.
    """
    found = Imported()
    for line in text_lines(path):
        if line.startswith("["):
            break
        if line.startswith("data-version:"):
            found.version = line.partition(":")[2].strip()
        if line.startswith(_LICENCE):
            found.licence = line.split()[2].strip('"')
    names = {term.id: term for term in parse_obo(text_lines(path), path)}
    for term in names.values():
        for parent in term.parents:
            if parent not in names:
                found.skipped["below a term that is not in the file"] += 1
                continue
            child = entity_of(term.id, lookup, name=term.name)
            above = entity_of(parent, lookup, name=names[parent].name)
            if child is None or above is None:
                found.skipped["of something without a type"] += 1
                continue
            found.relate(CuratedRelation(term.id, Predicate.SUBCLASS_OF, parent), child, above)
    return found
