"""Build the lexicon: gather concepts, bring them together, write the file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kgbuild.entities.concept import Concept, Kind, Source
from kgbuild.entities.lexicon_file import write_lexicon
from kgbuild.entities.merging import merge
from kgbuild.entities.rows import make_rows
from kgbuild.entities.sources.hpo import hpo_sources, load_annotated_diseases, load_hpo
from kgbuild.entities.sources.mesh import (
    descriptors,
    installed_mesh,
    load_headings,
    mesh_source,
    supplementary,
)
from kgbuild.entities.sources.name_dictionaries import (
    disease_concepts,
    disease_names_source,
    drug_concepts,
    drug_names_source,
    installed_diseases,
    installed_drugs,
)
from kgbuild.entities.sources.obo import load_obo
from kgbuild.entities.sources.own import Reading, conditions, own_source, readings, substances
from kgbuild.entities.sources.sssom import load_sssom
from kgbuild.entities.sources.tsv import load_tsv
from kgbuild.errors import VocabularyFileError

OWN_VERSION = "3"
SSSOM_ENDINGS = (".sssom.tsv", ".sssom")


@dataclass(slots=True)
class Vocabulary:
    """What the lexicon is made of."""

    concepts: list[Concept] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    mappings: list[tuple[str, str]] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    former: dict[str, str] = field(default_factory=dict)
    """Ids that concepts had before, each with one that it has now."""

    def add(self, sources: Iterable[Source], concepts: Iterable[Concept]) -> None:
        """Add the concepts of one vocabulary."""
        self.sources += sources
        self.concepts += concepts

    def add_packages(self) -> None:
        """Add the names of the packages and our own; raise VocabularyPackageError where one is missing."""
        main, other = installed_mesh()
        headings = load_headings(main)
        self.add([mesh_source()], descriptors(main))
        self.add([], supplementary(other, main))
        self.add(hpo_sources()[:1], load_hpo())
        self.add(hpo_sources()[1:], load_annotated_diseases())
        self.add([disease_names_source()], disease_concepts(installed_diseases(), headings))
        self.add([drug_names_source()], drug_concepts(installed_drugs(), headings))
        self.add([own_source(OWN_VERSION)], substances(headings))
        self.add([], conditions(headings))
        self.readings += readings()

    def add_file(self, path: Path, *, kind: Kind | None = None) -> None:
        """Add a user's OBO, TSV or SSSOM file, told apart by its ending."""
        if not path.is_file():
            raise VocabularyFileError(path, "no such file")
        name = path.name.lower()
        if name.endswith(SSSOM_ENDINGS):
            self.mappings += load_sssom(path)
            return
        source = Source(path.name, f"user file {path.name}", "", "as its owner says", trusted=True)
        if name.endswith(".obo"):
            self.add([source], load_obo(path, source=source.id, kind=kind))
        elif name.endswith((".tsv", ".txt")):
            self.add([source], load_tsv(path, source=source.id, kind=kind))
        else:
            raise VocabularyFileError(path, "what is it? known endings: .obo, .tsv, .sssom.tsv")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was written."""

    names: int
    entities: int
    entities_by_type: dict[str, int]
    names_by_source: dict[str, int]


def build_lexicon(vocabulary: Vocabulary, out: Path) -> BuildReport:
    """Write the lexicon of a vocabulary to `out`: equal vocabularies give equal bytes, in whatever order."""
    groups = merge(vocabulary.concepts, vocabulary.mappings)
    trusted = frozenset(source.id for source in vocabulary.sources if source.trusted)
    rows = make_rows(groups, trusted=trusted, readings=vocabulary.readings, former=vocabulary.former)
    write_lexicon(out, rows, vocabulary.sources)
    entities = {row.id: row.type for row in rows}
    return BuildReport(
        names=len(rows),
        entities=len(entities),
        entities_by_type=_counts(map(str, entities.values())),
        names_by_source=_counts(row.source for row in rows),
    )


def _counts(values: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return dict(sorted(counts.items()))
