"""Bring concepts of several vocabularies together: one disease known to MeSH, OMIM and HPO is one entity.

Concepts become one where, in this order,
1. they have the same id, or a mapping file says that their ids stand for the same;
2. one names the other as a cross-reference, and no other concept of its vocabulary does;
3. their preferred names agree;
4. the preferred name of one is an exact synonym of the other;
5. the preferred name of one is an entry term of the other, which may mean something narrower, and they share
   a second name.
Names agree when their plain forms do (`plain_name`: case, hyphens, plural, British spelling and inversions
evened out). Shared synonyms alone are never enough. By rules 3 to 5 two concepts are joined only if neither
has another such partner in the other's vocabulary. Rules 2 to 5 never join two concepts of one vocabulary,
since it tells them apart, nor a drug and a disease; so the first rule that fits decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from kgbuild.entities.concept import Concept, Kind, Status
from kgbuild.entities.normalise import plain_name

_Index = dict[tuple[str, bool], list[int]]
"""Concepts by the plain form of a name, drugs apart from the rest."""


def merge(concepts: Iterable[Concept], mappings: Iterable[tuple[str, str]] = ()) -> list[tuple[Concept, ...]]:
    """Return groups of concepts that are one, in an order that does not depend on that of `concepts`."""
    ordered = sorted(concepts, key=lambda c: (c.id, c.name, c.source, c.names, c.xrefs))
    return _Merging(ordered, sorted(set(mappings))).groups()


class _Merging:
    """Groups of concepts that grow; a group is known by the number of one of its concepts."""

    def __init__(self, concepts: Sequence[Concept], mappings: Sequence[tuple[str, str]]) -> None:
        self._concepts = concepts
        self._group = list(range(len(concepts)))
        self._prefixes = [{c.prefix} - {""} for c in concepts]
        self._drugs = [c.kind is Kind.DRUG for c in concepts]
        self._of_id: dict[str, int] = {}
        for i, concept in enumerate(concepts):
            if concept.id:
                self._join(self._of_id.setdefault(concept.id, i), i)
        for one, other in mappings:
            if one in self._of_id and other in self._of_id:
                self._join(self._of_id[one], self._of_id[other])
        self._by_cross_references()
        self._by_names()

    def groups(self) -> list[tuple[Concept, ...]]:
        """Return the groups."""
        members: dict[int, list[Concept]] = defaultdict(list)
        for i, concept in enumerate(self._concepts):
            members[self._find(i)].append(concept)
        return [tuple(group) for group in members.values()]

    def _find(self, i: int) -> int:
        while self._group[i] != i:
            self._group[i] = self._group[self._group[i]]
            i = self._group[i]
        return i

    def _join(self, i: int, j: int) -> None:
        i, j = sorted((self._find(i), self._find(j)))
        if i != j:
            self._group[j] = i
            self._prefixes[i] |= self._prefixes[j]

    def _join_if_apart(self, i: int, j: int) -> None:
        """Join two groups unless one vocabulary tells them apart, or one is a drug."""
        i, j = self._find(i), self._find(j)
        if i != j and self._prefixes[i].isdisjoint(self._prefixes[j]) and self._drugs[i] == self._drugs[j]:
            self._join(i, j)

    def _by_cross_references(self) -> None:
        claims = _Claims()
        for i, concept in enumerate(self._concepts):
            for xref in concept.xrefs:
                if xref in self._of_id:
                    claims.add(
                        self._find(i), concept.prefix, self._find(self._of_id[xref]), xref.partition(":")[0]
                    )
        for i, j in claims.unrivalled():
            self._join_if_apart(i, j)

    def _by_names(self) -> None:
        forms = [_forms(concept) for concept in self._concepts]
        by_status: dict[Status, _Index] = {status: defaultdict(list) for status in Status}
        for i, mine in enumerate(forms):
            for form, status in mine.items():
                by_status[status][form, self._drugs[i]].append(i)
        preferred = by_status[Status.NAME]
        for status in (Status.NAME, Status.EXACT, Status.ENTRY):
            claims = _Claims()
            for (form, drug), ones in preferred.items():
                for i, j in product(ones, by_status[status].get((form, drug), ())):
                    if status is not Status.ENTRY or len(forms[i].keys() & forms[j].keys()) > 1:
                        self._claim(claims, i, j)
            for i, j in claims.unrivalled():
                self._join_if_apart(i, j)

    def _claim(self, claims: "_Claims", i: int, j: int) -> None:
        if self._find(i) != self._find(j):
            prefixes = self._concepts[i].prefix, self._concepts[j].prefix
            claims.add(self._find(i), prefixes[0], self._find(j), prefixes[1])


def _forms(concept: Concept) -> dict[str, Status]:
    """Return the plain forms of the names that speak for a concept's identity, with their best statuses."""
    forms: dict[str, Status] = {}
    for name in concept.names:
        if name.status is not Status.RELATED and not name.abbreviation:
            form = plain_name(name.text)
            forms[form] = min(name.status, forms.get(form, name.status))
    return forms


class _Claims:
    """Pairs of concepts that may be one, each a claim of one concept on another."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[int, int], None] = {}
        self._partners: dict[tuple[int, str], set[int]] = defaultdict(set)
        self._prefixes: dict[tuple[int, int], tuple[str, str]] = {}

    def add(self, i: int, prefix_i: str, j: int, prefix_j: str) -> None:
        """Note that `i` may be `j`."""
        self._pairs.setdefault((i, j))
        self._prefixes[i, j] = (prefix_i, prefix_j)
        self._partners[i, prefix_j].add(j)
        self._partners[j, prefix_i].add(i)

    def unrivalled(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs in which neither has another partner in the other's vocabulary."""
        for i, j in sorted(self._pairs):
            prefix_i, prefix_j = self._prefixes[i, j]
            if len(self._partners[i, prefix_j]) == len(self._partners[j, prefix_i]) == 1:
                yield i, j
