"""What the HPO's annotations say of which disease shows which symptom, by the names that text uses.

A disease that is annotated with a term shows what the term is a kind of as well. Many names of diseases are
names of the HPO's own findings, too (anaemia, cataract, epilepsy). Where one sentence names two findings they
are more often two features of a third disease, or two in a list, than disease and symptom: of pairs that were
judged by reading, 44 % were so related, against 75 % of those whose disease is no finding.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.mention import Mention
from kgbuild.errors import CorpusError

NO_TERMS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownSymptoms:
    """The HPO's ids of `terms` by their names, and of those that a disease has `shown`, by its names."""

    terms: Mapping[str, frozenset[str]]
    shown: Mapping[str, frozenset[str]]

    def joins(self, disease: Mention, symptom: Mention) -> bool:
        """Whether the annotations give what the one mention names to what the other names."""
        return not self.shown.get(_named(disease), NO_TERMS).isdisjoint(
            self.terms.get(_named(symptom), NO_TERMS)
        )

    def holds(self, disease: Mention, symptom: Mention) -> bool:
        """Whether they do, and the disease is no finding itself, so that sentences are likely to say so."""
        return _named(disease) not in self.terms and self.joins(disease, symptom)


def load_known_symptoms(folder: Path) -> KnownSymptoms:
    """Return the annotations of `phenotype.hpoa.gz` by the names and synonyms of `hp.obo.gz`."""
    terms: dict[str, set[str]] = defaultdict(set)
    parents: dict[str, set[str]] = defaultdict(set)
    current = ""
    for line in _gzipped(folder / "hp.obo.gz"):
        if line.startswith("id: "):
            current = line[4:].strip()
        elif line.startswith("name: ") and current.startswith("HP:"):
            terms[_name(line[6:])].add(current)
        elif line.startswith("synonym: ") and current.startswith("HP:"):
            terms[_name(line.split('"')[1])].add(current)
        elif line.startswith("is_a: "):
            parents[current].add(line[6:].split()[0])
    shown: dict[str, set[str]] = defaultdict(set)
    for line in _gzipped(folder / "phenotype.hpoa.gz"):
        columns = line.rstrip("\n").split("\t")
        # Columns: database id, disease name, qualifier, HPO id, ...; `NOT` says that the symptom is absent.
        if len(columns) > 4 and columns[2] != "NOT" and columns[3].startswith("HP:"):
            # `Marfan syndrome; MFS`, `Usher syndrome, type 1`, `Long QT syndrome 3`
            disease = re.sub(r"[,;].*| (?:type )?\d+[a-z]?$", "", columns[1], flags=re.IGNORECASE)
            shown[_name(disease)].add(columns[3])
    closed = {disease: with_ancestors(ids, parents) for disease, ids in shown.items()}
    return KnownSymptoms({name: frozenset(ids) for name, ids in terms.items()}, closed)


def with_ancestors(ids: Iterable[str], parents: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the terms and all that they are kinds of.

    >>> sorted(with_ancestors(["HP:3"], {"HP:3": ["HP:2"], "HP:2": ["HP:1"]}))
    ['HP:1', 'HP:2', 'HP:3']
    """
    found: set[str] = set()
    open_ = list(ids)
    while open_:
        id = open_.pop()
        if id not in found:
            found.add(id)
            open_ += parents.get(id, ())
    return frozenset(found)


def _named(mention: Mention) -> str:
    return _name(mention.long_form or mention.text)


def _name(text: str) -> str:
    """Return a name as it is compared: lower case, one blank between words, without the plural's s."""
    return re.sub(r"(?<=[^s])s\b", "", " ".join(text.lower().split()))


def _gzipped(file: Path) -> Iterator[str]:
    if not file.is_file():
        raise CorpusError(file, "no such file; --data names the folder that holds the corpora")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from lines
